import { AwsError } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { ACCOUNT, cloudTrailFixture, type TrailWorld } from './cloudtrail.fixture.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/logs`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const TRAIL = {
  Name: 'audit',
  S3BucketName: 'audit-bucket',
  SnsTopicName: 'files',
  KmsKeyId: KEY,
  CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:trail:*`,
  CloudWatchLogsRoleArn: ROLE,
};

const failing =
  (service: string, code: string): TrailWorld['call'] =>
  (asked) =>
    asked.service === service ? new AwsError(code, 'No.') : undefined;

test.for<readonly [Partial<TrailWorld>, string, string]>([
  [
    { bucket: () => 'NoSuchBucket' },
    'S3BucketDoesNotExistException',
    'S3 bucket audit-bucket does not exist!',
  ],
  [
    { bucket: () => 'AccessDenied' },
    'InsufficientS3BucketPolicyException',
    'Incorrect S3 bucket policy is detected for bucket: audit-bucket',
  ],
  [
    { topic: 'missing' },
    'InsufficientSnsTopicPolicyException',
    'SNS Topic does not exist or the topic policy is incorrect!',
  ],
  [
    { call: failing('kms', 'AccessDeniedException') },
    'InsufficientEncryptionPolicyException',
    `Insufficient permissions to access S3 bucket audit-bucket or KMS key ${KEY}.`,
  ],
  [{ call: failing('kms', 'NotFoundException') }, 'KmsKeyNotFoundException', KEY],
  [
    { role: false },
    'InvalidCloudWatchLogsRoleArnException',
    'Access denied. Check the trust relationships for your role.',
  ],
  [
    { call: failing('logs', 'AccessDeniedException') },
    'InvalidCloudWatchLogsLogGroupArnException',
    'Access denied. Check the permissions for your role.',
  ],
  [
    { call: failing('logs', 'ResourceNotFoundException') },
    'InvalidCloudWatchLogsLogGroupArnException',
    'CloudTrail cannot validate the specified log group ARN.',
  ],
])(
  'a trail that could not deliver is not made and not changed: %j, %s',
  async ([world, name, message]) => {
    const fixture = await cloudTrailFixture();
    await fixture.trail('CreateTrail', { Name: 'plain', S3BucketName: 'plain-bucket' });
    Object.assign(fixture.world, world);

    const refused = { name, message: expect.stringContaining(message) };
    await expect(fixture.trail('CreateTrail', TRAIL)).rejects.toMatchObject(refused);
    const update = fixture.trail('UpdateTrail', { ...TRAIL, Name: 'plain' });
    await expect(update).rejects.toMatchObject(refused);
    await expect(fixture.trail('GetTrail', { Name: 'audit' })).rejects.toMatchObject({
      name: 'TrailNotFoundException',
    });
    const events = await fixture.events();
    expect(events.map(({ record }) => record['errorCode'])).toContain(name);
  },
);

test('what is asked before a trail is made is asked for that trail', async () => {
  const fixture = await cloudTrailFixture();
  await fixture.trail('CreateTrail', TRAIL);

  const source = { arn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/audit`, account: ACCOUNT };
  expect(fixture.world.calls).toMatchObject([
    {
      operation: 'GenerateDataKeyWithoutPlaintext',
      input: { KeyId: KEY, EncryptionContext: { 'aws:cloudtrail:arn': source.arn }, DryRun: true },
      principal: { kind: 'service', name: 'cloudtrail.amazonaws.com' },
      source,
    },
    {
      operation: 'CreateLogStream',
      input: { logGroupName: 'trail', logStreamName: `${ACCOUNT}_CloudTrail_us-east-1` },
      principal: { kind: 'assumed-role' },
      by: 'cloudtrail.amazonaws.com',
    },
  ]);
});

test('where access is not enforced a trail is made whatever it would deliver to', async () => {
  const fixture = await cloudTrailFixture(undefined, { acceptsLooseInput: true });
  fixture.world.bucket = () => 'NoSuchBucket';

  await expect(fixture.trail('CreateTrail', TRAIL)).resolves.toMatchObject({ Name: 'audit' });
});

test('who gives a trail a role must be allowed to pass it on', async () => {
  const fixture = await cloudTrailFixture();
  const maker = fixture.userWith('maker', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'cloudtrail:*', Resource: '*' },
  });

  await expect(fixture.trail('CreateTrail', TRAIL, { as: maker })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`iam:PassRole on resource: ${ROLE}`),
  });
  const { CloudWatchLogsLogGroupArn: _, CloudWatchLogsRoleArn: __, ...plain } = TRAIL;
  await fixture.trail('CreateTrail', plain, { as: maker });
});
