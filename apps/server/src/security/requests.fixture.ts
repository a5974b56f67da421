import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

const iam = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;
const inRegion = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

export const ECS_DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*' }],
});

/** What members of IAM's and STS's requests hold; `n` tells apart what exists (1) from what does not (0). */
const iamValues = (n: number): Readonly<Record<string, unknown>> => ({
  UserName: `u${n}`,
  GroupName: `g${n}`,
  RoleName: `r${n}`,
  NewUserName: 'new-user',
  NewGroupName: 'new-group',
  PolicyArn: iam(`policy/p${n}`),
  PolicyName: 'own',
  PolicyDocument: ECS_DOCUMENT,
  PolicyInputList: [ECS_DOCUMENT],
  AssumeRolePolicyDocument: ECS_DOCUMENT,
  InstanceProfileName: `ip${n}`,
  PermissionsBoundary: iam(`policy/p${n}`),
  VersionId: 'v1',
  SerialNumber: iam(`mfa/m${n}`),
  VirtualMFADeviceName: 'new-device',
  AuthenticationCode1: '111111',
  AuthenticationCode2: '222222',
  Password: 'Abcdef1!aaaa',
  OldPassword: 'x',
  NewPassword: 'y',
  AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  Status: 'Active',
  SSHPublicKeyId: 'APKAEXAMPLEEXAMPLEEX1',
  SSHPublicKeyBody: 'ssh-rsa AAAA',
  Encoding: 'PEM',
  ServiceName: 'codecommit.amazonaws.com',
  ServiceSpecificCredentialId: 'ACCAEXAMPLEEXAMPLEEX1',
  CertificateBody: 'x',
  PrivateKey: 'x',
  CertificateId: 'A'.repeat(24),
  ServerCertificateName: `sc${n}`,
  NewServerCertificateName: 'new-certificate',
  SAMLMetadataDocument: '<x>'.repeat(400),
  SAMLProviderArn: iam(`saml-provider/s${n}`),
  OpenIDConnectProviderArn: iam('oidc-provider/example.com'),
  Url: 'https://example.com',
  ClientID: 'c',
  ThumbprintList: ['a'.repeat(40)],
  AccountAlias: 'alias-x',
  AWSServiceName: 'ecs.amazonaws.com',
  DeletionTaskId: 'task/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS/x',
  ActionNames: ['ecs:RunTask'],
  PolicySourceArn: iam(`user/u${n}`),
  Arn: iam(`user/u${n}`),
  ServiceNamespaces: ['ecs'],
  RoleArn: iam(`role/r${n}`),
  RoleSessionName: 'session',
  EncodedMessage: 'abc',
});

const organizationsValues: Readonly<Record<string, unknown>> = {
  AccountId: '111122223333',
  ParentId: 'ou-aaaa-aaaaaaaa',
  SourceParentId: 'ou-aaaa-aaaaaaaa',
  DestinationParentId: 'ou-bbbb-bbbbbbbb',
  ChildId: '111122223333',
  ChildType: 'ACCOUNT',
  OrganizationalUnitId: 'ou-aaaa-aaaaaaaa',
  PolicyId: 'p-FullAWSAccess',
  TargetId: '111122223333',
  Filter: 'SERVICE_CONTROL_POLICY',
  RootId: 'r-aaaa',
  PolicyType: 'SERVICE_CONTROL_POLICY',
  HandshakeId: 'h-aaaaaaaa',
  Email: 'a@example.com',
  AccountName: 'x',
  CreateAccountRequestId: 'car-aaaaaaaa',
  ServicePrincipal: 'config.amazonaws.com',
  Content: ECS_DOCUMENT,
  Type: 'SERVICE_CONTROL_POLICY',
  Description: 'd',
  Target: { Id: '999999999999', Type: 'ACCOUNT' },
  ResourceId: '111122223333',
};

const ecsValues = (n: number): Readonly<Record<string, unknown>> => ({
  cluster: `c${n}`,
  clusters: [`c${n}`],
  clusterName: `c${n}`,
  service: `s${n}`,
  serviceName: `s${n}`,
  services: [`s${n}`],
  taskDefinition: `td${n}:1`,
  taskDefinitions: [`td${n}:1`],
  family: `td${n}`,
  containerDefinitions: [{ name: 'a', image: 'b', memory: 16 }],
  capacityProvider: `cp${n}`,
  capacityProviders: [],
  defaultCapacityProviderStrategy: [],
  name: `cp${n}`,
  attributes: [{ name: 'a', targetId: 'i' }],
  task: 't',
  tasks: ['t'],
  taskSet: '1',
  primaryTaskSet: '1',
  containerInstance: 'i',
  containerInstances: ['i'],
  resourceArn: inRegion('ecs', `cluster/c${n}`),
  tags: [{ key: 'k', value: 'v' }],
  tagKeys: ['k'],
  status: 'ACTIVE',
  settings: [],
  namespace: 'ns',
  protectionEnabled: true,
  scale: { value: 1, unit: 'PERCENT' },
  targetType: 'container-instance',
  value: 'enabled',
  executionRoleArn: iam(`role/r${n}`),
  taskRoleArn: iam(`role/r${n}`),
});

