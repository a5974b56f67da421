import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Loopback, openLoopback } from './loopback.ts';

const ISSUER = 'https://issuer.example';
const STATE = 'the-state-of-this-sign-in';

const open = async (
  ports: readonly number[] = [],
  timeoutSeconds = 20,
  loopbackHost: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<Loopback> => {
  const loopback = await openLoopback(
    { issuer: ISSUER, loopbackPorts: [...ports], loopbackHost },
    STATE,
    timeoutSeconds,
  );
  onTestFinished(() => loopback.close());
  return loopback;
};

/** What it is rejected with; listened for from the beginning. */
const failureOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'it did not fail';
  } catch (error) {
    return String(error);
  }
};

const query = (values: Readonly<Record<string, string>>): string =>
  new URLSearchParams({ state: STATE, ...values }).toString();

test('where the issuer takes localhost only, the browser comes back by that name', async () => {
  const loopback = await open([], 20, 'localhost');
  const received = loopback.receive(async (code) => code);

  await fetch(`${loopback.redirectUri}?${query({ code: 'abc', iss: ISSUER })}`);

  expect(loopback.redirectUri).toMatch(/^http:\/\/localhost:\d+\/callback$/);
  expect(await received).toBe('abc');
});

test('the code is received once, and the browser ends at an address without it', async () => {
  const loopback = await open();
  const received = loopback.receive(async (code) => code);

  const page = await fetch(`${loopback.redirectUri}?${query({ code: 'abc', iss: ISSUER })}`);
  const again = await fetch(`${loopback.redirectUri}?${query({ code: 'abc' })}`).catch(
    () => 'gone',
  );

  expect(await received).toBe('abc');
  expect(new URL(page.url).pathname + new URL(page.url).search).toBe('/signed-in');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('Signed in');
  expect(again === 'gone' || (again instanceof Response && again.status === 400)).toBe(true);
});

test.for([
  ['another state', { code: 'evil', state: 'other' }],
  ['no state', { code: 'evil', state: '' }],
] as const)('a call with %s changes nothing: the sign-in goes on', async ([, values]) => {
  const loopback = await open();
  const received = loopback.receive(async (code) => code);

  const stranger = await fetch(`${loopback.redirectUri}?${query(values)}`);
  await fetch(`${loopback.redirectUri}?${query({ code: 'ours' })}`);

  expect(stranger.status).toBe(400);
  expect(await received).toBe('ours');
});

test('a name that somebody lets point here gets nothing', async () => {
  const loopback = await open();
  const received = loopback.receive(async (code) => code);
  const { port } = new URL(loopback.redirectUri);

  const status = await new Promise((resolve) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path: `/callback?${query({ code: 'evil' })}`,
        headers: { host: `evil.example:${port}` },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    ).end();
  });
  await fetch(`${loopback.redirectUri}?${query({ code: 'ours' })}`);

  expect(status).toBe(404);
  expect(await received).toBe('ours');
});

test.for([
  ['a refusal', { error: 'access_denied', error_description: 'Not you' }, 'Not you'],
  ['the answer of another issuer', { code: 'x', iss: 'https://evil.example' }, 'another identity'],
  ['an answer without a code', {}, 'no code'],
] as const)('%s fails the sign-in, and the browser is told so', async ([, values, words]) => {
  const loopback = await open();
  const failed = failureOf(loopback.receive(async (code) => code));

  const page = await fetch(`${loopback.redirectUri}?${query(values)}`);

  expect(await failed).toContain(words);
  expect(page.url).toMatch(/\/failed$/);
  expect(await page.text()).toContain('Not signed in');
});

test('what goes wrong with the code is shown in the browser as well', async () => {
  const loopback = await open();
  const failed = failureOf(loopback.receive(() => Promise.reject(new Error('not taken'))));

  const page = await fetch(`${loopback.redirectUri}?${query({ code: 'abc' })}`);

  expect(await failed).toContain('not taken');
  expect(page.url).toMatch(/\/failed$/);
});

test('nobody comes: that ends', async () => {
  const loopback = await open([], 0.05);

  await expect(loopback.receive(async (code) => code)).rejects.toThrow('nobody signed in');
});

test('a browser is started with an address that leads to the provider once', async () => {
  const loopback = await open();
  const start = loopback.startAt('https://issuer.example/authorize?state=secret');

  const [first, second] = [
    await fetch(start, { redirect: 'manual' }),
    await fetch(start, { redirect: 'manual' }),
  ];

  expect(start).not.toContain('secret');
  expect(first.headers.get('location')).toBe('https://issuer.example/authorize?state=secret');
  expect(second.status).toBe(404);
});

test('the next port is taken when one is in use; when all are, it waits a little, and says which', async () => {
  const busy = createServer();
  const free = createServer();
  const listening = async (server: typeof busy): Promise<number> => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  const [busyPort, freePort] = [await listening(busy), await listening(free)];
  onTestFinished(() => void busy.close());
  await new Promise((resolve) => {
    free.close(resolve);
  });

  const loopback = await open([busyPort, freePort]);

  expect(loopback.redirectUri).toBe(`http://127.0.0.1:${freePort}/callback`);
  await expect(open([busyPort])).rejects.toThrow(`${busyPort}`);
  setTimeout(() => busy.close(), 300);
  expect((await open([busyPort])).redirectUri).toBe(`http://127.0.0.1:${busyPort}/callback`);
});
