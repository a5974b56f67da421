import { AwsError } from '@gatehouse/core';
import { findAction } from '@gatehouse/policy';
import type { Principal } from '@gatehouse/service-kit';
import type { OperationModel } from '@gatehouse/wire';
import { expect, onTestFinished, test } from 'vitest';
import { serviceEntries, unsignedOperations } from '../service-entries.ts';
import { ACCOUNT, type CloudFixture, cloudFixture, type Credentials } from './cloud.fixture.ts';
import { cloudWatchRequest } from './cloudwatch-requests.fixture.ts';
import { dynamoDbRequest, EXISTING_TABLE } from './dynamodb-requests.fixture.ts';
import { ec2Request } from './ec2-requests.fixture.ts';
import { kmsRequest, MISSING_KEY } from './kms-requests.fixture.ts';
import { EXISTING_FUNCTION, lambdaRequest } from './lambda-requests.fixture.ts';
import { logsRequest } from './logs-requests.fixture.ts';
import { EXISTING_DATABASE, rdsRequest } from './rds-requests.fixture.ts';
import { ECS_DOCUMENT, requestFor } from './requests.fixture.ts';
import { s3Action, s3Request } from './s3-requests.fixture.ts';
import { EXISTING_SECRET, secretsRequest } from './secrets-requests.fixture.ts';
import { EXISTING_PARAMETER, ssmRequest } from './ssm-requests.fixture.ts';

const OTHER_ACCOUNT = '111122223333';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['ecs-tasks.amazonaws.com', 'lambda.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
});

const TRAIL_BUCKET = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: ['s3:GetBucketAcl', 's3:PutObject'],
    Resource: ['arn:aws:s3:::bucket-x', 'arn:aws:s3:::bucket-x/*'],
  },
});

