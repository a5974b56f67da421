import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GROUP, trailStage, type TrailStage, validateLogs } from './trail-delivery.fixture.ts';

const WORKLOADS = '111122223333';
const NAME = 'audit';
const BUCKET = 'audit-logs';

let cloud: StartedCloud;
let stage: TrailStage;
let topicArn: string;
let queueUrl: string;

/** A topic that CloudTrail may publish to, and a queue that hears it. */
const makeTopic = async (): Promise<void> => {
  const config = cloud.client('workloads');
  const sns = new SNS(config);
  const sqs = new SQS(config);
  const { TopicArn = '' } = await sns.createTopic({ Name: 'log-files' });
  await sns.setTopicAttributes({
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'SNS:Publish',
        Resource: TopicArn,
        Condition: { StringEquals: { 'aws:SourceArn': stage.arn(NAME) } },
      },
    }),
  });
  const queue = `arn:aws:sqs:us-east-1:${WORKLOADS}:log-files`;
  const { QueueUrl = '' } = await sqs.createQueue({
    QueueName: 'log-files',
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queue,
        },
      }),
    },
  });
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queue,
    Attributes: { RawMessageDelivery: 'true' },
  });
  topicArn = TopicArn;
  queueUrl = QueueUrl;
};

beforeAll(async () => {
  cloud = await startCloud({ clock: 'manual' });
  stage = trailStage(cloud, WORKLOADS, cloud.client('workloads'));
  await stage.bucket(BUCKET, NAME);
  await makeTopic();
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

const eventually = async (check: () => Promise<void>): Promise<void> => {
  for (let left = 100; ; left -= 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
};

test('a call is in the log group within a moment, and in a file of the bucket within five minutes', async () => {
  await stage.iam.createUser({ UserName: 'traced' });

  await eventually(async () => {
    const found = (await logged()).find(({ record }) => record.eventName === 'CreateUser');
    expect(found?.logStreamName).toBe(`${WORKLOADS}_CloudTrail_us-east-1`);
  });
  expect(await stage.keys(BUCKET, 'CloudTrail')).toEqual([]);
  await stage.advance('PT5M');

  const [key = ''] = await stage.keys(BUCKET, 'CloudTrail');
  expect(key).toMatch(
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
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toEqual({ s3Bucket: BUCKET, s3ObjectKey: [key] });
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
