import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bodyText, s3Fixture } from './s3.fixture.ts';

const base64 = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('base64');

test.for([
  [{ ContentMD5: base64('md5', 'other') }, 'BadDigest'],
  [{ ContentMD5: 'abc' }, 'InvalidDigest'],
  [{ ChecksumSHA256: base64('sha256', 'other') }, 'BadDigest'],
  [{ ChecksumSHA256: 'abc' }, 'InvalidRequest'],
  [{ ChecksumCRC32: 'AAAAAA==', ChecksumSHA1: base64('sha1', 'text') }, 'InvalidRequest'],
  [{ ChecksumAlgorithm: 'XXHASH3' }, 'InvalidRequest'],
  [{ IfMatch: '"x"' }, 'NoSuchKey'],
  [{ SSECustomerAlgorithm: 'AES256' }, 'NotImplemented'],
  [{ ServerSideEncryption: 'rot13' }, 'InvalidArgument'],
  [{ SSEKMSKeyId: 'alias/x' }, 'InvalidArgument'],
  [{ StorageClass: 'CHEAP' }, 'InvalidStorageClass'],
  [{ Metadata: { big: 'x'.repeat(2100) } }, 'MetadataTooLarge'],
  [{ Tagging: 'a=1&a=2' }, 'InvalidTag'],
  [{ Tagging: '%zz=1' }, 'InvalidArgument'],
  [{ ACL: 'public-read' }, 'AccessControlListNotSupported'],
  [{ ObjectLockLegalHoldStatus: 'ON' }, 'InvalidRequest'],
  [{ Key: 'k'.repeat(1025) }, 'KeyTooLongError'],
] as const)(
  'an object that comes with %j is refused as %s and leaves nothing',
  async ([more, name]) => {
    const { bucket, put, keys } = await s3Fixture();
    const Bucket = await bucket('strict-objects');

    await expect(put(Bucket, 'k', 'text', more)).rejects.toMatchObject({ name });

    expect(await keys(Bucket)).toEqual([]);
  },
);

test('what is told of an object comes back with it, and may be told otherwise once', async () => {
  const { s3, bucket, put } = await s3Fixture();
  const Bucket = await bucket('told-objects');
  const told = {
    CacheControl: 'no-store',
    ContentDisposition: 'inline',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    ContentType: 'text/plain',
    Expires: new Date('2030-01-01'),
    Metadata: { a: '1' },
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/x',
  };

  const answer = await put(Bucket, 'k', 'text', { ...told, Tagging: 'a=1&b=c+d' });
  const head = await s3<object>('HeadObject', { Bucket, Key: 'k', ChecksumMode: 'ENABLED' });
  const other = await s3<object>('GetObject', { Bucket, Key: 'k', ResponseContentType: 'x/y' });

  expect(answer).toMatchObject({ ServerSideEncryption: 'AES256', ChecksumType: 'FULL_OBJECT' });
  expect(head).toMatchObject({ ...told, TagCount: 2, ContentLength: 4, AcceptRanges: 'bytes' });
  expect(head).toHaveProperty('ChecksumCRC64NVME');
  expect(other).toMatchObject({ ContentType: 'x/y' });
  expect(await s3('GetObjectTagging', { Bucket, Key: 'k' })).toEqual({
    TagSet: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: 'c d' },
    ],
  });
});

test.for([
  ['bytes=0-0', '0', 'bytes 0-0/10'],
  ['bytes=7-', '789', 'bytes 7-9/10'],
  ['bytes=-4', '6789', 'bytes 6-9/10'],
  ['bytes=8-99', '89', 'bytes 8-9/10'],
  ['bytes=5-2', '0123456789', undefined],
  ['lines=1-2', '0123456789', undefined],
  ['bytes=10-', 'InvalidRange', undefined],
] as const)('the range %s of ten digits is %s', async ([Range, expected, ContentRange]) => {
  const { s3, bucket, put } = await s3Fixture();
  const Bucket = await bucket('ranges-bucket');
  await put(Bucket, 'k', '0123456789');
  const got = s3<{ Body: AsyncIterable<Uint8Array>; ContentRange?: string }>('GetObject', {
    Bucket,
    Key: 'k',
    Range,
  });

  const outcome = await got.then(
    async ({ Body, ContentRange: range }) => [await bodyText(Body), range],
    (error: Error) => [error.name, undefined],
  );

  expect(outcome).toEqual([expected, ContentRange]);
});

