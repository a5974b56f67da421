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
export { gatherAudit, gatherGrants, type GatherSettings, gatherUsage } from './gather.ts';
export type { History } from './model.ts';
export { HISTORY_DAYS } from './reading/events.ts';
export { resourceApisOf, type ResourceClientSettings } from './reading/resource-apis.ts';
export type { ResourceApis } from './reading/resources.ts';
export { type GrantNode, grantTree, type GrantTree, type Narrowing } from './tree/grant-tree.ts';
export { type Usage, usageOf, type UsageRow } from './usage/usage.ts';
