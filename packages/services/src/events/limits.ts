import type { Limits } from '@gatehouse/service-kit';

// Patterns as the API model has them, written so that they compile for Unicode and never try the same text twice.
const NAME = '[\\.\\-_A-Za-z0-9]+';
const BUS_ARN_PREFIX = '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?';

export const busName = { minLength: 1, maxLength: 256, pattern: '[/\\.\\-_A-Za-z0-9]+' };
export const ownBusName = { minLength: 1, maxLength: 256, pattern: NAME };
export const busNameOrArn = {
  minLength: 1,
  maxLength: 1600,
  pattern: `${BUS_ARN_PREFIX}[/\\.\\-_A-Za-z0-9]+`,
};
export const ownBusNameOrArn = { minLength: 1, maxLength: 1600, pattern: BUS_ARN_PREFIX + NAME };
export const name64 = { minLength: 1, maxLength: 64, pattern: NAME };
export const archiveName = { minLength: 1, maxLength: 48, pattern: NAME };
export const eventPattern = { maxLength: 4096 };
export const description = { maxLength: 512 };
export const oneLineDescription = { maxLength: 512, pattern: '.*' };
export const anyArn = { minLength: 1, maxLength: 1600 };
export const kmsKey = { maxLength: 2048, pattern: '[a-zA-Z0-9_\\-/:]*' };
export const ruleState = {
  oneOf: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
};
export const busArn = {
  ...anyArn,
  pattern: 'arn:aws[a-z-]*:events:[a-z\\d-]*:([0-9]{12})?:.+\\/.+',
};
export const connectionArn = {
  ...anyArn,
  pattern:
    'arn:aws[a-z-]*:events:[a-z\\d-]*:([0-9]{12})?:connection\\/[\\.\\-_A-Za-z0-9]+\\/[\\-A-Za-z0-9]+',
};
export const httpsEndpoint = {
  minLength: 1,
  maxLength: 2048,
  pattern: "(%[0-9A-Fa-f]{2}|[\\-()_.!~*';/?:@&=+$,A-Za-z0-9])+",
};

const headerKey = { maxLength: 512, pattern: "[!#$%&'*+\\-.^_`|~0-9a-zA-Z]+" };
const headerValue = { maxLength: 512, pattern: '\\t*[\\x20-\\x7E][\\t\\x20-\\x7E]*' };
const queryKey = { maxLength: 512, pattern: '[^\\x00-\\x1F\\x7F]+' };
const queryValue = { maxLength: 512, pattern: '[^\\x00-\\x09\\x0B\\x0C\\x0E-\\x1F\\x7F]+' };
const authText = {
  minLength: 1,
  maxLength: 512,
  pattern: '\\t*[^\\x00-\\x1F:\\x7F][^\\x00-\\x08\\x0A-\\x1F:\\x7F]*',
};
const secret = <Limit extends object>(limit: Limit) => ({ ...limit, sensitive: true });

const httpParameters = (at: string): Limits => ({
  [`${at}.HeaderParameters`]: { maxLength: 100 },
  [`${at}.HeaderParameters[].Key`]: headerKey,
  [`${at}.HeaderParameters[].Value`]: secret(headerValue),
  [`${at}.QueryStringParameters`]: { maxLength: 100 },
  [`${at}.QueryStringParameters[].Key`]: queryKey,
  [`${at}.QueryStringParameters[].Value`]: secret(queryValue),
  [`${at}.BodyParameters`]: { maxLength: 100 },
});

