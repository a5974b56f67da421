import { Readable } from 'node:stream';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  bytesOfRequest,
  type Draft,
  presign,
  sign,
  type Signed,
} from './signed-request.fixture.ts';
import { credentials, type WireFixture, wireFixture } from './wire.fixture.ts';

const options = (wire: WireFixture, more: object = {}) => ({
  endpoint: wire.endpoint,
  region: 'eu-west-1',
  credentials,
  maxAttempts: 1,
  forcePathStyle: true,
  ...more,
});

const draftFor = (wire: WireFixture, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  service: 's3',
  method: 'GET',
  path: '/bucket/key',
  headers: {},
  body: '',
  ...rest,
});

const bodyOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'Body' in input ? input.Body : undefined;

test('an object is put as clients put it by default, out of its chunks, with its checksum', async () => {
  const wire = await wireFixture();
  const s3 = new S3Client(options(wire));
  const text = 'a'.repeat(100_000);

  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a//b/../c d+é', Body: text }));

  expect(wire.handled).toMatchObject([
    { service: 's3', operation: 'PutObject', input: { Bucket: 'bucket', Key: 'a//b/../c d+é' } },
  ]);
  expect(String(bodyOf(wire.handled[0]?.input))).toBe(text);
  expect(wire.handled[0]?.input).toHaveProperty('ChecksumCRC32');
});

test('a stream is put in chunks that nobody signs', async () => {
  const wire = await wireFixture();
  const s3 = new S3Client(options(wire));
  const text = 'b'.repeat(30_000);

  await s3.send(
    new PutObjectCommand({
      Bucket: 'bucket',
      Key: 'key',
      Body: Readable.from([Buffer.from(text)]),
      ContentLength: text.length,
    }),
  );

  expect(String(bodyOf(wire.handled[0]?.input))).toBe(text);
});

test('the REST clients reach their operations', async () => {
  const wire = await wireFixture({
    outputs: {
      GetFunction: { Configuration: { FunctionName: 'f' } },
      ListBuckets: { Buckets: [{ Name: 'bucket' }] },
      HeadObject: { ContentLength: 5, ETag: '"e"' },
    },
  });
  const s3 = new S3Client(options(wire));

  const found = await new LambdaClient(options(wire)).send(
    new GetFunctionCommand({ FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f' }),
  );
  const buckets = await s3.send(new ListBucketsCommand({}));
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'key', VersionId: 'v 1+2' }));

  expect(found.Configuration?.FunctionName).toBe('f');
  expect(buckets.Buckets).toEqual([{ Name: 'bucket' }]);
  expect(head).toMatchObject({ ContentLength: 5, ETag: '"e"' });
  expect(wire.handled).toMatchObject([
    { input: { FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f' } },
    {},
    {},
    { input: { VersionId: 'v 1+2' } },
  ]);
});

test('a presigned URL needs no payload hash and ends when it says', async () => {
  const wire = await wireFixture();
  const signed = await presign(
    draftFor(wire, { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
    60,
  );

  const inTime = await wire.raw(bytesOfRequest(signed));
  wire.clock.advance({ seconds: 61 });
  const late = await wire.raw(bytesOfRequest(signed));

  expect(inTime.status).toBe(200);
  expect(late.status).toBe(403);
  expect(late.text).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
});

const altered = (signed: Signed, headers: Readonly<Record<string, string>>): Signed => ({
  ...signed,
  headers: { ...signed.headers, ...headers },
});

const scope = (signed: Signed, part: RegExp, other: string): Signed =>
  altered(signed, { authorization: (signed.headers['authorization'] ?? '').replace(part, other) });

test.for([
  [
    'a wrong signature',
    (s: Signed) => scope(s, /Signature=..../, 'Signature=0000'),
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'an unknown key',
    (s: Signed) => scope(s, /AKIA[A-Z0-9]+/, 'AKIANOBODY'),
    403,
    'InvalidAccessKeyId',
  ],
  [
    'another service in the scope',
    (s: Signed) => scope(s, /\/s3\//, '/sts/'),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'no Region in the scope',
    (s: Signed) => scope(s, /us-east-1/, 'nowhere'),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'another day in the scope',
    (s: Signed) => scope(s, /\/\d{8}\//, '/20200101/'),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'half a credential',
    (s: Signed) => scope(s, /\/us-east-1/, ''),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'half a header',
    (s: Signed) => altered(s, { authorization: 'AWS4-HMAC-SHA256 Credential=a' }),
    400,
    'AuthorizationHeaderMalformed',
  ],
  [
    'Signature Version 2',
    (s: Signed) => altered(s, { authorization: 'AWS a:b' }),
    400,
    'InvalidRequest',
  ],
  [
    'a header that is not signed',
    (s: Signed) => altered(s, { 'x-amz-acl': 'public-read' }),
    403,
    'AccessDenied',
  ],
  [
    'an old time',
    (s: Signed) => altered(s, { 'x-amz-date': '20200101T000000Z' }),
    403,
    'RequestTimeTooSkewed',
  ],
  [
    'a hash that is none',
    (s: Signed) => altered(s, { 'x-amz-content-sha256': 'abc' }),
    400,
    'InvalidArgument',
  ],
] as const)('S3 answers %s in its own words', async ([, alter, status, code]) => {
  const wire = await wireFixture();
  const host = `s3.localhost:${wire.port}`;
  const signed = await sign(draftFor(wire, { host }));

  const answer = await wire.raw(bytesOfRequest(alter(signed)));

  expect(answer.status).toBe(status);
  expect(answer.text).toContain(`<Code>${code}</Code>`);
  expect(wire.handled).toEqual([]);
});

test('a path of S3 is signed as it is: no other path has its signature', async () => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire, { path: '/bucket/key' }));

  const around = await wire.raw(bytesOfRequest({ ...signed, target: '/bucket/x/../key' }));
  const doubled = await wire.raw(bytesOfRequest({ ...signed, target: '/bucket//key' }));
  const escaped = await wire.raw(bytesOfRequest({ ...signed, target: '/bucket/%6Bey' }));

  expect([around.status, doubled.status, escaped.status]).toEqual([403, 403, 200]);
});
