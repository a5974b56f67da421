export type { CloudTrail } from '@aws-sdk/client-cloudtrail';
export type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
export type { IAM } from '@aws-sdk/client-iam';
export type { Organizations } from '@aws-sdk/client-organizations';
export type { SNS } from '@aws-sdk/client-sns';
export type { AssumeRoleCommandInput, STS } from '@aws-sdk/client-sts';
export { type Clients, createClients } from './create-clients.ts';
export { isThrottling, outcomeOf, type Outcome } from './outcome.ts';
export type { ClientSettings, KeyProvider, Keys, RoleHop, Via } from './settings.ts';
