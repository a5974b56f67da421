import { readdirSync, readFileSync } from 'node:fs';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { held, LONGEST_HOLD_MILLISECONDS } from './held.fixture.ts';
import { type Draft, exchange, type RawAnswer, signedBytes } from './signed-socket.fixture.ts';

const CORPUS = new URL('../../corpus/', import.meta.url);
const UNSIGNED = new URL('../../../../packages/wire/corpus/http/', import.meta.url);

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const keys = () => cloud.client().credentials;

/** A file of the corpus: lines of a head, an empty line, and the body as it is. */
const draftOf = (bytes: Buffer): Draft => {
  const end = bytes.indexOf('\n\n');
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  const head = new Map(
    lines.map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const { service = '', path = '/', ...headers } = Object.fromEntries(head);
  return { service, path, headers, body: bytes.subarray(end + 2) };
};

const WHO_AM_I: Draft = {
  service: 'sts',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'Action=GetCallerIdentity&Version=2011-06-15&Padding=1',
};

const send = (draft: Draft): Promise<RawAnswer> =>
  exchange(cloud.aws, signedBytes(cloud.aws, keys(), draft));

const files = (folder: URL, ending: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith(ending));

const isServed = ({ status }: RawAnswer): boolean => status === 200;
const isRefused = ({ status }: RawAnswer): boolean => status >= 400 && status < 500;

test('every signed request of the corpus gets a result or an AWS error, at once', async () => {
  const faults: Record<string, string> = {};
  const names = files(CORPUS, '.request');

  for (const name of names) {
    const draft = draftOf(readFileSync(new URL(name, CORPUS)));
    const { hold, answer } = await held(() => send(draft));
    if (!isServed(answer) && !isRefused(answer)) faults[name] = answer.text.slice(0, 300);
    if (hold > LONGEST_HOLD_MILLISECONDS) faults[name] = `held up everything for ${hold} ms`;
  }

  expect(faults).toEqual({});
  expect(names.length).toBeGreaterThan(70);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(await send(WHO_AM_I)).toMatchObject({ status: 200 });
});

test('no unsigned request of the corpus is served or fails inside', async () => {
  const faults: Record<string, string> = {};
  const names = files(UNSIGNED, '.http');

  for (const name of names) {
    const answer = await exchange(cloud.aws, readFileSync(new URL(name, UNSIGNED)), true);
    const isTold = /^(HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 4/.test(answer.text);
    if (!isTold && answer.text !== '') faults[name] = answer.text.slice(0, 300);
  }

  expect(faults).toEqual({});
  expect(names.length).toBeGreaterThan(80);
  expect(await send(WHO_AM_I)).toMatchObject({ status: 200 });
});

test('a request that ends anywhere is not served', async () => {
  const whole = signedBytes(cloud.aws, keys(), WHO_AM_I);
  const lengths = Array.from({ length: Math.ceil(whole.length / 41) }, (_, at) => at * 41 + 1);

  const answers = await Promise.all(
    lengths
      .filter((length) => length < whole.length)
      .map((length) => exchange(cloud.aws, whole.subarray(0, length), true)),
  );

  expect(answers.filter(isServed)).toEqual([]);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
});

test('a body beyond the limit is refused in words, not cut off', async () => {
  const { status, text } = await send({
    service: 'ecs',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListClusters',
    },
    body: Buffer.alloc(11 * 1024 * 1024, 32),
  });

  expect(status).toBe(413);
  expect(text).toContain('RequestEntityTooLarge');
});

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

test.for([
  ['16 minutes ago', () => ({ at: minutes(-16) }), 'SignatureDoesNotMatch'],
  ['16 minutes ahead', () => ({ at: minutes(16) }), 'SignatureDoesNotMatch'],
] as const)('a request signed %s is refused', async ([, change, code]) => {
  const { status, text } = await send({ ...WHO_AM_I, ...change() });

  expect(status).toBe(403);
  expect(text).toContain(code);
});

test('a wrong secret, an unknown key and a signature of another body are refused', async () => {
  const own = keys();
  const whole = signedBytes(cloud.aws, own, WHO_AM_I).toString('latin1');
  const bytes = [
    signedBytes(cloud.aws, { ...own, secretAccessKey: 'wrong' }, WHO_AM_I),
    signedBytes(cloud.aws, { ...own, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, WHO_AM_I),
    signedBytes(cloud.aws, { ...own, sessionToken: 'made up' }, WHO_AM_I),
    Buffer.from(whole.replace('Padding=1', 'Padding=2')),
    Buffer.from(whole.replace(/Signature=[0-9a-f]{64}/, `Signature=${'0'.repeat(64)}`)),
    Buffer.from(whole.replace(/Signature=[0-9a-f]{64}/, 'Signature=')),
  ];

  const answers = await Promise.all(bytes.map((one) => exchange(cloud.aws, one)));

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403]);
});

test.for([
  ['another host', 'host: elsewhere.example'],
  ['a second date', 'x-amz-date: 20200101T000000Z'],
  ['a second authorization', 'authorization: AWS4-HMAC-SHA256 Credential=x'],
  ['a session token that is not signed', 'x-amz-security-token: made up'],
  ['a second framing', 'transfer-encoding: chunked'],
] as const)('a signed request with %s is refused', async ([, line]) => {
  const whole = signedBytes(cloud.aws, keys(), WHO_AM_I).toString('latin1');

  const answer = await exchange(
    cloud.aws,
    Buffer.from(whole.replace('connection: close', `${line}\r\nconnection: close`)),
    true,
  );

  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
});
