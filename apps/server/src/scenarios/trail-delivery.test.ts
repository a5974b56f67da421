import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { ECS } from '@aws-sdk/client-ecs';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { KMS } from '@aws-sdk/client-kms';
import { Lambda } from '@aws-sdk/client-lambda';
import { Organizations } from '@aws-sdk/client-organizations';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  dataOf,
  document,
  eventually,
  GROUP,
  keyPolicy,
  makeTopic,
  trailStage,
  type TrailStage,
  validateLogs,
} from './trail-delivery.fixture.ts';

const MANAGEMENT = '123456789012';
const SECURITY = '777788889999';
const WORKLOADS = '111122223333';
const NAME = 'audit';
const BUCKET = 'audit-logs';

let cloud: StartedCloud;
let stage: TrailStage;
let topicArn: string;
let queueUrl: string;

beforeAll(async () => {
  cloud = await startCloud({ clock: 'manual' });
  stage = trailStage(cloud, WORKLOADS, cloud.client('workloads'));
  await stage.bucket(BUCKET, NAME);
  ({ topicArn, queueUrl } = await makeTopic(cloud.client('workloads'), WORKLOADS, stage.arn(NAME)));
  const group = await stage.group();
  await stage.trail.createTrail({
    Name: NAME,
    S3BucketName: BUCKET,
    SnsTopicName: topicArn,
    EnableLogFileValidation: true,
    ...group,
  });
  await stage.trail.startLogging({ Name: NAME });
});
afterAll(() => cloud.stop());

/** What the log group says, oldest first. */
const logged = async () => {
  const { events = [] } = await stage.logs.filterLogEvents({ logGroupName: GROUP });
  return events.map(({ message = '{}', logStreamName }) => ({
    logStreamName,
    record: JSON.parse(message) as { eventName: string; managementEvent: boolean },
  }));
};

test('a call is in the log group within a moment, and in a file of the bucket within five minutes', async () => {
  await stage.iam.createUser({ UserName: 'traced' });

  await eventually(async () => {
    const found = (await logged()).find(({ record }) => record.eventName === 'CreateUser');
    expect(found?.logStreamName).toBe(`${WORKLOADS}_CloudTrail_us-east-1`);
  });
  expect(await stage.keys(BUCKET, 'CloudTrail')).toEqual([]);
  await stage.advance('PT5M');

  const keys = await stage.keys(BUCKET, 'CloudTrail');
  expect(keys[0]).toMatch(
    /^AWSLogs\/111122223333\/CloudTrail\/us-east-1\/\d{4}\/\d\d\/\d\d\/111122223333_CloudTrail_us-east-1_\d{8}T\d{4}Z_[a-zA-Z0-9]{16}\.json\.gz$/,
  );
  const records = await stage.records(BUCKET);
  expect(records.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining(['StartLogging', 'CreateUser']),
  );
  const status = await stage.trail.getTrailStatus({ Name: NAME });
  expect(status).toMatchObject({ IsLogging: true });
  for (const time of [
    status.LatestDeliveryTime,
    status.LatestNotificationTime,
    status.LatestCloudWatchLogsDeliveryTime,
  ])
    expect(time).toBeInstanceOf(Date);
  expect(status.LatestDeliveryError).toBeUndefined();
  const { Messages = [] } = await new SQS(cloud.client('workloads')).receiveMessage({
    QueueUrl: queueUrl,
  });
  expect(keys.map((key) => ({ s3Bucket: BUCKET, s3ObjectKey: [key] }))).toContainEqual(
    JSON.parse(Messages[0]?.Body ?? '{}'),
  );
});

