import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { ACCOUNT, bodyText, type S3Fixture, s3Fixture } from '../s3.fixture.ts';

const KMS = { ServerSideEncryption: 'aws:kms' } as const;
const REGION = 'us-east-1';

interface Head {
  readonly ETag: string;
  readonly ServerSideEncryption: string;
  readonly SSEKMSKeyId?: string;
  readonly BucketKeyEnabled?: boolean;
  readonly SSEKMSEncryptionContext?: string;
}

const head = ({ s3 }: S3Fixture, Bucket: string, Key: string, more: object = {}): Promise<Head> =>
  s3('HeadObject', { Bucket, Key, ...more });

const member = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined;

/** What KMS was asked since the last time: operation, context, service. */
const asked = async (fixture: S3Fixture): Promise<readonly (readonly unknown[])[]> =>
  (await fixture.events()).flatMap(({ record }) => {
    const { eventSource, eventName, requestParameters, userIdentity } = record;
    return eventSource === 'kms.amazonaws.com'
      ? [
          [
            eventName,
            member(requestParameters, 'encryptionContext'),
            member(userIdentity, 'invokedBy'),
          ],
        ]
      : [];
  });

const allow = (Action: string | readonly string[], more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*', ...more },
});

const blobsOf = async ({ store }: S3Fixture): Promise<readonly string[]> =>
  (
    await store.read((tx) => tx.all<{ blob: string }>('SELECT blob FROM s3_content ORDER BY blob'))
  ).map(({ blob }) => blob);

test('an object under a KMS key is told so, costs one call of KMS each way, and is no MD5', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, text, kmsKey, s3 } = fixture;
  const Bucket = await bucket('sealed');
  const SSEKMSKeyId = await kmsKey();
  const context = { 'aws:s3:arn': 'arn:aws:s3:::sealed/k' };
  await asked(fixture);

  const put1 = await put(Bucket, 'k', '0123456789', { ...KMS, SSEKMSKeyId });
  expect(put1).toMatchObject({ ...KMS, SSEKMSKeyId });
  expect(put1).not.toHaveProperty('BucketKeyEnabled');
  expect(await asked(fixture)).toEqual([['GenerateDataKey', context, 's3.amazonaws.com']]);
  expect(await text(Bucket, 'k')).toBe('0123456789');
  expect(await text(Bucket, 'k', { Range: 'bytes=3-5' })).toBe('345');
  expect(await asked(fixture)).toEqual([
    ['Decrypt', context, 's3.amazonaws.com'],
    ['Decrypt', context, 's3.amazonaws.com'],
  ]);
  expect(await head(fixture, Bucket, 'k')).toMatchObject({ ...KMS, SSEKMSKeyId, ETag: put1.ETag });
  expect(await asked(fixture)).toEqual([]);
  expect(put1.ETag).not.toContain(createHash('md5').update('0123456789').digest('hex'));
  await s3('HeadObject', { Bucket, Key: 'k', ChecksumMode: 'ENABLED' });
  await s3('GetObjectAttributes', { Bucket, Key: 'k', ObjectAttributes: ['Checksum'] });
  expect(await asked(fixture)).toHaveLength(2);
});

test('what lies on disk opens with nothing but the key that KMS gives', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, blobs, kmsKey, store } = fixture;
  const Bucket = await bucket('on-disk');
  const SSEKMSKeyId = await kmsKey();
  const same = 'the same words';

  await put(Bucket, 'open', same);
  await put(Bucket, 'a', same, { ...KMS, SSEKMSKeyId });
  await put(Bucket, 'b', same, { ...KMS, SSEKMSKeyId });

  const ids = await blobsOf(fixture);
  const plain = createHash('sha256').update(same).digest('hex');
  expect(new Set(ids).size).toBe(3);
  const readable = await Promise.all(ids.map((id) => bodyText(blobs.read(id)).catch(() => id)));
  expect(readable.filter((one) => one === same)).toHaveLength(1);
  expect(ids).toContain(plain);
  const rows = await store.read((tx) =>
    tx.all<{ details: string }>("SELECT details FROM s3_object WHERE details LIKE '%sealed%'"),
  );
  const keys = rows.map(({ details }) => /"objectKey":"([^"]+)"/.exec(details)?.[1]);
  expect(new Set(keys).size).toBe(2);
});

