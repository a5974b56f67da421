export { applyPlan, type ApplySettings, type StepOutcome } from './audit/apply.ts';
export { type Audit, auditGrants } from './audit/audit.ts';
export type {
  AuditFacts,
  AuditSettings,
  Evidence,
  Finding,
  Rule,
  Severity,
} from './audit/finding.ts';
export type { GrantInput, Step } from './audit/plan.ts';
export { admits, inWords as constraintsInWords } from './constraints.ts';
export {
  gatherAccess,
  gatherAudit,
  gatherGrants,
  type GatherSettings,
  gatherUsage,
} from './gather.ts';
export { plainly } from './json.ts';
export type { Constraints, Context, Grant, History, KeyFacts, Party, Unread } from './model.ts';
export { type Apis, apisOf } from './reading/apis.ts';
export { readGrants } from './reading/grants.ts';
export { HISTORY_DAYS } from './reading/events.ts';
export { keyArns, readKey } from './reading/keys.ts';
export { resourceApisOf, type ResourceClientSettings } from './reading/resource-apis.ts';
export type { ResourceApis } from './reading/resources.ts';
export { type GrantNode, grantTree, type GrantTree, type Narrowing } from './tree/grant-tree.ts';
export { type Usage, usageOf, type UsageRow } from './usage/usage.ts';
export { operationNamed, type Question, QuestionError } from './who-can/question.ts';
export type { Statement } from './who-can/reasons.ts';
export {
  type Answer,
  type Result,
  whoCan,
  type WhoCan,
  type WhoCanFacts,
} from './who-can/who-can.ts';
