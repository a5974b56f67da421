import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { isStreamedBody, systemTimers } from '@gatehouse/core';
import { manualClock, manualTimers } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { bytesOfRequest, type Draft, sign } from './signed-request.fixture.ts';
import type { WireRequest } from './wire-settings.ts';
import { services, type WireFixture, wireFixture } from './wire.fixture.ts';

const MIB = 1024 ** 2;

interface Taken {
  readonly bytes: number;
  readonly sha256: string;
  readonly trailers: Readonly<Record<string, string>>;
}

async function* content(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < 3; at += 1) yield Buffer.alloc(MIB, at);
}

/** A server whose PutObject reads its body as it comes, and whose GetObject sends one as it goes. */
const streaming = async (): Promise<
  WireFixture & { readonly taken: Taken[]; readonly failed: unknown[] }
> => {
  const taken: Taken[] = [];
  const failed: unknown[] = [];
  const take = async ({ input }: WireRequest<string>): Promise<object> => {
    const body =
      input !== null && typeof input === 'object' && 'Body' in input ? input.Body : undefined;
    if (!isStreamedBody(body)) throw new Error('the body did not come as a stream');
    const digest = createHash('sha256');
    let bytes = 0;
    for await (const chunk of body) {
      digest.update(chunk);
      bytes += chunk.length;
    }
    taken.push({ bytes, sha256: digest.digest('hex'), trailers: body.trailers() });
    return { ETag: '"e"' };
  };
  const wire = await wireFixture({
    services: services.map((entry) =>
      entry.id === 's3'
        ? {
            ...entry,
            streamingOperations: new Set(['PutObject']),
            servesStrangers: true,
            virtualHosts: true,
          }
        : entry,
    ),
    handle: async (request) => {
      if (request.operation !== 'PutObject')
        return { Body: content(), ContentLength: 3 * MIB, ContentRange: 'bytes 0-1/9' };
      return take(request).catch((error: unknown) => {
        failed.push(error);
        throw error;
      });
    },
  });
  return { ...wire, taken, failed };
};

const draft = (wire: WireFixture, body: string, rest: Partial<Draft> = {}): Draft => ({
  host: wire.host,
  at: wire.clock.now(),
  service: 's3',
  method: 'PUT',
  path: '/bucket/key',
  headers: {},
  body,
  ...rest,
});

test('a body beyond what the wire holds is handed on, and must be what was signed', async () => {
  const wire = await streaming();
  const body = 'x'.repeat(25 * MIB);
  const signed = await sign(draft(wire, body));

  const good = await wire.raw(bytesOfRequest(signed));
  const wrong = await wire.raw(
    bytesOfRequest({ ...signed, body: Buffer.from(body.replace('x', 'y')) }),
  );

  expect(good.status).toBe(200);
  expect(wire.taken).toEqual([
    { bytes: 25 * MIB, sha256: createHash('sha256').update(body).digest('hex'), trailers: {} },
  ]);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
  expect(wire.failed).toHaveLength(1);
});

test('a signature that does not hold is refused before the body is read', async () => {
  const wire = await streaming();
  const signed = await sign(draft(wire, 'x'.repeat(MIB)));
  const headers = { ...signed.headers, authorization: `${signed.headers['authorization'] ?? ''}0` };

  const answer = await wire.raw(bytesOfRequest({ ...signed, headers }));

  expect(answer.status).toBe(403);
  expect([...wire.taken, ...wire.failed]).toEqual([]);
});

test.for(['/bucket/key?%zz=1', '/bucket/key?partNumber=%', '/bucket/key?a=%ff'])(
  'a query that cannot be read, %s, is refused like any other and ends nothing',
  async (path) => {
    const wire = await streaming();
    const head = `PUT ${path} HTTP/1.1\r\nhost: ${wire.host}\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx`;

    const answer = await wire.raw(Buffer.from(head));

    expect(answer.status).toBe(400);
    expect(wire.taken).toEqual([]);
  },
);

test('a caller who goes away in the middle has brought nothing', async () => {
  const wire = await streaming();
  const bytes = bytesOfRequest(await sign(draft(wire, 'x'.repeat(MIB))));
  const socket = connect(wire.port, '127.0.0.1', () => socket.write(bytes.subarray(0, 300_000)));
  const { promise: failed, resolve } = Promise.withResolvers<undefined>();
  const look = (): void => {
    if (wire.failed.length > 0) resolve(undefined);
    else systemTimers.after(5, look);
  };

  systemTimers.after(20, () => socket.destroy());
  look();
  await failed;

  expect(wire.taken).toEqual([]);
});

test('a stranger brings chunks whose checksum follows, to a bucket in the host name', async () => {
  const wire = await streaming();
  const head = [
    'PUT /key HTTP/1.1',
    `host: bucket.s3.localhost:${wire.port}`,
    'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length: 3',
    'x-amz-trailer: x-amz-checksum-crc32',
    'content-encoding: aws-chunked',
    'connection: close',
  ];
  const body = '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n';
  const send = (text: string) =>
    wire.raw([...head, `content-length: ${text.length}`, '', text].join('\r\n'));

  const good = await send(body);
  const cut = await send('3\r\nabc\r\n');

  expect(good.status).toBe(200);
  expect(wire.handled).toEqual([]);
  expect(wire.taken).toMatchObject([
    { bytes: 3, trailers: { 'x-amz-checksum-crc32': 'NSRBwg==' } },
  ]);
  expect(cut.text).toContain('<Code>IncompleteBody</Code>');
});

test('an answer is sent while it is read, and says that it is a part', async () => {
  const wire = await streaming();

  const answer = await wire.raw(bytesOfRequest(await sign(draft(wire, '', { method: 'GET' }))));

  expect(answer.status).toBe(206);
  expect(answer.text.length).toBeGreaterThan(3 * MIB);
  expect(answer.text).toContain(`content-length: ${3 * MIB}`);
});

test('a body that the wire holds must be here in a minute', async () => {
  const clock = manualClock();
  const timers = manualTimers(clock);
  const wire = await wireFixture({ timers });
  const signed = bytesOfRequest(
    await sign({
      host: wire.host,
      at: wire.clock.now(),
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    }),
  );
  const late = wire.raw(signed.subarray(0, signed.length - 1));
  const whole = await wire.raw(signed);

  while (timers.pending() !== 1)
    await new Promise((resolve) => systemTimers.after(5, () => resolve(undefined)));
  clock.advance({ minutes: 1 });

  expect(whole.status).toBe(200);
  expect((await late).status).toBe(408);
  expect(wire.handled).toHaveLength(1);
  expect(timers.pending()).toBe(0);
});
