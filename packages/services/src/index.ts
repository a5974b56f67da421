export { createAccessAnalyzer } from './accessanalyzer/index.ts';
export { createSts, type Sts } from './sts/index.ts';
export {
  type CloudTrail,
  createCloudTrail,
  type ObjectWriter,
  recordEvents,
} from './cloudtrail/index.ts';
export {
  createIam,
  type Iam,
  type IamDeps,
  type KeyUsage,
  type SignedInUser,
  type SignInAnswer,
  type SignInAttempt,
  type SignInPort,
  type VerifyPassword,
} from './iam/index.ts';
export { createOrganizations, type Organizations } from './organizations/index.ts';
export { type Cognito, createCognito, looksLikePool, type PoolWeb } from './cognito-idp/index.ts';
export {
  createEc2,
  createHostPort,
  createNetworkPort,
  type DatabaseHost,
  databaseHostId,
  type DatabaseHosts,
  type InstanceProfilePort,
} from './ec2/index.ts';
export { createEcs } from './ecs/index.ts';
export { createEvents, type Events, type RoleDecision } from './events/index.ts';
export {
  createSecurityHub,
  type SecurityHub,
  type SendFindingEventsRequest,
  type SendInsightEventsRequest,
} from './securityhub/index.ts';
export { createKms, type Kms } from './kms/index.ts';
export { createDynamoDb } from './dynamodb/index.ts';
export { createSecretsManager, type SecretsManager } from './secretsmanager/index.ts';
export { createSsm } from './ssm/index.ts';
export { createMasterPasswords, createRds } from './rds/index.ts';
export { createS3, type S3 } from './s3/index.ts';
export { createTagging } from './tagging/index.ts';
export { createSqs, type Sqs } from './sqs/index.ts';
export { createSns, type Sns } from './sns/index.ts';
export {
  createLambda,
  type FunctionRan,
  type FunctionRun,
  type FunctionRuntime,
  type Lambda,
  type LambdaDeps,
  type OutputLine,
  RuntimeBusyError,
  zippedFiles,
} from './lambda/index.ts';
export { createLogs, type Logs } from './logs/index.ts';
export { type CloudWatch, createCloudWatch, POINTS_TOPIC } from './cloudwatch/index.ts';
