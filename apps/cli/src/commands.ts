import { auditExport } from './broker/audit/export.ts';
import { auditLog } from './broker/audit/log.ts';
import { auditVerify } from './broker/audit/verify.ts';
import { login } from './broker/login.ts';
import { logout } from './broker/logout.ts';
import {
  policyApprove,
  policyPlan,
  policyProposals,
  policyPropose,
  policyReject,
  policyShow,
  policyWithdraw,
} from './broker/policy/commands.ts';
import { consoleSession } from './broker/requests/console.ts';
import { creds } from './broker/requests/creds.ts';
import { approve, cancel, end, extend, reject, review } from './broker/requests/decide.ts';
import { explainAccess } from './broker/requests/explain.ts';
import { requests } from './broker/requests/list.ts';
import { request } from './broker/requests/request.ts';
import { show } from './broker/requests/show.ts';
import type { Command } from './command.ts';
import { detect } from './detection/detect.ts';
import { detectRules, detectRulesImport } from './detection/live-rules.ts';
import {
  detectAck,
  detectAlerts,
  detectResolve,
  detectShow,
  detectStatus,
  detectSuppress,
} from './detection/live.ts';
import { doctor } from './doctor/doctor.ts';
import { env } from './env.ts';
import { falcoImport } from './findings/falco-import.ts';
import { findings } from './findings/list.ts';
import { setFindings, showFinding } from './findings/one.ts';
import { resolverScan } from './findings/resolver-scan.ts';
import { testPattern } from './findings/test-pattern.ts';
import { investigate } from './investigate/investigate.ts';
import { grantsAudit } from './kms/grants-audit.ts';
import { grantsList } from './kms/grants-list.ts';
import { grantsTree } from './kms/grants-tree.ts';
import { kmsKeys } from './kms/keys.ts';
import { kmsUsage } from './kms/usage.ts';
import { kmsWhoCan } from './kms/who-can.ts';
import { checkAccess, checkNewAccess, checkPublicAccess } from './policy/access-checks.ts';
import { explain } from './policy/explain.ts';
import { simulate } from './policy/simulate.ts';
import { validate } from './policy/validate.ts';
import { reset } from './reset.ts';
import { rotationTest } from './rotation/commands.ts';
import { scheduleExplain, scheduleNext } from './schedule/commands.ts';
import { secretsCompliance } from './secrets/compliance.ts';
import { secretsExec } from './secrets/exec.ts';
import { secretsList } from './secrets/list.ts';
import { secretsRotate } from './secrets/rotate.ts';
import { secretsShow } from './secrets/show.ts';
import { secretsWhoCan } from './secrets/who-can.ts';
import { services } from './services.ts';
import {
  trapsCreate,
  trapsList,
  trapsRemove,
  trapsReveal,
  trapsRotate,
  trapsShow,
  trapsSimulate,
  trapsVerify,
} from './traps/commands.ts';
import { up } from './up.ts';
import { version } from './version.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  up,
  env,
  login,
  logout,
  explainAccess,
  request,
  requests,
  show,
  approve,
  reject,
  cancel,
  end,
  extend,
  review,
  creds,
  consoleSession,
  auditExport,
  auditLog,
  auditVerify,
  policyPlan,
  policyPropose,
  policyProposals,
  policyApprove,
  policyReject,
  policyWithdraw,
  policyShow,
  findings,
  showFinding,
  setFindings,
  resolverScan,
  falcoImport,
  testPattern,
  detect,
  detectStatus,
  detectAlerts,
  detectShow,
  detectAck,
  detectResolve,
  detectSuppress,
  detectRules,
  detectRulesImport,
  investigate,
  trapsList,
  trapsShow,
  trapsCreate,
  trapsRotate,
  trapsRemove,
  trapsReveal,
  trapsVerify,
  trapsSimulate,
  kmsKeys,
  grantsList,
  grantsTree,
  grantsAudit,
  kmsWhoCan,
  kmsUsage,
  rotationTest,
  secretsList,
  secretsShow,
  secretsRotate,
  secretsWhoCan,
  secretsCompliance,
  secretsExec,
  scheduleExplain,
  scheduleNext,
  validate,
  explain,
  simulate,
  checkAccess,
  checkNewAccess,
  checkPublicAccess,
  doctor,
  reset,
  services,
  version,
];