/** Members of SQS's requests; some are called like members of other services that hold something else. */
const sqsValues = (n: number): Readonly<Record<string, unknown>> => ({
  QueueUrl: `http://127.0.0.1:4566/${ACCOUNT}/q${n}`,
  QueueName: `q${n}`,
  Attributes: { DelaySeconds: '1' },
  tags: { k: 'v' },
  Tags: { k: 'v' },
  TagKeys: ['k'],
  Label: 'label',
  AWSAccountIds: ['111122223333'],
  Actions: ['SendMessage'],
  MessageBody: 'text',
  ReceiptHandle: 'handle',
  VisibilityTimeout: 1,
  Entries: [{ Id: 'a', MessageBody: 'text', ReceiptHandle: 'handle', VisibilityTimeout: 1 }],
  SourceArn: inRegion('sqs', `q${n}`),
  TaskHandle: Buffer.from(
    JSON.stringify({ taskId: 'task', sourceArn: inRegion('sqs', `q${n}`) }),
  ).toString('base64'),
});

const SQS =
  /Queue|MessageMoveTask|^(?:Send|Receive|Delete)Message|^ChangeMessage|^(?:Add|Remove)Permission$/;

const snsValues = (n: number): Readonly<Record<string, unknown>> => ({
  TopicArn: inRegion('sns', `topic${n}`),
  SubscriptionArn: inRegion('sns', `topic${n}:00000000-0000-4000-8000-000000000000`),
  Protocol: 'sqs',
  Token: '0'.repeat(288),
  AttributeName: 'DisplayName',
  AWSAccountId: ['111122223333'],
  ActionName: ['Publish'],
  Message: 'text',
  PublishBatchRequestEntries: [{ Id: 'a', Message: 'text' }],
});

const eventsValues = (n: number): Readonly<Record<string, unknown>> => ({
  ResourceARN: inRegion('events', `rule/name${n}`),
  Entries: [{ Source: 'app', DetailType: 'made', Detail: '{}' }],
  Rule: `name${n}`,
  Targets: [{ Id: '1', Arn: inRegion('sqs', `q${n}`) }],
  Ids: ['1'],
  TargetArn: inRegion('sqs', `q${n}`),
  ArchiveName: `archive${n}`,
  EventSourceArn: inRegion('events', 'event-bus/default'),
  ReplayName: `replay${n}`,
  EventStartTime: new Date(0),
  EventEndTime: new Date(1),
  Destination: { Arn: inRegion('events', 'event-bus/default') },
  AuthorizationType: 'API_KEY',
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } },
  ConnectionArn: inRegion('events', `connection/name${n}/00000000-0000-4000-8000-000000000000`),
  InvocationEndpoint: 'https://api.example.com/',
  HttpMethod: 'POST',
  EventPattern: '{"source":["app"]}',
  Event: '{}',
});

const hubProduct = inRegion('securityhub', `product/${ACCOUNT}/default`);

const STANDARDS_VALUES: Readonly<Record<string, unknown>> = {
  StandardsSubscriptionArns: [inRegion('securityhub', 'subscription/pci-dss/v/3.2.1')],
  StandardsSubscriptionArn: inRegion('securityhub', 'subscription/pci-dss/v/3.2.1'),
  StandardsControlArn: inRegion('securityhub', 'control/pci-dss/v/3.2.1/S3.1'),
  StandardsSubscriptionRequests: [
    { StandardsArn: `arn:aws:securityhub:${REGION}::standards/pci-dss/v/3.2.1` },
  ],
  StandardsControlAssociationIds: [
    {
      SecurityControlId: 'S3.1',
      StandardsArn: `arn:aws:securityhub:${REGION}::standards/pci-dss/v/3.2.1`,
    },
  ],
  StandardsControlAssociationUpdates: [
    {
      SecurityControlId: 'S3.1',
      StandardsArn: `arn:aws:securityhub:${REGION}::standards/pci-dss/v/3.2.1`,
      AssociationStatus: 'ENABLED',
    },
  ],
  SecurityControlIds: ['S3.1'],
  SecurityControlId: 'S3.1',
};

