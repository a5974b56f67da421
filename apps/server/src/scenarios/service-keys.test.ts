import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TRUST } from './lambda-code.fixture.ts';
import { zipOf } from './zip.fixture.ts';

let cloud: StartedCloud;
let objects: s3.S3Client;
let keys: kms.KMSClient;

const KMS = { ServerSideEncryption: 'aws:kms' } as const;

beforeAll(async () => {
  cloud = await startCloud({ clock: 'manual' });
  objects = new s3.S3Client({ ...cloud.client('workloads'), forcePathStyle: true });
  keys = new kms.KMSClient(cloud.client('workloads'));
});

afterAll(async () => {
  objects.destroy();
  keys.destroy();
  await cloud.stop();
});

const makeBucket = async (Bucket: string): Promise<string> => {
  await objects.send(new s3.CreateBucketCommand({ Bucket }));
  return Bucket;
};

const makeKey = async (): Promise<string> => {
  const { KeyMetadata } = await keys.send(new kms.CreateKeyCommand({}));
  return KeyMetadata?.Arn ?? '';
};

const bytesOf = async ({ Body }: s3.GetObjectCommandOutput): Promise<Buffer> =>
  Buffer.from((await Body?.transformToByteArray()) ?? []);

test('the SDK puts, reads in part, copies and finds out what KMS says', async () => {
  const Bucket = await makeBucket('sdk-under-kms');
  const SSEKMSKeyId = await makeKey();
  const Body = randomBytes(300_000);
  const named = { Bucket, Key: 'a/b c+é.bin' };
  const context = Buffer.from('{"team":"red"}').toString('base64');

  const put = await objects.send(
    new s3.PutObjectCommand({
      ...named,
      Body,
      ...KMS,
      SSEKMSKeyId,
      SSEKMSEncryptionContext: context,
      BucketKeyEnabled: false,
    }),
  );
  const whole = await objects.send(new s3.GetObjectCommand({ ...named, ChecksumMode: 'ENABLED' }));
  const part = await objects.send(
    new s3.GetObjectCommand({ ...named, Range: 'bytes=65530-65545' }),
  );
  const copy = await objects.send(
    new s3.CopyObjectCommand({
      Bucket,
      Key: 'copy',
      CopySource: encodeURI(`${Bucket}/${named.Key}`),
      ...KMS,
      BucketKeyEnabled: true,
    }),
  );

  expect(put).toMatchObject({ ...KMS, SSEKMSKeyId, SSEKMSEncryptionContext: context });
  expect(put.ETag).not.toContain(createHash('md5').update(Body).digest('hex'));
  expect((await bytesOf(whole)).equals(Body)).toBe(true);
  expect(whole).toMatchObject({ ...KMS, SSEKMSKeyId, ETag: put.ETag });
  expect((await bytesOf(part)).equals(Body.subarray(65_530, 65_546))).toBe(true);
  expect(copy).toMatchObject({ ...KMS, BucketKeyEnabled: true });
  const anonymous = await fetch(`${cloud.aws}/${Bucket}/copy`);
  expect(anonymous.status).toBe(403);
  await keys.send(new kms.DisableKeyCommand({ KeyId: SSEKMSKeyId }));
  await expect(objects.send(new s3.GetObjectCommand(named))).rejects.toMatchObject({
    name: 'KMS.DisabledException',
    message: `${SSEKMSKeyId} is disabled.`,
    $metadata: { httpStatusCode: 400 },
  });
  await expect(
    objects.send(new s3.PutObjectCommand({ ...named, Body: 'x', ...KMS, SSEKMSKeyId: 'nobody' })),
  ).rejects.toMatchObject({ name: 'KMS.NotFoundException' });
});

test('a bucket key costs one call of KMS for many objects, which CloudTrail shows with the bucket', async () => {
  const Bucket = await makeBucket('bucket-key');
  const SSEKMSKeyId = await makeKey();
  const trail = new cloudtrail.CloudTrailClient(cloud.client('workloads'));

  for (const Key of ['a', 'b', 'c']) {
    const more = { ...KMS, SSEKMSKeyId, BucketKeyEnabled: true };
    await objects.send(new s3.PutObjectCommand({ Bucket, Key, Body: Key, ...more }));
    const got = await objects.send(new s3.GetObjectCommand({ Bucket, Key }));
    expect((await bytesOf(got)).toString()).toBe(Key);
  }

  const { Events = [] } = await trail.send(
    new cloudtrail.LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'kms.amazonaws.com' }],
    }),
  );
  const uses = Events.filter(({ CloudTrailEvent = '' }) =>
    CloudTrailEvent.includes(`"aws:s3:arn":"arn:aws:s3:::${Bucket}"`),
  );
  const names = uses.map(({ EventName }) => EventName);
  expect(names).toHaveLength(2);
  expect(new Set(names)).toEqual(new Set(['Decrypt', 'GenerateDataKey']));
  trail.destroy();
});

