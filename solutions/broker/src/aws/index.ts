export type { ActivityEvent, RequestActivity } from './activity/create-activity.ts';
export type { AccountStatus, CatalogStatus } from './catalog/repository.ts';
export { type AwsSide, createAwsSide } from './create-aws-side.ts';
export type { BrokerFinding } from './findings/repository.ts';
export type { TargetInsight } from './insight/create-insight.ts';
export { awsMigrations } from './migrations.ts';
export type { AwsParts, AwsSettings, SignInSettings } from './parts.ts';
export { type SessionPolicyFit, sessionPolicyFits } from './sessions/session-policy.ts';
export { readTrust, type Trust } from './trust-policy.ts';