test('a key is named by id, ARN, alias and alias ARN, and nobody who names none lacks one', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, text, kms, kmsKey } = fixture;
  const Bucket = await bucket('names-of-keys');
  const arn = await kmsKey();
  const id = arn.slice(arn.indexOf('/') + 1);
  await kms('CreateAlias', { AliasName: 'alias/mine', TargetKeyId: id });
  const alias = `arn:aws:kms:${REGION}:${ACCOUNT}:alias/mine`;

  for (const SSEKMSKeyId of [arn, id, 'alias/mine', alias])
    expect(await put(Bucket, 'k', 'x', { ...KMS, SSEKMSKeyId })).toMatchObject({
      SSEKMSKeyId: arn,
    });
  const first = await put(Bucket, 'managed', 'x', KMS);
  const second = await put(Bucket, 'managed', 'y', KMS);

  expect(await text(Bucket, 'managed')).toBe('y');
  expect(second).toMatchObject({ SSEKMSKeyId: Reflect.get(first, 'SSEKMSKeyId') });
  const { KeyMetadata } = await kms<{ KeyMetadata: object }>('DescribeKey', {
    KeyId: 'alias/aws/s3',
  });
  expect(KeyMetadata).toMatchObject({
    Arn: Reflect.get(first, 'SSEKMSKeyId'),
    KeyManager: 'AWS',
  });
});

test.for([
  [{ SSEKMSKeyId: 'fake-key-id' }, 'KMS.NotFoundException', "Invalid keyId 'fake-key-id'"],
  [
    { SSEKMSKeyId: '134f2428-cec1-4b25-a1ae-9048164dba47' },
    'KMS.NotFoundException',
    `Key 'arn:aws:kms:us-east-1:111122223333:key/134f2428-cec1-4b25-a1ae-9048164dba47' does not exist`,
  ],
  [
    { SSEKMSKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/134f2428-cec1-4b25-a1ae-9048164dba47' },
    'KMS.NotFoundException',
    'Invalid arn eu-west-1',
  ],
  [{ SSEKMSKeyId: 'x', ServerSideEncryption: 'AES256' }, 'InvalidArgument', 'requires HTTP header'],
  [{ SSEKMSEncryptionContext: 'e30' }, undefined, ''],
  [{ SSEKMSEncryptionContext: '%%%' }, 'InvalidArgument', 'string-string map'],
  [{ SSEKMSEncryptionContext: btoa('{"a":1}') }, 'InvalidArgument', 'string-string map'],
  [{ SSEKMSEncryptionContext: btoa('["a"]') }, 'InvalidArgument', 'string-string map'],
] as const)('a request with %j is answered %s', async ([more, name, message]) => {
  const { bucket, put, s3, keys } = await s3Fixture();
  const Bucket = await bucket('asked-badly');
  const input = { ...KMS, ...more };
  const attempts = [
    put(Bucket, 'k', 'x', input),
    s3('CreateMultipartUpload', { Bucket, Key: 'k', ...input }),
  ];

  for (const attempt of await Promise.allSettled(attempts)) {
    const reason = attempt.status === 'rejected' ? (attempt.reason as Error) : undefined;
    expect(reason?.name).toBe(name);
    expect(reason?.message ?? '').toContain(message);
  }

  expect(await keys(Bucket)).toEqual(name === undefined ? ['k'] : []);
});

test.for([
  ['DisableKey', {}, 'KMS.DisabledException', 'is disabled.'],
  ['ScheduleKeyDeletion', {}, 'KMS.KMSInvalidStateException', 'is pending deletion.'],
] as const)('after %s nobody reads or writes', async ([operation, more, name, message]) => {
  const { bucket, put, text, kms, kmsKey } = await s3Fixture();
  const Bucket = await bucket('states');
  const SSEKMSKeyId = await kmsKey();
  await put(Bucket, 'k', 'x', { ...KMS, SSEKMSKeyId });

  await kms(operation, { KeyId: SSEKMSKeyId, ...more });

  const refusal = { name, status: 400, message: `${SSEKMSKeyId} ${message}` };
  await expect(text(Bucket, 'k')).rejects.toMatchObject(refusal);
  await expect(put(Bucket, 'n', 'x', { ...KMS, SSEKMSKeyId })).rejects.toMatchObject(refusal);
});

const setDefault = ({ s3 }: S3Fixture, Bucket: string, by: object, BucketKeyEnabled?: boolean) =>
  s3('PutBucketEncryption', {
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: by, BucketKeyEnabled }],
    },
  });