test('queues and topics tell the SDK what KMS refuses by the names that it knows', async () => {
  const KmsMasterKeyId = await makeKey();
  const queues = new sqs.SQSClient(cloud.client('workloads'));
  const topics = new sns.SNSClient(cloud.client('workloads'));
  const { QueueUrl } = await queues.send(
    new sqs.CreateQueueCommand({ QueueName: 'sealed', Attributes: { KmsMasterKeyId } }),
  );
  const { TopicArn } = await topics.send(
    new sns.CreateTopicCommand({ Name: 'sealed', Attributes: { KmsMasterKeyId } }),
  );
  await queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'words' }));
  const { Messages } = await queues.send(
    new sqs.ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }),
  );
  expect(Messages?.map(({ Body }) => Body)).toEqual(['words']);

  const other = await makeKey();
  await keys.send(new kms.DisableKeyCommand({ KeyId: other }));
  await queues.send(
    new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { KmsMasterKeyId: other } }),
  );
  await topics.send(
    new sns.SetTopicAttributesCommand({
      TopicArn,
      AttributeName: 'KmsMasterKeyId',
      AttributeValue: other,
    }),
  );

  const message = `${other} is disabled.`;
  await expect(
    queues.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  ).rejects.toMatchObject({ name: 'KmsDisabled', message });
  await expect(
    topics.send(new sns.PublishCommand({ TopicArn, Message: 'x' })),
  ).rejects.toMatchObject({ name: 'KMSDisabledException', message });
  queues.destroy();
  topics.destroy();
});

const HANDLER = 'export const handler = async () => process.env.SECRET;';

/** A role for functions, and somebody who may read functions and nothing of KMS. */
const makePeople = async (
  suffix: string,
): Promise<{ role: string; reader: lambda.LambdaClient }> => {
  const people = new iam.IAMClient(cloud.client('workloads'));
  const { Role } = await people.send(
    new iam.CreateRoleCommand({ RoleName: `plain${suffix}`, AssumeRolePolicyDocument: TRUST }),
  );
  await people.send(new iam.CreateUserCommand({ UserName: `reader${suffix}` }));
  await people.send(
    new iam.PutUserPolicyCommand({
      UserName: `reader${suffix}`,
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['lambda:*', 'iam:PassRole'],
          Resource: '*',
        },
      }),
    }),
  );
  const { AccessKey } = await people.send(
    new iam.CreateAccessKeyCommand({ UserName: `reader${suffix}` }),
  );
  people.destroy();
  const reader = new lambda.LambdaClient(
    cloud.clientWith({
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }),
  );
  return { role: Role?.Arn ?? '', reader };
};

test('variables of a function are for those who may decrypt, and for its role by a grant', async () => {
  const functions = new lambda.LambdaClient(cloud.client('workloads'));
  const { role, reader } = await makePeople('-of-variables');
  const KMSKeyArn = await makeKey();
  const wanted = {
    FunctionName: 'keeper',
    Role: role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: await zipOf({ 'index.mjs': HANDLER }) },
    KMSKeyArn,
    Environment: { Variables: { SECRET: 'words' } },
  } as const;
  const named = { FunctionName: 'keeper' };
  const run = async (): Promise<string> => {
    const { Payload } = await functions.send(new lambda.InvokeCommand(named));
    return Buffer.from(Payload ?? []).toString();
  };

  await expect(reader.send(new lambda.CreateFunctionCommand(wanted))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('is not authorized to perform: kms:CreateGrant') as string,
  });
  const made = await functions.send(new lambda.CreateFunctionCommand(wanted));
  const { Grants } = await keys.send(new kms.ListGrantsCommand({ KeyId: KMSKeyArn }));
  const hidden = await reader.send(new lambda.GetFunctionConfigurationCommand(named));
  await keys.send(new kms.DisableKeyCommand({ KeyId: KMSKeyArn }));
  await expect(run()).rejects.toMatchObject({
    name: 'KMSDisabledException',
    $metadata: { httpStatusCode: 502 },
  });
  await keys.send(new kms.EnableKeyCommand({ KeyId: KMSKeyArn }));

  expect(await run()).toBe('"words"');
  await keys.send(new kms.DisableKeyCommand({ KeyId: KMSKeyArn }));
  await expect(run()).rejects.toMatchObject({ name: 'KMSDisabledException' });
  await keys.send(new kms.EnableKeyCommand({ KeyId: KMSKeyArn }));
  expect(await run()).toBe('"words"');
  expect(made).toMatchObject({ KMSKeyArn, Environment: wanted.Environment });
  expect(Grants).toMatchObject([
    {
      GranteePrincipal: role,
      Operations: ['Decrypt', 'RetireGrant'],
      Constraints: { EncryptionContextSubset: { 'aws:lambda:FunctionArn': made.FunctionArn } },
    },
  ]);
  expect(hidden.Environment?.Variables).toBeUndefined();
  expect(hidden.Environment?.Error).toMatchObject({
    ErrorCode: 'AccessDeniedException',
    Message: expect.stringContaining('kms:Decrypt') as string,
  });
  await functions.send(new lambda.DeleteFunctionCommand(named));
  expect((await keys.send(new kms.ListGrantsCommand({ KeyId: KMSKeyArn }))).Grants).toEqual([]);
  functions.destroy();
  reader.destroy();
});