test('conditions decide on reads and writes', async () => {
  const { s3, bucket, put, clock, text } = await s3Fixture();
  const Bucket = await bucket('conditional');
  const { ETag } = await put(Bucket, 'k', 'one');
  const get = (more: object) => s3('GetObject', { Bucket, Key: 'k', ...more });
  const later = new Date(clock.now().getTime() + 1000);
  const earlier = new Date(clock.now().getTime() - 1000);

  for (const more of [{ IfMatch: '"x"' }, { IfUnmodifiedSince: earlier }])
    await expect(get(more)).rejects.toMatchObject({ name: 'PreconditionFailed', status: 412 });
  for (const more of [{ IfNoneMatch: ETag }, { IfNoneMatch: '*' }, { IfModifiedSince: later }])
    await expect(get(more)).rejects.toMatchObject({ name: 'NotModified', status: 304 });
  for (const more of [
    { IfMatch: ETag, IfUnmodifiedSince: earlier },
    { IfNoneMatch: '"x"', IfModifiedSince: later },
  ])
    await expect(get(more)).resolves.toMatchObject({ ETag });
  await expect(put(Bucket, 'k', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(put(Bucket, 'k', 'two', { IfMatch: '"x"' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await put(Bucket, 'k', 'two', { IfMatch: ETag });

  expect(await text(Bucket, 'k')).toBe('two');
});

test('versions are kept, hidden by markers, and removed one by one', async () => {
  const { s3, bucket, put, text, keys } = await s3Fixture();
  const Bucket = await bucket('versions-bucket');
  await put(Bucket, 'k', 'null');
  const status = (Status: string) =>
    s3('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } });
  await status('Enabled');
  const one = await put(Bucket, 'k', 'one');
  const two = await put(Bucket, 'k', 'two');
  const marker = await s3<{ DeleteMarker: boolean; VersionId: string }>('DeleteObject', {
    Bucket,
    Key: 'k',
  });

  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
  await expect(text(Bucket, 'k')).rejects.toMatchObject({
    name: 'NoSuchKey',
    headers: { 'x-amz-delete-marker': 'true' },
  });
  await expect(text(Bucket, 'k', { VersionId: marker.VersionId })).rejects.toMatchObject({
    name: 'MethodNotAllowed',
    status: 405,
  });
  await expect(text(Bucket, 'k', { VersionId: 'gone' })).rejects.toMatchObject({
    name: 'NoSuchVersion',
  });
  expect(await keys(Bucket)).toEqual([]);
  expect(await text(Bucket, 'k', { VersionId: one.VersionId })).toBe('one');
  expect(await text(Bucket, 'k', { VersionId: 'null' })).toBe('null');

  await s3('DeleteObject', { Bucket, Key: 'k', VersionId: marker.VersionId });
  expect(await text(Bucket, 'k')).toBe('two');
  await s3('DeleteObject', { Bucket, Key: 'k', VersionId: two.VersionId });
  expect(await text(Bucket, 'k')).toBe('one');
  await status('Suspended');
  await put(Bucket, 'k', 'null again');
  interface Versions {
    readonly Versions: readonly { readonly VersionId: string; readonly IsLatest: boolean }[];
  }
  const { Versions } = await s3<Versions>('ListObjectVersions', { Bucket });
  expect(Versions).toMatchObject([
    { VersionId: 'null', IsLatest: true },
    { VersionId: one.VersionId, IsLatest: false },
  ]);
});

test('many objects are deleted at once, and who may not delete one hears it of that one', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put, keys } = fixture;
  const Bucket = await bucket('batch-bucket');
  for (const key of ['a', 'b', 'c']) await put(Bucket, key, key);
  const helper = fixture.userWith('helper', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:DeleteObject', Resource: `arn:aws:s3:::${Bucket}/a` },
  });
  const Delete = { Objects: [{ Key: 'a' }, { Key: 'b' }, { Key: 'none' }] };

  const answer = await s3('DeleteObjects', { Bucket, Delete }, { as: helper });
  const quiet = await s3('DeleteObjects', {
    Bucket,
    Delete: { Objects: [{ Key: 'c' }], Quiet: true },
  });

  expect(answer).toEqual({
    Deleted: [{ Key: 'a' }],
    Errors: [
      { Key: 'b', VersionId: undefined, Code: 'AccessDenied', Message: 'Access Denied' },
      { Key: 'none', VersionId: undefined, Code: 'AccessDenied', Message: 'Access Denied' },
    ],
  });
  expect(quiet).toEqual({});
  expect(await keys(Bucket)).toEqual(['b']);
});

test('a copy has the bytes and what is told of them, or what is told anew', async () => {
  const { s3, bucket, put, text } = await s3Fixture();
  const Bucket = await bucket('copies-bucket');
  const { ETag } = await put(Bucket, 'a b', 'text', { Metadata: { a: '1' }, Tagging: 't=1' });
  const copy = (Key: string, more: object = {}) =>
    s3<object>('CopyObject', { Bucket, Key, CopySource: `${Bucket}/a%20b`, ...more });

  expect(await copy('plain')).toMatchObject({ CopyObjectResult: { ETag } });
  await copy('anew', {
    MetadataDirective: 'REPLACE',
    Metadata: { b: '2' },
    TaggingDirective: 'REPLACE',
    Tagging: 't=2',
  });
  await copy('a b', { MetadataDirective: 'REPLACE', Metadata: { c: '3' } });

  const told = (Key: string) => s3<{ Metadata: object }>('HeadObject', { Bucket, Key });
  expect((await told('plain')).Metadata).toEqual({ a: '1' });
  expect((await told('anew')).Metadata).toEqual({ b: '2' });
  expect((await told('a b')).Metadata).toEqual({ c: '3' });
  expect(await text(Bucket, 'a b')).toBe('text');
  expect(await s3('GetObjectTagging', { Bucket, Key: 'anew' })).toEqual({
    TagSet: [{ Key: 't', Value: '2' }],
  });
  await expect(copy('a b')).rejects.toMatchObject({ name: 'InvalidRequest' });
  await expect(copy('x', { CopySourceIfMatch: '"x"' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  await expect(copy('x', { CopySource: Bucket })).rejects.toMatchObject({
    name: 'InvalidArgument',
  });
});

test('an object that is locked is not removed before its time', async () => {
  const { s3, put, clock } = await s3Fixture();
  const Bucket = 'locked-bucket';
  await s3('CreateBucket', { Bucket, ObjectLockEnabledForBucket: true });
  const until = new Date(clock.now().getTime() + 86_400_000);
  const lock = { ChecksumAlgorithm: 'CRC32', ObjectLockRetainUntilDate: until };
  const kept = await put(Bucket, 'kept', 'x', { ...lock, ObjectLockMode: 'COMPLIANCE' });
  const held = await put(Bucket, 'held', 'x', { ...lock, ObjectLockMode: 'GOVERNANCE' });
  const remove = (Key: string, VersionId: string | undefined, BypassGovernanceRetention = true) =>
    s3('DeleteObject', { Bucket, Key, VersionId, BypassGovernanceRetention });

  await expect(remove('kept', kept.VersionId)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(remove('held', held.VersionId, false)).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await s3('PutObjectLegalHold', { Bucket, Key: 'held', LegalHold: { Status: 'ON' } });
  await expect(remove('held', held.VersionId)).rejects.toMatchObject({ name: 'AccessDenied' });
  await s3('PutObjectLegalHold', { Bucket, Key: 'held', LegalHold: { Status: 'OFF' } });
  await remove('held', held.VersionId);
  await expect(
    s3('PutObjectRetention', {
      Bucket,
      Key: 'kept',
      Retention: {},
      BypassGovernanceRetention: true,
    }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
  clock.advance({ days: 2 });

  await expect(remove('kept', kept.VersionId)).resolves.toBeDefined();
});

test('EventBridge hears of objects where the bucket says so', async () => {
  const { s3, bucket, put, emitted } = await s3Fixture();
  const Bucket = await bucket('heard-bucket');
  await put(Bucket, 'silent', 'x');
  await s3('PutBucketNotificationConfiguration', {
    Bucket,
    NotificationConfiguration: { EventBridgeConfiguration: {} },
  });
  await put(Bucket, 'k', 'text');
  await s3('DeleteObject', { Bucket, Key: 'k' });
  await s3('DeleteObject', { Bucket, Key: 'not-there' });

  const events = await emitted();

  expect(events).toMatchObject([
    {
      source: 'aws.s3',
      detailType: 'Object Created',
      account: '111122223333',
      region: 'us-east-1',
      resources: [`arn:aws:s3:::${Bucket}`],
      detail: { bucket: { name: Bucket }, object: { key: 'k', size: 4 }, reason: 'PutObject' },
    },
    {
      detailType: 'Object Deleted',
      detail: {
        object: { key: 'k' },
        reason: 'DeleteObject',
        'deletion-type': 'Permanently Deleted',
      },
    },
  ]);
});
