export { type Access, checkAccessNotGranted } from './check-access-not-granted.ts';
export { checkNoNewAccess } from './check-no-new-access.ts';
export { checkNoPublicAccess } from './check-no-public-access.ts';
export { TooComplexError } from './budget.ts';
export type { AccessCheckResult, ReasonSummary } from './result.ts';
export type { CheckedPolicyType } from './statements.ts';