test("the bucket's default holds where the request says nothing, and the context stays the object's", async () => {
  const fixture = await s3Fixture();
  const { bucket, put, kmsKey, text } = fixture;
  const Bucket = await bucket('by-default');
  const key = await kmsKey();
  await setDefault(fixture, Bucket, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key }, true);
  const given = btoa('{"team":"red"}');
  await asked(fixture);

  const plain = await put(Bucket, 'plain', 'x');
  const own = await put(Bucket, 'own', 'x', { BucketKeyEnabled: false });
  const open = await put(Bucket, 'open', 'x', { ServerSideEncryption: 'AES256' });
  const two = await put(Bucket, 'two', 'x', {
    ServerSideEncryption: 'aws:kms:dsse',
    SSEKMSKeyId: key,
  });
  const more = await put(Bucket, 'more', 'x', { SSEKMSEncryptionContext: given });
  const managed = await put(Bucket, 'managed', 'x', KMS);

  expect(plain).toMatchObject({ ...KMS, SSEKMSKeyId: key, BucketKeyEnabled: true });
  expect(own).toMatchObject({ ...KMS, SSEKMSKeyId: key });
  expect(own).not.toHaveProperty('BucketKeyEnabled');
  expect(open).toMatchObject({ ServerSideEncryption: 'AES256' });
  expect(open).not.toHaveProperty('SSEKMSKeyId');
  expect(two).toMatchObject({ ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: key });
  expect(two).not.toHaveProperty('BucketKeyEnabled');
  expect(more).toMatchObject({ SSEKMSEncryptionContext: given });
  expect(managed).toMatchObject({ ...KMS, BucketKeyEnabled: true });
  expect(managed).not.toMatchObject({ SSEKMSKeyId: key });
  expect(await asked(fixture)).toEqual(
    [
      { 'aws:s3:arn': 'arn:aws:s3:::by-default' },
      { 'aws:s3:arn': 'arn:aws:s3:::by-default/own' },
      { 'aws:s3:arn': 'arn:aws:s3:::by-default/two' },
      { 'aws:s3:arn': 'arn:aws:s3:::by-default', team: 'red' },
      { 'aws:s3:arn': 'arn:aws:s3:::by-default' },
    ].map((context) => ['GenerateDataKey', context, 's3.amazonaws.com']),
  );
  for (const Key of ['plain', 'own', 'open', 'two', 'more', 'managed'])
    expect(await text(Bucket, Key)).toBe('x');
  expect(await head(fixture, Bucket, 'more')).not.toHaveProperty('SSEKMSEncryptionContext');
});

