import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { S3 } from '@aws-sdk/client-s3';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SQS } from '@aws-sdk/client-sqs';
import { createClients } from '@gatehouse/clients';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { createVault } from '@gatehouse/service-kit';
import { memoryStore } from '@gatehouse/store';
import { startCloud } from '@gatehouse/testcloud';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../config.ts';
import { detectionOnAws } from './on-aws-settings.ts';
import { startDetection } from './start-detection.ts';

const SECURITY = '777788889999';
const QUEUE = `https://sqs.us-east-1.amazonaws.com/${SECURITY}/events`;

const settingsOf = (...flags: readonly string[]) =>
  detectionOnAws(
    readConfig(['--cloud=aws', '--region=us-east-1', ...flags], {}, () => {
      throw new Error('no file is read');
    }),
  );

test('without a setting of its own nothing runs on AWS', () => {
  expect(settingsOf()).toBeUndefined();
  expect(settingsOf('--detection=off', `--detection-queue-url=${QUEUE}`)).toBeUndefined();
});

test.for([
  [['--detection=on'], 'detectionQueueUrl'],
  [['--detection-topic-arn=arn:aws:sns:us-east-1:1:t'], 'detectionTopicArn'],
  [[`--detection-queue-url=${QUEUE}`, '--detection-role=Reader'], 'detectionAccounts'],
  [['--detection-queue-url=https://queue.example/q'], 'detectionAccount'],
] as const)('%j is refused for %s', ([flags, name]) => {
  expect(() => settingsOf(...flags)).toThrow(name);
});

test('the account that administers Security Hub is that of the queue', () => {
  const found = settingsOf(
    `--detection-queue-url=${QUEUE}`,
    '--detection-accounts=111122223333,444455556666',
    '--detection-role=Reader',
    '--detection-regions=us-east-1,eu-west-1',
  );

  expect(found?.live).toMatchObject({ account: SECURITY, region: 'us-east-1' });
  expect(found?.places).toHaveLength(4);
  expect(found?.live.roleArnOf('111122223333')).toBe('arn:aws:iam::111122223333:role/Reader');
});

const record = (name: string, id: string): object => ({
  eventVersion: '1.09',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::${SECURITY}:user/eve`,
    accountId: SECURITY,
    userName: 'eve',
    accessKeyId: 'AKIAEXAMPLE000000001',
  },
  eventTime: new Date().toISOString().replace(/\.\d+/, ''),
  eventSource: 'iam.amazonaws.com',
  eventName: 'AttachUserPolicy',
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2',
  requestParameters: {
    userName: name,
    policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  },
  eventID: id,
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: SECURITY,
  eventCategory: 'Management',
});

test(
  'events of EventBridge and of log files are one stream, each taken once',
  { timeout: 30_000 },
  async () => {
    const cloud = await startCloud();
    const config = cloud.client('security');
    const sqs = new SQS(config);
    const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'events' });
    const s3 = new S3({ ...config, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'trail-of-security' });
    const Key = `AWSLogs/${SECURITY}/CloudTrail/us-east-1/2026/11/25/one.json.gz`;
    await s3.putObject({
      Bucket: 'trail-of-security',
      Key,
      Body: gzipSync(
        JSON.stringify({ Records: [record('mallory', 'e-1'), record('trent', 'e-2')] }),
      ),
    });
    const notice = JSON.stringify({ s3Bucket: 'trail-of-security', s3ObjectKey: [Key] });
    const bodies = [
      JSON.stringify({
        source: 'aws.iam',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: record('mallory', 'e-1'),
      }),
      JSON.stringify({ Type: 'Notification', Message: notice }),
      JSON.stringify({
        Records: [
          {
            eventSource: 'aws:s3',
            s3: { bucket: { name: 'trail-of-security' }, object: { key: encodeURIComponent(Key) } },
          },
        ],
      }),
      'no JSON',
    ];
    for (const MessageBody of bodies) await sqs.sendMessage({ QueueUrl, MessageBody });
    const store = await memoryStore();
    const clients = createClients({
      endpoint: cloud.aws,
      region: 'us-east-1',
      credentials: async () => config.credentials,
      clock: systemClock,
    });
    const settings = settingsOf(`--detection-queue-url=${QUEUE}`);
    if (settings === undefined) throw new Error('detection is wanted');
    const running = await startDetection(
      {
        store,
        clock: systemClock,
        log: silentLog,
        vault: createVault(createHash('sha256').update('key').digest(), systemIds),
      },
      clients,
      { ...settings, live: { ...settings.live, queueUrl: QueueUrl }, traps: undefined },
    );
    onTestFinished(async () => {
      await running.stop();
      await cloud.stop();
      await store.close();
    });

    while ((await running.runner.runDue()) > 0);

    const counted = await store.read((tx) =>
      tx.all<{ name: string; value: number }>(
        'SELECT name, value FROM detection_count ORDER BY name',
      ),
    );
    expect(Object.fromEntries(counted.map(({ name, value }) => [name, value]))).toMatchObject({
      seen: 2,
      repeated: 3,
      unreadable: 1,
    });
    const { Findings = [] } = await new SecurityHub(config).getFindings({
      Filters: {
        GeneratorId: [{ Value: 'gatehouse/detection/attack.admin-user', Comparison: 'EQUALS' }],
      },
    });
    expect(Findings).toMatchObject([{ ProductFields: { 'gatehouse/detection/events': '2' } }]);
  },
);
