export type { ValidatedPolicyType } from './document.ts';
export type { Finding, FindingType, Location, PathElement, Position } from './finding.ts';
export { validatePolicy, type ValidationOptions } from './validate.ts';
