export { type AwsSide, createAwsSide } from './create-aws-side.ts';
export { awsMigrations } from './migrations.ts';
export type { AwsSettings } from './parts.ts';
export { sessionPolicyFits } from './sessions/session-policy.ts';
export { readTrust, type Trust } from './trust-policy.ts';