export const connectionLimits: Limits = {
  Name: name64,
  Description: oneLineDescription,
  AuthorizationType: { oneOf: ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'] },
  KmsKeyIdentifier: kmsKey,
  'AuthParameters.BasicAuthParameters.Username': authText,
  'AuthParameters.BasicAuthParameters.Password': secret(authText),
  'AuthParameters.ApiKeyAuthParameters.ApiKeyName': authText,
  'AuthParameters.ApiKeyAuthParameters.ApiKeyValue': secret(authText),
  'AuthParameters.OAuthParameters.ClientParameters.ClientID': authText,
  'AuthParameters.OAuthParameters.ClientParameters.ClientSecret': secret(authText),
  'AuthParameters.OAuthParameters.AuthorizationEndpoint': httpsEndpoint,
  'AuthParameters.OAuthParameters.HttpMethod': { oneOf: ['GET', 'POST', 'PUT'] },
  ...httpParameters('AuthParameters.OAuthParameters.OAuthHttpParameters'),
  ...httpParameters('AuthParameters.InvocationHttpParameters'),
};

export const apiDestinationLimits: Limits = {
  Name: name64,
  Description: oneLineDescription,
  ConnectionArn: connectionArn,
  InvocationEndpoint: httpsEndpoint,
  HttpMethod: { oneOf: ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'] },
  InvocationRateLimitPerSecond: { minValue: 1 },
};

const ecs: Limits = {
  TaskDefinitionArn: anyArn,
  TaskCount: { minValue: 1 },
  LaunchType: { oneOf: ['EC2', 'FARGATE', 'EXTERNAL'] },
  CapacityProviderStrategy: { maxLength: 6 },
  'CapacityProviderStrategy[].capacityProvider': { minLength: 1, maxLength: 255 },
  'CapacityProviderStrategy[].weight': { minValue: 0, maxValue: 1000 },
  'CapacityProviderStrategy[].base': { minValue: 0, maxValue: 100_000 },
  'NetworkConfiguration.awsvpcConfiguration.AssignPublicIp': { oneOf: ['ENABLED', 'DISABLED'] },
  PlacementConstraints: { maxLength: 10 },
  'PlacementConstraints[].type': { oneOf: ['distinctInstance', 'memberOf'] },
  'PlacementConstraints[].expression': { maxLength: 2000 },
  PlacementStrategy: { maxLength: 5 },
  'PlacementStrategy[].type': { oneOf: ['random', 'spread', 'binpack'] },
  'PlacementStrategy[].field': { maxLength: 255 },
  PropagateTags: { oneOf: ['TASK_DEFINITION'] },
  ReferenceId: { maxLength: 1024 },
  'Tags[].Key': { minLength: 1, maxLength: 128 },
  'Tags[].Value': { maxLength: 256 },
};

const redshift: Limits = {
  SecretManagerArn: anyArn,
  Database: { minLength: 1, maxLength: 64 },
  DbUser: { minLength: 1, maxLength: 128 },
  Sql: secret({ minLength: 1, maxLength: 100_000 }),
  Sqls: secret({ maxLength: 40 }),
  'Sqls[]': secret({ minLength: 1, maxLength: 100_000 }),
  StatementName: { minLength: 1, maxLength: 500 },
};

const target: Limits = {
  Id: name64,
  Arn: anyArn,
  RoleArn: anyArn,
  Input: { maxLength: 8192 },
  InputPath: { maxLength: 256 },
  'InputTransformer.InputPathsMap': { maxLength: 100 },
  'InputTransformer.InputTemplate': { minLength: 1, maxLength: 8192 },
  'KinesisParameters.PartitionKeyPath': { maxLength: 256 },
  'RunCommandParameters.RunCommandTargets': { minLength: 1, maxLength: 5 },
  'RunCommandParameters.RunCommandTargets[].Key': {
    minLength: 1,
    maxLength: 128,
    pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
  },
  'RunCommandParameters.RunCommandTargets[].Values': { minLength: 1, maxLength: 50 },
  'RunCommandParameters.RunCommandTargets[].Values[]': { minLength: 1, maxLength: 256 },
  'SqsParameters.MessageGroupId': { maxLength: 100 },
  'HttpParameters.PathParameterValues[]': { pattern: '(?!\\s*$).+' },
  'SageMakerPipelineParameters.PipelineParameterList': { maxLength: 200 },
  'SageMakerPipelineParameters.PipelineParameterList[].Name': {
    minLength: 1,
    maxLength: 256,
    pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9])*',
  },
  'SageMakerPipelineParameters.PipelineParameterList[].Value': { maxLength: 1024 },
  'DeadLetterConfig.Arn': anyArn,
  'RetryPolicy.MaximumRetryAttempts': { minValue: 0, maxValue: 185 },
  'RetryPolicy.MaximumEventAgeInSeconds': { minValue: 60, maxValue: 86_400 },
  'AppSyncParameters.GraphQLOperation': secret({ minLength: 1, maxLength: 1_048_576 }),
};

const under = (at: string, limits: Limits): Limits =>
  Object.fromEntries(Object.entries(limits).map(([path, limit]) => [`${at}.${path}`, limit]));

export const targetLimits: Limits = {
  Rule: name64,
  EventBusName: busNameOrArn,
  Targets: { minLength: 1, maxLength: 100 },
  ...under('Targets[]', target),
  ...under('Targets[].EcsParameters', ecs),
  ...under('Targets[].RedshiftDataParameters', redshift),
};
