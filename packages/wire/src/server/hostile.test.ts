import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { bytesOfRequest, sign } from './signed-request.fixture.ts';
import { type RawAnswer, type WireFixture, wireFixture } from './wire.fixture.ts';

const corpus = new URL('../../corpus/http/', import.meta.url);
const names = readdirSync(corpus).filter((name) => name.endsWith('.http'));
const identity = { GetCallerIdentity: { Account: '123456789012', Arn: 'arn', UserId: 'AIDA' } };

/** A warm server: what is measured is the request, not the loading of a model. */
const warm = async (): Promise<WireFixture> => {
  const wire = await wireFixture({ outputs: identity });
  await wire.raw(await goodRequest(wire));
  wire.handled.length = 0;
  wire.refusals.length = 0;
  return wire;
};

const goodRequest = async (wire: WireFixture): Promise<Buffer> =>
  bytesOfRequest(await sign({ host: wire.host, at: wire.clock.now() }));

/** What is wrong with an answer to a request that must not be served; undefined when nothing is. */
const faultOf = ({ status, text, milliseconds }: RawAnswer): string | undefined => {
  const isRefused = text === '' || (status >= 400 && status < 500);
  if (!isRefused) return text.slice(0, 300);
  if (milliseconds > 500) return `${milliseconds} ms`;
  return /\r\n(?:x-injected|access-control-[a-z-]+):/i.test(text) ? text : undefined;
};

test('no request of the corpus is served, crashes the server, hangs or fails inside', async () => {
  const wire = await warm();
  const faults: Record<string, string> = {};

  for (const name of names) {
    const fault = faultOf(await wire.rawAndHangUp(readFileSync(new URL(name, corpus))));
    if (fault !== undefined) faults[name] = fault;
  }
  const { status } = await wire.raw(await goodRequest(wire));

  expect(faults).toEqual({});
  expect(names.length).toBeGreaterThan(80);
  expect(status).toBe(200);
  expect(wire.handled).toHaveLength(1);
  expect(wire.refusals.filter(({ error }) => (error.status ?? 400) >= 500)).toEqual([]);
});

test('a good request that is cut at any byte is not served', async () => {
  const wire = await warm();
  const request = await goodRequest(wire);

  for (let length = 1; length < request.length; length += 23)
    await wire.rawAndHangUp(request.subarray(0, length));

  expect(wire.handled).toEqual([]);
  expect((await wire.raw(request)).status).toBe(200);
});

test('a good request with one byte of its head changed is served only where that is not signed', async () => {
  const wire = await warm();
  const request = await goodRequest(wire);
  const head = request.indexOf('\r\n\r\n');
  const unsigned = request.indexOf('connection: close');
  const faults: string[] = [];

  for (let at = 0; at < head; at += 11) {
    const changed = Buffer.from(request);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const answer = await wire.rawAndHangUp(changed);
    if (at < unsigned && faultOf(answer) !== undefined) faults.push(`${at}: ${answer.text}`);
  }

  expect(faults).toEqual([]);
});

test.for([
  ['x-amz-date', 'x-amz-date: 20200101T000000Z'],
  ['host', 'host: iam.amazonaws.com'],
  ['authorization', 'authorization: AWS4-HMAC-SHA256 Credential=x'],
  ['x-amz-target', 'x-amz-target: A.B', 'x-amz-target: A.C'],
  ['content-type', 'content-type: application/json'],
] as const)('a second %s line is refused, not ignored', async ([name, ...lines]) => {
  const wire = await warm();

  const answer = await wire.raw(
    bytesOfRequest(await sign({ host: wire.host, at: wire.clock.now() }), lines),
  );

  expect(answer.status).toBe(400);
  expect(answer.text).toContain(name);
  expect(wire.handled).toEqual([]);
});

test('a request smuggled behind another is not served', async () => {
  const wire = await warm();
  const inner = (await goodRequest(wire)).toString('latin1');
  const outer = `POST / HTTP/1.1\r\nhost: ${wire.host}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${inner}`;

  const answer = await wire.rawAndHangUp(outer);

  expect(answer.status).toBe(400);
  expect(wire.handled).toEqual([]);
});

test('a page in a browser gets nothing, not even a preflight', async () => {
  const wire = await warm();
  const signed = await sign({ host: wire.host, at: wire.clock.now() });

  const asked = await wire.raw(
    bytesOfRequest({ ...signed, method: 'OPTIONS', headers: { host: wire.host } }, [
      'origin: https://page.example',
      'access-control-request-method: POST',
    ]),
  );
  const posted = await wire.raw(bytesOfRequest(signed, ['origin: https://page.example']));
  const crossed = await wire.raw(bytesOfRequest(signed, ['sec-fetch-site: cross-site']));

  expect([asked.status, posted.status, crossed.status]).toEqual([403, 403, 403]);
  expect([asked, posted, crossed].some(({ text }) => /access-control-/i.test(text))).toBe(false);
  expect(wire.handled).toEqual([]);
});

test('an answer to HEAD has no body', async () => {
  const wire = await warm();

  const answer = await wire.raw(
    `HEAD / HTTP/1.1\r\nhost: sts.localhost\r\nconnection: close\r\n\r\n`,
  );

  expect(answer.status).toBe(400);
  expect(answer.text.endsWith('\r\n\r\n')).toBe(true);
});

test('a caller that waits for 100 Continue is told to go on and then served', async () => {
  const wire = await warm();
  const signed = await sign({ host: wire.host, at: wire.clock.now() });

  const answer = await wire.raw(bytesOfRequest(signed, ['expect: 100-continue']));

  expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
});

test('a whole URI is served as its path when it names this host', async () => {
  const wire = await warm();
  const signed = await sign({ host: wire.host, at: wire.clock.now() });

  const here = await wire.raw(bytesOfRequest({ ...signed, target: `http://${wire.host}/` }));
  const there = await wire.raw(bytesOfRequest({ ...signed, target: 'http://other.example/' }));

  expect([here.status, there.status]).toEqual([200, 400]);
});

test('a caller that goes away while its call is handled harms nobody', async () => {
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const wire = await wireFixture({
    handle: async () => {
      start();
      await finished;
      return identity.GetCallerIdentity;
    },
  });
  const socket = connect(wire.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(await goodRequest(wire));

  await started;
  socket.destroy();
  finish();
  const next = await wire.raw(await goodRequest(wire));

  expect(next.status).toBe(200);
});

test.for([
  ['application/x-amz-json-1.0', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['application/x-amz-json-1.0', `{"Limit":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ['application/x-amz-json-1.0', '{"Limit":'],
  ['application/x-amz-json-1.0', '{"__proto__":{"Limit":1},"constructor":{"prototype":{"x":1}}}'],
  ['application/x-amz-json-1.0', '\u0000\u0001'],
  ['application/x-amz-json-1.0', '"text"'],
  ['application/x-amz-json-1.0', '{"Limit":"ten"}'],
  ['application/x-amz-json-1.0', '{"ExclusiveStartTableName":{"toString":"x"}}'],
] as const)(
  'a signed body that is hostile is refused or harmless: %s %s',
  async ([contentType, body]) => {
    const wire = await warm();
    const signed = await sign({
      host: wire.host,
      at: wire.clock.now(),
      service: 'dynamodb',
      headers: { 'content-type': contentType, 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body,
    });
    await wire.raw(bytesOfRequest(signed));

    const answer = await wire.raw(bytesOfRequest(signed));

    expect(answer.status).toBeLessThan(500);
    expect(answer.milliseconds).toBeLessThan(250);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  },
);