test('a bucket key asks KMS once a minute for each requester, and no longer lets in whom KMS no longer does', async () => {
  const fixture = await s3Fixture();
  const { bucket, put, text, kms, kmsKey, clock, s3 } = fixture;
  const Bucket = await bucket('bucket-keys');
  const KeyId = await kmsKey();
  const more = { ...KMS, SSEKMSKeyId: KeyId, BucketKeyEnabled: true };
  const writer = fixture.userWith('writer', allow('s3:*'), allow('kms:GenerateDataKey'));
  await asked(fixture);

  for (const key of ['a', 'b', 'c']) await put(Bucket, key, key, more);
  for (const key of ['a', 'b', 'c']) expect(await text(Bucket, key)).toBe(key);
  const names = (await asked(fixture)).map(([name]) => name);
  expect(names).toEqual(['GenerateDataKey', 'Decrypt']);
  await s3('PutObject', { Bucket, Key: 'w', Body: 'w', ...more }, { as: writer });
  await expect(s3('GetObject', { Bucket, Key: 'w' }, { as: writer })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await asked(fixture);
  clock.advance({ seconds: 61 });
  expect(await text(Bucket, 'a')).toBe('a');
  expect((await asked(fixture)).map(([name]) => name)).toEqual(['Decrypt']);

  await kms('DisableKey', { KeyId });
  const disabled = { name: 'KMS.DisabledException' };
  for (const key of ['a', 'b']) await expect(text(Bucket, key)).rejects.toMatchObject(disabled);
  await expect(put(Bucket, 'd', 'd', more)).rejects.toMatchObject(disabled);
  await kms('EnableKey', { KeyId });
  expect(await text(Bucket, 'a')).toBe('a');
  const Policy = JSON.stringify(
    allow('kms:PutKeyPolicy', { Principal: { AWS: fixture.admin.arn } }),
  );
  await kms('PutKeyPolicy', { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true });
  await expect(text(Bucket, 'a')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(put(Bucket, 'd', 'd', more)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('an object of parts lies under one key, and who uploads must be able to decrypt', async () => {
  const fixture = await s3Fixture();
  const { bucket, s3, text, kmsKey, put } = fixture;
  const Bucket = await bucket('of-parts');
  const SSEKMSKeyId = await kmsKey();
  const writer = fixture.userWith('writer', allow('s3:*'), allow('kms:GenerateDataKey'));
  const made = await s3<{ UploadId: string }>('CreateMultipartUpload', {
    Bucket,
    Key: 'k',
    ...KMS,
    SSEKMSKeyId,
  });
  expect(made).toMatchObject({ ...KMS, SSEKMSKeyId });
  const at = { Bucket, Key: 'k', UploadId: made.UploadId };
  const big = 'a'.repeat(5 * 1024 * 1024);
  await put(Bucket, 'source', 'tail of the object', { ...KMS, SSEKMSKeyId: await kmsKey() });

  const one = await s3<Head>('UploadPart', { ...at, PartNumber: 1, Body: big });
  const two = await s3<{ CopyPartResult: Head }>('UploadPartCopy', {
    ...at,
    PartNumber: 2,
    CopySource: `${Bucket}/source`,
    CopySourceRange: 'bytes=0-3',
  });
  const Parts = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.CopyPartResult.ETag },
  ];
  const end = { ...at, MultipartUpload: { Parts } };
  await asked(fixture);
  for (const [operation, input] of [
    ['UploadPart', { ...at, PartNumber: 3, Body: 'x' }],
    ['CompleteMultipartUpload', end],
  ] as const)
    await expect(s3(operation, input, { as: writer })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('kms:Decrypt') as string,
    });
  expect(one).toMatchObject({ ...KMS, SSEKMSKeyId });
  expect(await s3('CompleteMultipartUpload', end)).toMatchObject({ ...KMS, SSEKMSKeyId });

  expect(await text(Bucket, 'k', { Range: `bytes=${big.length - 2}-${big.length + 1}` })).toBe(
    'aata',
  );
  expect(await text(Bucket, 'k', { PartNumber: 2 })).toBe('tail');
});

test('a copy lies under the key of its own, whatever becomes of that of its source', async () => {
  const fixture = await s3Fixture();
  const { bucket, s3, put, text, kms, kmsKey } = fixture;
  const Bucket = await bucket('copies');
  const [first, second] = [await kmsKey(), await kmsKey()];
  await put(Bucket, 'open', 'words');
  const copy = (Key: string, from: string, more: object = {}) =>
    s3<Head>('CopyObject', { Bucket, Key, CopySource: `${Bucket}/${from}`, ...more });

  expect(await copy('one', 'open', { ...KMS, SSEKMSKeyId: first })).toMatchObject({
    ...KMS,
    SSEKMSKeyId: first,
  });
  await asked(fixture);
  await copy('two', 'one', { ...KMS, SSEKMSKeyId: second });
  expect((await asked(fixture)).map(([name]) => name)).toEqual(['Decrypt', 'GenerateDataKey']);
  expect(await copy('plain', 'one')).toMatchObject({ ServerSideEncryption: 'AES256' });
  await copy('two', 'two', { ...KMS, SSEKMSKeyId: second, BucketKeyEnabled: true });
  await kms('DisableKey', { KeyId: first });

  await expect(text(Bucket, 'one')).rejects.toMatchObject({ name: 'KMS.DisabledException' });
  await expect(copy('three', 'one')).rejects.toMatchObject({ name: 'KMS.DisabledException' });
  expect(await text(Bucket, 'two')).toBe('words');
  expect(await text(Bucket, 'plain')).toBe('words');
});

test('when its key is gone, so is what an object says', async () => {
  const { bucket, put, text, kms, kmsKey, clock, runner } = await s3Fixture();
  const Bucket = await bucket('gone');
  const SSEKMSKeyId = await kmsKey();
  await put(Bucket, 'k', 'x', { ...KMS, SSEKMSKeyId });
  await kms('ScheduleKeyDeletion', { KeyId: SSEKMSKeyId, PendingWindowInDays: 7 });

  clock.advance({ days: 8 });
  await runner.runDue();

  await expect(text(Bucket, 'k')).rejects.toMatchObject({ name: 'KMS.NotFoundException' });
});