/** What `requestFor(…, 1)` names. */
const EXISTING: readonly (readonly [service: string, operation: string, input: object])[] = [
  ['iam', 'CreateUser', { UserName: 'u1' }],
  ['iam', 'CreateGroup', { GroupName: 'g1' }],
  ['iam', 'CreateRole', { RoleName: 'r1', AssumeRolePolicyDocument: TRUST }],
  ['iam', 'CreatePolicy', { PolicyName: 'p1', PolicyDocument: ECS_DOCUMENT }],
  ['iam', 'CreateInstanceProfile', { InstanceProfileName: 'ip1' }],
  ['iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'm1' }],
  ['s3', 'CreateBucket', { Bucket: 'bucket-x' }],
  ['s3', 'PutBucketPolicy', { Bucket: 'bucket-x', Policy: TRAIL_BUCKET }],
  ['cloudtrail', 'CreateTrail', { Name: 'trail1', S3BucketName: 'bucket-x' }],
  ['cloudwatch', 'PutDashboard', { DashboardName: 'dashboard1', DashboardBody: '{"widgets":[]}' }],
  [
    'cloudwatch',
    'PutMetricAlarm',
    {
      AlarmName: 'alarm1',
      Namespace: 'app',
      MetricName: 'up',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  ],
  ['dynamodb', 'CreateTable', EXISTING_TABLE],
  ['ecs', 'CreateCluster', { clusterName: 'c1' }],
  ['lambda', 'CreateFunction', EXISTING_FUNCTION],
  ['logs', 'CreateLogGroup', { logGroupName: 'group1' }],
  ['logs', 'CreateLogStream', { logGroupName: 'group1', logStreamName: 'stream1' }],
  ['sns', 'CreateTopic', { Name: 'topic1' }],
  ['events', 'CreateEventBus', { Name: 'name1' }],
  ['events', 'PutRule', { Name: 'name1', ScheduleExpression: 'rate(1 day)' }],
  ['sqs', 'CreateQueue', { QueueName: 'q1' }],
  ['s3', 'CreateBucket', { Bucket: 'sweep-bucket-1' }],
  ['secretsmanager', 'CreateSecret', EXISTING_SECRET],
  ['ssm', 'PutParameter', EXISTING_PARAMETER],
  ['rds', 'CreateDBInstance', EXISTING_DATABASE],
  ['rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'db1', DBSnapshotIdentifier: 'snap1' }],
  [
    'ecs',
    'RegisterTaskDefinition',
    {
      family: 'td1',
      taskRoleArn: `arn:aws:iam::${ACCOUNT}:role/r1`,
      containerDefinitions: [{ name: 'a', image: 'b', memory: 16 }],
    },
  ],
  [
    'ecs',
    'CreateService',
    { cluster: 'c1', serviceName: 's1', taskDefinition: 'td1:1', desiredCount: 0 },
  ],
];

interface Known {
  readonly service: string;
  readonly model: OperationModel;
  /** ARN of a key that is there. */
  readonly key: string;
}

const fixture = async (): Promise<CloudFixture & { readonly known: readonly Known[] }> => {
  const cloud = await cloudFixture();
  onTestFinished(cloud.stop);
  for (const [service, operation, input] of EXISTING)
    await cloud.call(cloud.admin, service, operation, input);
  const { KeyMetadata } = await cloud.call<{ KeyMetadata: { Arn: string } }>(
    cloud.admin,
    'kms',
    'CreateKey',
    {},
  );
  const known: Known[] = [];
  for (const entry of serviceEntries(cloud.cloud.services)) {
    const models = (await entry.load()).operations;
    for (const name of entry.operations ?? []) {
      const model = models.get(name);
      if (model === undefined) throw new Error(`${entry.id} has no ${name}`);
      known.push({ service: entry.id, model, key: KeyMetadata.Arn });
    }
  }
  return { ...cloud, known };
};

const requestOf = ({ service, model, key }: Known, n: number): object => {
  if (service === 'kms') return kmsRequest(model, n === 1 ? key : MISSING_KEY, n);
  if (service === 'cloudwatch') return cloudWatchRequest(model, n);
  if (service === 'dynamodb') return dynamoDbRequest(model, n);
  if (service === 'ec2') return ec2Request(model);
  if (service === 'lambda') return lambdaRequest(model, n);
  if (service === 'logs') return logsRequest(model, n);
  if (service === 'rds') return rdsRequest(model, n);
  if (service === 'ssm') return ssmRequest(model, n);
  if (service === 'secretsmanager') return secretsRequest(model, n);
  return service === 's3' ? s3Request(model, n) : requestFor(model, n);
};

/** What a call comes to: a refusal's action and resource, an error's code, or nothing. */
const outcome = async (
  { call }: CloudFixture,
  as: Principal,
  known: Known,
  n: number,
): Promise<{ readonly refused?: readonly [string, string]; readonly code?: string }> => {
  try {
    await call(as, known.service, known.model.name, requestOf(known, n));
    return {};
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const found = /perform: (\S+) on resource: (.*?) because no identity/.exec(error.message);
    const [, action, resource] = found ?? [];
    return action === undefined || resource === undefined
      ? { code: error.name }
      : { refused: [action, resource], code: error.name };
  }
};

/** Cognito's operations for people: the id of an app client or a token is asked for, and no policy. */
const FOR_PEOPLE = 'cognito-idp';
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'UnauthorizedOperation',
]);
const OPEN_TO_ALL: ReadonlySet<string> = new Set([
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  ...unsignedOperations(FOR_PEOPLE).map((operation) => `${FOR_PEOPLE}:${operation}`),
]);

test('who may do nothing is refused by every operation, whether what it names exists or not', async () => {
  const cloud = await fixture();
  const nobody = await cloud.who(await cloud.userWith('nobody'));
  const told: string[] = [];

  for (const known of cloud.known)
    for (const n of [0, 1]) {
      const name = `${known.service}:${known.model.name}`;
      if (name === DECIDES_EACH) continue;
      const { code } = await outcome(cloud, nobody, known, n);
      const isRefused = code !== undefined && REFUSALS.has(code);
      if (isRefused === OPEN_TO_ALL.has(name)) told.push(`${name} (${n}): ${code ?? 'answered'}`);
    }

  expect(cloud.known.length).toBeGreaterThan(250);
  expect(told).toEqual([]);
});

/** Each object of the request is decided by itself, and one that may not be deleted is among the failures. */
const DECIDES_EACH = 's3:DeleteObjects';

/** Their refusals name no action of an identity policy: a trust policy decides, or a key that belongs to nobody. */
const OWN_WORDS: ReadonlySet<string> = new Set(['sts:AssumeRole', 'iam:GetAccessKeyLastUsed']);
const MOST_QUESTIONS = 8;

/** Actions that the catalog of the policy engine has not heard of yet. */
const NEWER: ReadonlySet<string> = new Set([
  'cloudtrail:ListInsightsMetricData',
  'cloudwatch:DescribeAlarmContributors',
  'kms:Decapsulate',
  'kms:Encapsulate',
]);

/** A batch of messages asks for what one message asks for. */
const documented = (name: string): string => {
  if (name.startsWith('s3:')) return s3Action(name.slice('s3:'.length));
  // Two keys may be in it, so there are two actions; the first is that for the key that opens.
  if (name === 'kms:ReEncrypt') return 'kms:ReEncryptFrom';
  if (name === 'lambda:Invoke') return 'lambda:InvokeFunction';
  // Each item of a transaction is asked for by itself.
  if (name === 'dynamodb:TransactGetItems') return 'dynamodb:GetItem';
  if (name === 'dynamodb:TransactWriteItems') return 'dynamodb:PutItem';
  return name.startsWith('sqs:') || name.startsWith('sns:') ? name.replace(/Batch$/, '') : name;
};

test('every operation asks for its documented action, and whoever is given what it asks for is let in', async () => {
  const cloud = await fixture();
  const { admin, call } = cloud;
  const prober = await cloud.who(await cloud.userWith('prober'));
  const wrong: string[] = [];

  for (const known of cloud.known) {
    const name = `${known.service}:${known.model.name}`;
    if (OPEN_TO_ALL.has(name) || OWN_WORDS.has(name) || name === DECIDES_EACH) continue;
    const actions = new Set<string>();
    let last = await outcome(cloud, prober, known, 0);
    while (last.refused !== undefined && actions.size < MOST_QUESTIONS) {
      const [action] = last.refused;
      // The same action on a further resource is asked of organizations, for policy and target.
      if (actions.has(action)) break;
      actions.add(action);
      const Statement = [{ Effect: 'Allow', Action: [...actions], Resource: '*' }];
      await call(admin, 'iam', 'PutUserPolicy', {
        UserName: 'prober',
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      });
      last = await outcome(cloud, prober, known, 0);
    }
    if (last.refused !== undefined) wrong.push(`${name} still asks for ${last.refused.join(' ')}`);
    if (!actions.has(documented(name))) wrong.push(`${name} asks for ${[...actions].join()}`);
    for (const action of actions)
      if (!NEWER.has(action) && (await findAction(action)) === undefined)
        wrong.push(`${name} asks for unknown ${action}`);
    if (actions.size > 0)
      await call(admin, 'iam', 'DeleteUserPolicy', { UserName: 'prober', PolicyName: 'own' });
  }

  expect(wrong).toEqual([]);
});

/** Answered to members of an organization, with a failure for each resource, or with one's own that name another's. */
const ANSWERED: readonly string[] = [
  'events:ListRuleNamesByTarget',
  'organizations:DescribeOrganization',
  'organizations:ListHandshakesForAccount',
  'securityhub:BatchUpdateFindings',
  'securityhub:GetFindingHistory',
  'tag:TagResources',
  'tag:UntagResources',
];

test("an administrator of one account sees and changes nothing of another's", async () => {
  const cloud = await fixture();
  const { call } = cloud;
  const { Credentials: made } = await call<{ Credentials: Credentials }>(
    cloud.admin,
    'sts',
    'AssumeRole',
    {
      RoleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'other',
    },
  );
  const other = await cloud.who(made);
  const answered: string[] = [];

  for (const known of cloud.known) {
    const name = `${known.service}:${known.model.name}`;
    // These end the account or its place in the organization.
    if (/LeaveOrganization|CloseAccount/.test(name)) continue;
    if (known.service === 'ec2') continue;
    const request = requestOf(known, 1);
    if (!JSON.stringify(request).includes(ACCOUNT) && known.service !== 'organizations') continue;
    const { code } = await outcome(cloud, other, known, 1);
    if (code === undefined) answered.push(name);
  }

  expect(answered.toSorted()).toEqual(ANSWERED);
});