test('the grant of a function’s role ends with the last version that needs it', async () => {
  const functions = new lambda.LambdaClient(cloud.client('workloads'));
  const { role, reader } = await makePeople('-of-grants');
  const [first, second] = [await makeKey(), await makeKey()];
  const named = { FunctionName: 'granted' };
  const grants = async (KeyId: string): Promise<number> =>
    (await keys.send(new kms.ListGrantsCommand({ KeyId }))).Grants?.length ?? 0;
  const update = (KMSKeyArn: string, Variables: Record<string, string>) =>
    functions.send(
      new lambda.UpdateFunctionConfigurationCommand({
        ...named,
        KMSKeyArn,
        Environment: { Variables },
      }),
    );
  await functions.send(
    new lambda.CreateFunctionCommand({
      ...named,
      Role: role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: await zipOf({ 'index.mjs': HANDLER }) },
      KMSKeyArn: first,
      Environment: { Variables: { SECRET: 'one' } },
      Publish: true,
    }),
  );

  await update(first, { SECRET: 'two' });
  expect(await grants(first)).toBe(1);
  await update(second, { SECRET: 'three' });
  expect([await grants(first), await grants(second)]).toEqual([1, 1]);
  await functions.send(new lambda.DeleteFunctionCommand({ ...named, Qualifier: '1' }));
  expect([await grants(first), await grants(second)]).toEqual([0, 1]);
  await update('', { SECRET: 'four' });
  expect(await grants(second)).toBe(0);
  await update(second, { SECRET: 'five' });
  await keys.send(new kms.DisableKeyCommand({ KeyId: second }));
  await functions.send(new lambda.DeleteFunctionCommand(named));
  expect(await grants(second)).toBe(0);
  functions.destroy();
  reader.destroy();
});

test.skipIf(awsCli.missing() !== undefined)(
  'awscli brings a file in parts under a key, and its presigned link reads it while the key is good',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-s3-kms-'));
    try {
      const Bucket = await makeBucket('cli-under-kms');
      const key = await makeKey();
      const content = randomBytes(9 * 1024 * 1024);
      const file = join(folder, 'big');
      writeFileSync(file, content);
      const aws = (...args: readonly string[]) => awsCli.run(cloud.client('workloads'), args);
      const place = `s3://${Bucket}/big`;

      const up = await aws('s3', 'cp', file, place, '--sse', 'aws:kms', '--sse-kms-key-id', key);
      const head = await objects.send(new s3.HeadObjectCommand({ Bucket, Key: 'big' }));
      const link = await aws('s3', 'presign', place);

      expect([up.exitCode, up.stderr]).toEqual([0, '']);
      expect(head).toMatchObject({
        ...KMS,
        SSEKMSKeyId: key,
        ETag: expect.stringContaining('-2') as string,
      });
      const signed = await fetch(String(link.output));
      expect(Buffer.from(await signed.arrayBuffer()).equals(content)).toBe(true);
      await keys.send(new kms.ScheduleKeyDeletionCommand({ KeyId: key }));
      const refused = await fetch(String(link.output));
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringContaining('<Code>KMS.KMSInvalidStateException</Code>'),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