test('calls on objects are logged where a selector wants them, the refused ones too, and are never in the event history', async () => {
  const { s3, trail, iam } = stage;
  await s3.createBucket({ Bucket: 'secret-files' });
  await trail.putEventSelectors({
    TrailName: NAME,
    AdvancedEventSelectors: [
      {
        Name: 'changes',
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Management'] },
          { Field: 'readOnly', Equals: ['false'] },
        ],
      },
      {
        Name: 'secret files',
        FieldSelectors: [
          { Field: 'eventCategory', Equals: ['Data'] },
          { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
          { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::secret-files/'] },
        ],
      },
    ],
  });
  const Key = 'passwords.txt';
  await s3.putObject({ Bucket: 'secret-files', Key, Body: 'hunter2' });
  await s3.getObject({ Bucket: 'secret-files', Key });
  await s3.getObject({ Bucket: BUCKET, Key }).catch(() => undefined);
  const { AccessKey } = await iam.createAccessKey({ UserName: 'traced' });
  const stranger = cloud.clientWith({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
  const refused = await awsCli.run(stranger, [
    's3api',
    'list-objects-v2',
    '--bucket',
    'secret-files',
  ]);
  await stage.advance('PT5M');

  expect(refused.stderr).toContain('AccessDenied');
  const data = (await stage.records(BUCKET)).filter(
    ({ eventCategory }) => eventCategory === 'Data',
  );
  expect(data.map(({ eventName }) => eventName).toSorted()).toEqual([
    'GetObject',
    'ListObjects',
    'PutObject',
  ]);
  expect(data.find(({ eventName }) => eventName === 'GetObject')).toMatchObject({
    eventSource: 's3.amazonaws.com',
    managementEvent: false,
    readOnly: true,
    requestParameters: { bucketName: 'secret-files', key: Key, Host: expect.any(String) },
    responseElements: null,
    additionalEventData: {
      AuthenticationMethod: 'AuthHeader',
      SignatureVersion: 'SigV4',
      bytesTransferredIn: 0,
      bytesTransferredOut: 7,
      'x-amz-id-2': expect.any(String),
    },
    resources: [
      { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::secret-files/${Key}` },
      { accountId: WORKLOADS, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::secret-files' },
    ],
  });
  expect(data.find(({ eventName }) => eventName === 'ListObjects')).toMatchObject({
    errorCode: 'AccessDenied',
    userIdentity: { userName: 'traced' },
    resources: [
      { type: 'AWS::S3::Object', ARNPrefix: 'arn:aws:s3:::secret-files/' },
      { type: 'AWS::S3::Bucket' },
    ],
  });
  const { Events = [] } = await trail.lookupEvents({
    LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 's3.amazonaws.com' }],
  });
  const names = new Set(Events.map(({ EventName }) => EventName));
  expect(names.has('CreateBucket')).toBe(true);
  expect(names.has('GetObject')).toBe(false);
});

test.skipIf(awsCli.missing())(
  'validate-logs of the AWS CLI finds every file as it was delivered, and one that was changed',
  async () => {
    for (let hour = 0; hour < 3; hour += 1) {
      await stage.iam.tagUser({ UserName: 'traced', Tags: [{ Key: 'hour', Value: String(hour) }] });
      await stage.advance('PT1H');
    }
    const validate = () => validateLogs(cloud.client('workloads'), stage.arn(NAME));

    const output = await validate();

    expect(output).toMatch(/([3-9])\/\1 digest files valid/);
    expect(output).toMatch(/(\d+)\/\1 log files valid/);
    const [key = ''] = await stage.keys(BUCKET, 'CloudTrail');
    await stage.s3.putObject({ Bucket: BUCKET, Key: key, Body: 'nothing happened' });
    const after = await validate();
    expect(after).toMatch(/log files valid, 1\/\d+ log files INVALID/);
  },
);

const OTHERS = [
  'AWS::DynamoDB::Table',
  'AWS::Lambda::Function',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

test('messages, items and invocations are logged where a trail wants them, without what they say', async () => {
  await stage.bucket('message-logs', 'messages');
  await stage.trail.createTrail({ Name: 'messages', S3BucketName: 'message-logs' });
  await stage.trail.putEventSelectors({
    TrailName: 'messages',
    AdvancedEventSelectors: dataOf(...OTHERS),
  });
  await stage.trail.startLogging({ Name: 'messages' });
  const config = cloud.client('workloads');
  await new SNS(config).publish({ TopicArn: topicArn, Message: 'my secret' });
  const sqs = new SQS(config);
  await sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: 'my secret' });
  await sqs.receiveMessage({ QueueUrl: queueUrl });
  const missing = new Lambda(config).invoke({ FunctionName: 'ghost', Payload: '"my secret"' });
  await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const item = new DynamoDB(config).getItem({
    TableName: 'ghost',
    Key: { id: { S: '1' } },
  });
  await expect(item).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await stage.iam.listUsers({});
  await stage.advance('PT5M');

  const records = await stage.records('message-logs');
  expect(records.map(({ eventName }) => eventName).toSorted()).toEqual([
    'GetItem',
    'Invoke',
    'Publish',
    'ReceiveMessage',
    'SendMessage',
  ]);
  expect(JSON.stringify(records)).not.toContain('my secret');
  expect(records.find(({ eventName }) => eventName === 'Publish')).toMatchObject({
    readOnly: false,
    resources: [{ accountId: WORKLOADS, type: 'AWS::SNS::Topic', ARN: topicArn }],
  });
  expect(records.find(({ eventName }) => eventName === 'Invoke')).toMatchObject({
    errorCode: 'ResourceNotFoundException',
    readOnly: false,
    requestParameters: { functionName: 'ghost' },
    resources: [{ accountId: WORKLOADS, type: 'AWS::Lambda::Function' }],
  });
});

test('the owner of a bucket has a copy of what others did there, and a rule hears it', async () => {
  await stage.s3.createBucket({ Bucket: 'shared-files' });
  await stage.s3.putBucketPolicy({
    Bucket: 'shared-files',
    Policy: document({
      Effect: 'Allow',
      Principal: { AWS: SECURITY },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::shared-files/*',
    }),
  });
  await stage.trail.putEventSelectors({
    TrailName: 'messages',
    AdvancedEventSelectors: dataOf('AWS::S3::Object'),
  });
  const config = cloud.client('workloads');
  const rules = new EventBridge(config);
  await rules.putRule({
    Name: 'objects',
    EventPattern: JSON.stringify({
      source: ['aws.s3'],
      'detail-type': ['AWS API Call via CloudTrail'],
      detail: { requestParameters: { bucketName: ['shared-files'] } },
    }),
  });
  await rules.putTargets({
    Rule: 'objects',
    Targets: [{ Id: 'q', Arn: `arn:aws:sqs:us-east-1:${WORKLOADS}:log-files` }],
  });
  const sqs = new SQS(config);
  await sqs.purgeQueue({ QueueUrl: queueUrl });
  const strangers = new S3({ ...cloud.client('security'), forcePathStyle: true });
  await strangers.putObject({ Bucket: 'shared-files', Key: 'a', Body: 'four' });
  await stage.advance('PT1S');
  const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: queueUrl });
  await stage.advance('PT5M');

  const copies = (await stage.records('message-logs')).filter(
    ({ eventName, recipientAccountId }) =>
      eventName === 'PutObject' && recipientAccountId === WORKLOADS,
  );
  expect(copies.find(({ sharedEventID }) => sharedEventID !== undefined)).toMatchObject({
    userIdentity: { type: 'AWSAccount', accountId: SECURITY },
    requestParameters: { bucketName: 'shared-files', key: 'a' },
    additionalEventData: { bytesTransferredIn: 4 },
    resources: [{ type: 'AWS::S3::Object' }, { accountId: WORKLOADS, type: 'AWS::S3::Bucket' }],
  });
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
    source: 'aws.s3',
    account: WORKLOADS,
    detail: { eventName: 'PutObject', eventCategory: 'Data' },
  });
});

test('the trail of an organization logs all its accounts and Regions, encrypted with a key that lets CloudTrail', async () => {
  const config = cloud.client();
  const own = trailStage(cloud, MANAGEMENT, config);
  const { Organization } = await new Organizations(config).describeOrganization({});
  await own.bucket('whole-logs', 'whole', [Organization?.Id ?? '']);
  const kms = new KMS(config);
  const { KeyMetadata } = await kms.createKey({});
  const KmsKeyId = KeyMetadata?.Arn ?? '';
  const trail = {
    Name: 'whole',
    S3BucketName: 'whole-logs',
    IsOrganizationTrail: true,
    IsMultiRegionTrail: true,
    KmsKeyId,
  };
  await expect(own.trail.createTrail(trail)).rejects.toMatchObject({
    name: 'InsufficientEncryptionPolicyException',
  });
  await kms.putKeyPolicy({
    KeyId: KmsKeyId,
    Policy: keyPolicy(MANAGEMENT, own.arn('whole')),
  });
  await own.trail.createTrail(trail);
  await own.trail.startLogging({ Name: 'whole' });
  await new ECS({ ...cloud.client('workloads'), region: 'eu-west-1' }).createCluster({
    clusterName: 'payments',
  });
  await own.advance('PT5M');

  const folder = `AWSLogs/${Organization?.Id}/${WORKLOADS}/CloudTrail/eu-west-1/`;
  const keys = await own.keys('whole-logs', 'CloudTrail');
  const key = keys.find((one) => one.startsWith(folder)) ?? '';
  const { ServerSideEncryption, SSEKMSKeyId } = await own.s3.headObject({
    Bucket: 'whole-logs',
    Key: key,
  });
  expect({ ServerSideEncryption, SSEKMSKeyId }).toEqual({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: KmsKeyId,
  });
  expect((await own.records('whole-logs')).map(({ eventName }) => eventName)).toContain(
    'CreateCluster',
  );
});

test('a bucket that takes the files no more is told of, and gets them when it does again', async () => {
  await stage.s3.putBucketPolicy({
    Bucket: 'message-logs',
    Policy: document({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::message-logs/*',
    }),
  });
  await stage.trail.putEventSelectors({
    TrailName: 'messages',
    EventSelectors: [{ ReadWriteType: 'WriteOnly' }],
  });
  await stage.iam.createUser({ UserName: 'unheard' });
  await stage.advance('PT5M');
  const failed = await stage.trail.getTrailStatus({ Name: 'messages' });
  await expect(
    stage.trail.updateTrail({ Name: 'messages', S3KeyPrefix: 'elsewhere' }),
  ).rejects.toMatchObject({ name: 'InsufficientS3BucketPolicyException' });
  await stage.s3.deleteBucketPolicy({ Bucket: 'message-logs' });
  await stage.allow('message-logs', 'messages');
  await stage.advance('PT5M');

  expect(failed.LatestDeliveryError).toBe('AccessDenied');
  const healed = await stage.trail.getTrailStatus({ Name: 'messages' });
  expect(healed.LatestDeliveryError).toBeUndefined();
  expect(
    (await stage.records('message-logs')).some(
      ({ requestParameters }) => JSON.stringify(requestParameters) === '{"userName":"unheard"}',
    ),
  ).toBe(true);
});

test('a burst of calls after a usual week is an insight that LookupEvents finds, and its calls are told per minute', async () => {
  const { trail, iam } = stage;
  await iam.createUser({ UserName: 'busy' });
  await trail.putInsightSelectors({
    TrailName: 'messages',
    InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }],
  });
  const call = (): Promise<unknown> =>
    iam.tagUser({ UserName: 'busy', Tags: [{ Key: 'a', Value: 'b' }] });
  await call();
  await stage.advance('PT1M');
  await stage.advance('P8D');
  for (let round = 0; round < 4; round += 1) await Promise.all(Array.from({ length: 10 }, call));
  await stage.advance('PT1M');
  await stage.advance('PT1M');

  const asked = { EventSource: 'iam.amazonaws.com', EventName: 'TagUser' };
  const { Events = [] } = await trail.lookupEvents({
    EventCategory: 'insight',
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'TagUser' }],
  });
  const { Values } = await trail.listInsightsMetricData({
    ...asked,
    InsightType: 'ApiCallRateInsight',
    Period: 60,
  });
  expect(Events).toMatchObject([asked]);
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
    eventType: 'AwsCloudTrailInsight',
    insightDetails: {
      state: 'Start',
      insightContext: { statistics: { insight: { average: 40 } } },
    },
  });
  expect(Values?.at(-1)).toBe(40);
});
