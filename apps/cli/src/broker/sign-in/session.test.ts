import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock } from '@gatehouse/core';
import { expect, onTestFinished, test } from 'vitest';
import type { Terminal } from '../../terminal.ts';
import { chosenBroker } from './address.ts';
import { type Answer, type Issuer, issuerFixture, refusing } from './issuer.fixture.ts';
import { createSession } from './session.ts';
import { type SignIn, type TokenFile, tokenFile } from './token-file.ts';

const BROKER = 'http://127.0.0.1:4580';
const NOW = Date.parse('2026-11-25T12:00:00Z');
const clock: Clock = { now: () => new Date(NOW) };

const terminal = (environment: Readonly<Record<string, string>> = {}): Terminal => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-session-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    environment: { GATEHOUSE_CONFIG_HOME: join(folder, 'config'), ...environment },
    folder,
    out: () => {},
    err: () => {},
    input: async () => '',
    ask: async () => '',
    interactive: false,
    isPerson: false,
    colour: false,
    clock,
  };
};

const signedIn = (issuer: Issuer, changes: Partial<SignIn> = {}): TokenFile => {
  const file = tokenFile(BROKER, terminal());
  file.write({
    broker: BROKER,
    issuer: issuer.url,
    clientId: 'client',
    tokenEndpoint: `${issuer.url}/token`,
    revocationEndpoint: undefined,
    accessToken: 'old',
    refreshToken: 'refresh-1',
    expiresAt: NOW + 30_000,
    ...changes,
  });
  return file;
};

/** Gives a new pair for each refresh, and takes no refresh token twice. */
const rotating = (): Promise<Issuer> =>
  issuerFixture(({ form }, count): Answer =>
    form.get('refresh_token') === `refresh-${count}`
      ? {
          body: {
            access_token: `access-${count + 1}`,
            refresh_token: `refresh-${count + 1}`,
            expires_in: 3600,
          },
        }
      : refusing('invalid_grant'),
  );

const sessionOf = (file: TokenFile) => createSession(file, BROKER, clock);

test('a token that is good for more than a minute is used as it is', async () => {
  const issuer = await rotating();
  const file = signedIn(issuer, { expiresAt: NOW + 61_000 });

  expect(await sessionOf(file).accessToken()).toBe('old');
  expect(issuer.asked).toEqual([]);
});

test('one that is nearly over is renewed, and the rotated refresh token is kept, for its owner only', async () => {
  const issuer = await rotating();
  const file = signedIn(issuer);

  expect(await sessionOf(file).accessToken()).toBe('access-2');
  expect(file.read()).toMatchObject({
    accessToken: 'access-2',
    refreshToken: 'refresh-2',
    expiresAt: NOW + 3_600_000,
  });
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file.path)).mode & 0o777).toBe(0o700);
});

test('without rotation the refresh token stays', async () => {
  const issuer = await issuerFixture(() => ({ body: { access_token: 'new', expires_in: 3600 } }));
  const file = signedIn(issuer);

  await sessionOf(file).accessToken();

  expect(file.read()).toMatchObject({ accessToken: 'new', refreshToken: 'refresh-1' });
});

test('many who need a new token at once cause one refresh, and all get its token', async () => {
  const issuer = await rotating();
  const file = signedIn(issuer);

  const tokens = await Promise.all(Array.from({ length: 12 }, () => sessionOf(file).accessToken()));

  expect(new Set(tokens)).toEqual(new Set(['access-2']));
  expect(issuer.asked).toHaveLength(1);
});

test('a token that the broker refuses is replaced once, by whoever comes first', async () => {
  const issuer = await rotating();
  const file = signedIn(issuer, { expiresAt: NOW + 3_600_000 });

  const tokens = await Promise.all([
    sessionOf(file).instead('old'),
    sessionOf(file).instead('old'),
    sessionOf(file).instead('old'),
  ]);

  expect(new Set(tokens)).toEqual(new Set(['access-2']));
  expect(issuer.asked).toHaveLength(1);
});

test('a refresh token that is taken no more ends the sign-in here as well', async () => {
  const issuer = await issuerFixture(() => refusing('invalid_grant'));
  const file = signedIn(issuer);

  await expect(sessionOf(file).accessToken()).rejects.toThrow('the sign-in has ended');
  expect(existsSync(file.path)).toBe(false);
  await expect(sessionOf(file).accessToken()).rejects.toThrow('nobody is signed in');
});

test('while the provider is silent the token serves until its last second, and the sign-in is kept', async () => {
  const issuer = await issuerFixture(() => 'silent');

  expect(await sessionOf(signedIn(issuer)).accessToken()).toBe('old');
  const over = signedIn(issuer, { expiresAt: NOW - 1 });
  await expect(sessionOf(over).accessToken()).rejects.toThrow('does not answer');
  expect(over.read()).toMatchObject({ refreshToken: 'refresh-1' });
});

test('tokens that others can read are not used', async () => {
  const file = signedIn(await rotating());
  chmodSync(file.path, 0o640);

  await expect(sessionOf(file).accessToken()).rejects.toThrow('others can read');
});

test.for(['', 'not json', '[]', '{"accessToken":"secret-token"}'])(
  'a file that holds "%s" is no sign-in, and is not quoted',
  async (content) => {
    const file = signedIn(await rotating());
    writeFileSync(file.path, content);

    const failed = await sessionOf(file)
      .accessToken()
      .catch((error: unknown) => String(error));

    expect(failed).toContain('does not hold a sign-in');
    expect(failed).not.toContain('secret-token');
  },
);

test('sign-ins to several brokers are kept apart, and the one of the environment is meant', () => {
  const here = terminal();

  const [one, other] = [
    tokenFile('https://a.example', here),
    tokenFile('https://a.example:8443', here),
  ];

  expect(one.path).not.toBe(other.path);
  expect(chosenBroker(undefined, here)).toBe('http://127.0.0.1:4580');
  expect(chosenBroker(undefined, terminal({ GATEHOUSE_BROKER: 'https://b.example' }))).toBe(
    'https://b.example',
  );
  expect(chosenBroker('https://b.example/broker/', here)).toBe('https://b.example');
});

test.for([
  'http://broker.example',
  'ftp://broker.example',
  'broker.example',
  'https://broker.example/other',
  'https://person:secret@broker.example',
])('tokens are not sent to %s', (address) => {
  expect(() => chosenBroker(address, terminal())).toThrow(
    /is not the address of a broker|has more than|is neither https/,
  );
});