const securityHubValues = (n: number): Readonly<Record<string, unknown>> => ({
  AdministratorId: '777788889999',
  MasterId: '777788889999',
  AdminAccountId: '777788889999',
  AccountIds: ['777788889999'],
  AccountDetails: [{ AccountId: '777788889999' }],
  InvitationId: 'invitation',
  AutomationRulesArns: [inRegion('securityhub', `automation-rule/rule${n}`)],
  UpdateAutomationRulesRequestItems: [
    { RuleArn: inRegion('securityhub', `automation-rule/rule${n}`) },
  ],
  ...STANDARDS_VALUES,
  Findings: [
    {
      SchemaVersion: '2018-10-08',
      Id: `finding${n}`,
      ProductArn: hubProduct,
      GeneratorId: 'g',
      AwsAccountId: ACCOUNT,
      CreatedAt: '2026-03-01T10:00:00Z',
      UpdatedAt: '2026-03-01T10:00:00Z',
      Severity: { Label: 'LOW' },
      Title: 't',
      Description: 'd',
      Types: ['TTPs'],
      Resources: [{ Type: 'Other', Id: 'r' }],
    },
  ],
  FindingIdentifiers: [{ Id: `finding${n}`, ProductArn: hubProduct }],
  FindingIdentifier: { Id: `finding${n}`, ProductArn: hubProduct },
  Id: `action${n}`,
  RuleOrder: 1,
  RuleName: `rule${n}`,
  Criteria: { Title: [{ Value: 't', Comparison: 'EQUALS' }] },
  Actions: [
    { Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate: { Workflow: { Status: 'NOTIFIED' } } },
  ],
  RegionLinkingMode: 'ALL_REGIONS',
  Filters: { Title: [{ Value: 't', Comparison: 'EQUALS' }] },
  GroupByAttribute: 'ResourceId',
  ActionTargetArn: inRegion('securityhub', `action/custom/action${n}`),
  FindingAggregatorArn: inRegion('securityhub', `finding-aggregator/a${n}`),
  InsightArn: inRegion('securityhub', `insight/${ACCOUNT}/custom/i${n}`),
  ProductSubscriptionArn: inRegion('securityhub', 'product-subscription/prowler/prowler'),
  ProductArn: `arn:aws:securityhub:${REGION}::product/prowler/prowler`,
  ResourceArn: inRegion('securityhub', n === 1 ? 'hub/default' : 'hub/other'),
  AutoEnable: false,
});

const otherValues = (n: number): Readonly<Record<string, unknown>> => ({
  Name: `name${n}`,
  Tags: [{ Key: 'k', Value: 'v' }],
  TagKeys: ['k'],
  policyDocument: ECS_DOCUMENT,
  policyType: 'IDENTITY_POLICY',
  access: [{ actions: ['ecs:RunTask'] }],
  newPolicyDocument: ECS_DOCUMENT,
  existingPolicyDocument: ECS_DOCUMENT,
  resourceType: 'AWS::S3::Bucket',
  S3BucketName: 'bucket-x',
  TrailName: `trail${n}`,
  ResourceIdList: [inRegion('cloudtrail', `trail/trail${n}`)],
  TagsList: [{ Key: 'k', Value: 'v' }],
  EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }],
  InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
  ResourceARNList: [inRegion('ecs', `cluster/c${n}`)],
  Key: 'k',
});

/** Members that an operation needs for its decision although its model does not require them. */
const OPTIONAL: ReadonlySet<string> = new Set(
  'UserName Tags tags PermissionsBoundary executionRoleArn taskRoleArn NewUserName NewGroupName clusters clusterName capacityProviders TrailName cluster services defaultCapacityProviderStrategy serviceName PolicyId InsightSelectors EventSelectors taskDefinition Description TopicArn'.split(
    ' ',
  ),
);

/** Members that mean something else in a few operations. */
const special = (name: string, member: string, n: number): unknown => {
  if (SQS.test(name)) return sqsValues(n)[member];
  if (member === 'Name' && /Trail|Logging/.test(name)) return `trail${n}`;
  if (member === 'name' && name.includes('AccountSetting')) return 'awsvpcTrunking';
  if (member === 'Tags' && name === 'TagResources') return { k: 'v' };
  if (member === 'ResourceId' && /^(?:Add|Remove)Tags$/.test(name))
    return inRegion('cloudtrail', `trail/trail${n}`);
  return member === 'capacityProviders' && name === 'DescribeCapacityProviders'
    ? [`cp${n}`]
    : undefined;
};

/** A request that gets as far as the decision. */
export const requestFor = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const values: Readonly<Record<string, unknown>> = {
    ...iamValues(n),
    ...organizationsValues,
    ...ecsValues(n),
    ...snsValues(n),
    ...eventsValues(n),
    ...securityHubValues(n),
    ...otherValues(n),
  };
  return Object.fromEntries(
    input.members
      .filter((member) => member.required || OPTIONAL.has(member.name))
      .map((member) => [
        member.name,
        special(name, member.name, n) ??
          (member.name === 'Tags' && member.schema.kind === 'map'
            ? { k: 'v' }
            : values[member.name]),
      ]),
  );
};
