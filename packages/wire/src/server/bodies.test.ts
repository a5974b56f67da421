import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign } from './signed-request.fixture.ts';
import { type RawAnswer, type WireFixture, wireFixture } from './wire.fixture.ts';

const identity = { GetCallerIdentity: { Account: '1', Arn: 'a', UserId: 'u' } };
const form = 'Action=PutMetricData&Version=2010-08-01&Namespace=compressed';
const draftFor = (wire: WireFixture, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  service: 'monitoring',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
  body: gzipSync(form),
  ...rest,
});

test('a compressed body is signed as it is sent and read unpacked', async () => {
  const wire = await wireFixture();

  const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire))));

  expect(answer.status).toBe(200);
  expect(wire.handled).toMatchObject([
    { service: 'cloudwatch', operation: 'PutMetricData', input: { Namespace: 'compressed' } },
  ]);
});

test('a body that is not what its encoding says is refused', async () => {
  const wire = await wireFixture();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'br' };

  const broken = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { body: 'no gzip' }))));
  const cut = await wire.raw(
    bytesOfRequest(await sign(draftFor(wire, { body: gzipSync(form).subarray(0, 30) }))),
  );
  const other = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { headers }))));

  expect([broken.status, cut.status, other.status]).toEqual([400, 400, 415]);
  expect(wire.handled).toEqual([]);
});

test('a small body that unpacks to more than the limit is refused', async () => {
  const wire = await wireFixture({ limits: { bodyBytes: 1_000_000 } });
  const bomb = await buffer(Readable.from([Buffer.alloc(50_000_000)]).pipe(createGzip()));

  const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { body: bomb }))));

  expect(answer.status).toBe(413);
  expect(answer.text).toContain('RequestEntityTooLarge');
});

test('nobody makes us unpack without a signature', async () => {
  const wire = await wireFixture();
  const signed = await sign(draftFor(wire));
  const { authorization: _, ...headers } = signed.headers;

  const answer = await wire.raw(
    bytesOfRequest({ ...signed, headers: { ...headers, host: 'monitoring.localhost' } }),
  );

  expect(answer.status).toBe(403);
  expect(answer.text).toContain('MissingAuthenticationToken');
});

test.for([
  ['query', {}, 413, 'RequestEntityTooLarge'],
  [
    'json',
    {
      service: 'dynamodb',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
      },
    },
    413,
    'RequestEntityTooLargeException',
  ],
  ['S3', { service: 's3', method: 'PUT', path: '/bucket/key', headers: {} }, 400, 'EntityTooLarge'],
] as const)(
  'a body beyond the limit is refused and the connection ended, in %s',
  async ([, draft, status, code]) => {
    const wire = await wireFixture({ limits: { bodyBytes: 1000 } });
    const body = Buffer.alloc(1001, 'a');

    const answer = await wire.raw(bytesOfRequest(await sign(draftFor(wire, { ...draft, body }))));

    expect(answer.status).toBe(status);
    expect(answer.text).toContain(code);
    expect(answer.text).toMatch(/\r\nconnection: close\r\n/i);
    expect(wire.handled).toEqual([]);
  },
);

test('a body that never ends is cut off', async () => {
  const wire = await wireFixture({ limits: { bodyBytes: 1000 } });
  const chunk = `400\r\n${'a'.repeat(1024)}\r\n`;

  const answer = await wire.raw(
    `POST / HTTP/1.1\r\nhost: sts.localhost\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(50)}`,
  );

  expect(answer.status).toBe(413);
});

const chunk = (part: Buffer): string => `${part.length.toString(16)}\r\n${part.toString()}\r\n`;

test('bodies that would not fit beside the others are told to wait, and fit when those are done', async () => {
  const wire = await wireFixture({ limits: { heldBytes: 1000 }, outputs: identity });
  const filler = connect(wire.port, '127.0.0.1');
  filler.on('error', () => {});
  filler.write(
    `POST / HTTP/1.1\r\nhost: sts.localhost\r\ncontent-length: 990\r\n\r\n${'a'.repeat(980)}`,
  );
  const request = bytesOfRequest(await sign({ host: wire.host, at: wire.clock.now() }));

  const full = await untilStatus(wire, request, 503);
  filler.destroy();
  const free = await untilStatus(wire, request, 200);

  expect(full.text).toContain('ServiceUnavailable');
  expect(free.text).toContain('GetCallerIdentityResult');
});

/** The other connection is read when the server gets to it: asks again until that shows. */
const untilStatus = async (
  wire: WireFixture,
  request: Buffer,
  status: number,
): Promise<RawAnswer> => {
  let answer = await wire.raw(request);
  for (let round = 0; round < 100 && answer.status !== status; round += 1)
    answer = await wire.raw(request);
  return answer;
};

test('a body in chunks is put together before it is checked', async () => {
  const wire = await wireFixture({ outputs: identity });
  const signed = await sign({ host: wire.host, at: wire.clock.now() });
  const half = Math.floor(signed.body.length / 2);
  const body = Buffer.from(
    `${chunk(signed.body.subarray(0, half))}${chunk(signed.body.subarray(half))}0\r\n\r\n`,
  );

  const answer = await wire.raw(
    bytesOfRequest({ ...signed, body }, ['transfer-encoding: chunked']),
  );

  expect(answer.status).toBe(200);
});

test('a hash that is stated for S3 must be that of the body', async () => {
  const wire = await wireFixture();
  const stated = createHash('sha256').update('one').digest('hex');
  const signed = await sign(
    draftFor(wire, {
      service: 's3',
      method: 'PUT',
      path: '/bucket/key',
      headers: { 'x-amz-content-sha256': stated },
      body: 'two',
    }),
  );

  const answer = await wire.raw(bytesOfRequest(signed));

  expect(answer.status).toBe(400);
  expect(answer.text).toContain('XAmzContentSHA256Mismatch');
});
