import type { Service } from '@gatehouse/service-kit';
import { readServiceModel, type ServiceEntry } from '@gatehouse/wire';

/**
 * How each service is addressed. The client packages hold the schemas that the wire runs in reverse; each loads with
 * the first request for its service, because a large one costs 140 ms.
 */
const ENTRIES: readonly ServiceEntry[] = [
  {
    id: 'sts',
    names: ['sts'],
    unsignedOperations: ['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
    load: async () => readServiceModel(await import('@aws-sdk/client-sts')),
  },
  {
    id: 'iam',
    names: ['iam'],
    load: async () => readServiceModel(await import('@aws-sdk/client-iam')),
  },
  {
    id: 'organizations',
    names: ['organizations'],
    targetPrefix: 'AWSOrganizationsV20161128',
    validationCode: 'InvalidInputException',
    load: async () => readServiceModel(await import('@aws-sdk/client-organizations')),
  },
  {
    id: 'access-analyzer',
    names: ['access-analyzer'],
    load: async () => readServiceModel(await import('@aws-sdk/client-accessanalyzer')),
  },
  {
    id: 'cloudtrail',
    names: ['cloudtrail'],
    targetPrefix: 'CloudTrail_20131101',
    load: async () => readServiceModel(await import('@aws-sdk/client-cloudtrail')),
  },
  {
    id: 'cognito-idp',
    names: ['cognito-idp'],
    targetPrefix: 'AWSCognitoIdentityProviderService',
    validationCode: 'InvalidParameterException',
    // What people call who have no AWS credentials: a client's id or an access token names the pool.
    unsignedOperations: [
      'AssociateSoftwareToken',
      'ChangePassword',
      'ConfirmDevice',
      'ConfirmForgotPassword',
      'ConfirmSignUp',
      'DeleteUser',
      'DeleteUserAttributes',
      'ForgetDevice',
      'ForgotPassword',
      'GetDevice',
      'GetTokensFromRefreshToken',
      'GetUser',
      'GetUserAttributeVerificationCode',
      'GetUserAuthFactors',
      'GlobalSignOut',
      'InitiateAuth',
      'ListDevices',
      'ResendConfirmationCode',
      'RespondToAuthChallenge',
      'RevokeToken',
      'SetUserMFAPreference',
      'SetUserSettings',
      'SignUp',
      'UpdateDeviceStatus',
      'UpdateUserAttributes',
      'VerifySoftwareToken',
      'VerifyUserAttribute',
    ],
    load: async () => readServiceModel(await import('@aws-sdk/client-cognito-identity-provider')),
  },
  {
    id: 'ecs',
    names: ['ecs'],
    targetPrefix: 'AmazonEC2ContainerServiceV20141113',
    validationCode: 'InvalidParameterException',
    load: async () => readServiceModel(await import('@aws-sdk/client-ecs')),
  },
  {
    id: 'sns',
    names: ['sns'],
    load: async () => readServiceModel(await import('@aws-sdk/client-sns')),
  },
  {
    id: 'sqs',
    names: ['sqs'],
    targetPrefix: 'AmazonSQS',
    validationCode: 'MissingRequiredParameterException',
    pathMember: 'QueueUrl',
    load: async () => readServiceModel(await import('@aws-sdk/client-sqs')),
  },
  {
    id: 's3',
    names: ['s3'],
    validationCode: 'InvalidArgument',
    virtualHosts: true,
    servesStrangers: true,
    streamingOperations: new Set(['PutObject', 'UploadPart']),
    load: async () => readServiceModel(await import('@aws-sdk/client-s3')),
  },
  {
    id: 'ec2',
    names: ['ec2'],
    load: async () => readServiceModel(await import('@aws-sdk/client-ec2')),
  },
  {
    id: 'rds',
    names: ['rds'],
    load: async () => readServiceModel(await import('@aws-sdk/client-rds')),
  },
  {
    id: 'kms',
    names: ['kms'],
    targetPrefix: 'TrentService',
    validationCode: 'ValidationException',
    load: async () => readServiceModel(await import('@aws-sdk/client-kms')),
  },
  {
    id: 'dynamodb',
    names: ['dynamodb'],
    targetPrefix: 'DynamoDB_20120810',
    validationCode: 'ValidationException',
    looseUnions: true,
    load: async () => readServiceModel(await import('@aws-sdk/client-dynamodb')),
  },
  {
    id: 'secretsmanager',
    names: ['secretsmanager'],
    targetPrefix: 'secretsmanager',
    validationCode: 'ValidationException',
    load: async () => readServiceModel(await import('@aws-sdk/client-secrets-manager')),
  },
  {
    id: 'ssm',
    names: ['ssm'],
    targetPrefix: 'AmazonSSM',
    validationCode: 'ValidationException',
    load: async () => readServiceModel(await import('@aws-sdk/client-ssm')),
  },
  {
    id: 'lambda',
    names: ['lambda'],
    load: async () => readServiceModel(await import('@aws-sdk/client-lambda')),
  },
  {
    id: 'logs',
    names: ['logs'],
    targetPrefix: 'Logs_20140328',
    validationCode: 'InvalidParameterException',
    load: async () => readServiceModel(await import('@aws-sdk/client-cloudwatch-logs')),
  },
  {
    // awsJson1_0 of today's SDKs, rpcv2Cbor and awsQuery of others: each request says which it speaks.
    id: 'cloudwatch',
    names: ['monitoring', 'cloudwatch'],
    targetPrefix: 'GraniteServiceVersion20100801',
    validationCode: 'ValidationError',
    load: async () => readServiceModel(await import('@aws-sdk/client-cloudwatch')),
  },
  {
    id: 'events',
    names: ['events'],
    targetPrefix: 'AWSEvents',
    validationCode: 'ValidationException',
    load: async () => readServiceModel(await import('@aws-sdk/client-eventbridge')),
  },
  {
    id: 'securityhub',
    names: ['securityhub'],
    validationCode: 'InvalidInputException',
    load: async () => readServiceModel(await import('@aws-sdk/client-securityhub')),
  },
  {
    id: 'tag',
    names: ['tagging', 'tag'],
    targetPrefix: 'ResourceGroupsTaggingAPI_20170126',
    validationCode: 'InvalidParameterException',
    load: async () => readServiceModel(await import('@aws-sdk/client-resource-groups-tagging-api')),
  },
];

/** The entries of the services that run here, each with the operations that it has. */
export const serviceEntries = (services: readonly Service[]): readonly ServiceEntry[] =>
  ENTRIES.flatMap((entry) => {
    const service = services.find(({ id }) => id === entry.id);
    return service === undefined
      ? []
      : [{ ...entry, operations: new Set(Object.keys(service.operations)) }];
  });

/** The operations of a service that need no signature. */
export const unsignedOperations = (id: string): readonly string[] =>
  ENTRIES.find((entry) => entry.id === id)?.unsignedOperations ?? [];
