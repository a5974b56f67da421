import { request as httpRequest } from 'node:http';
import { systemClock } from '@gatehouse/core';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, expect, test } from 'vitest';
import { type Answer, apiAt } from './api.fixture.ts';
import {
  confused,
  encoded,
  issuerFlags,
  newKey,
  oidcIssuer,
  signed,
} from './oidc-issuer.fixture.ts';

const issuer = await oidcIssuer();
issuer.people.set('alice', { sub: 'alice', name: 'Alice', groups: ['s3-engineers'] });
const cloud: StartedCloud = await startCloud({ flags: issuerFlags(issuer) });
afterAll(async () => {
  await cloud.stop();
  await issuer.close();
});

const me = (token: string): Promise<Answer> =>
  apiAt(`${cloud.console}/broker`, async () => token).get('/v1/me');

const seconds = (fromNow: number): number =>
  Math.floor(systemClock.now().getTime() / 1000) + fromNow;

/** Whatever was wrong. */
const GENERIC = {
  status: 401,
  body: {
    error: { code: 'unauthenticated', message: 'Sign in again: the access token is not accepted.' },
  },
  challenge: 'Bearer error="invalid_token"',
};

const told = ({ status, body, headers }: Answer): object => ({
  status,
  body,
  challenge: headers.get('www-authenticate'),
});

test('an access token for the broker is taken, with the groups that userinfo has now', async () => {
  const token = issuer.token();

  const before = await me(token);
  issuer.people.set('alice', { sub: 'alice', name: 'Alice', groups: ['auditors'] });
  const after = await me(token);
  issuer.people.set('alice', { sub: 'alice', name: 'Alice', groups: ['s3-engineers'] });

  expect(before.body).toMatchObject({ groups: ['s3-engineers'], person: { name: 'Alice' } });
  expect(after.body).toMatchObject({ groups: ['auditors'] });
});

const RS256 = { alg: 'RS256', kid: 'k1' };
const stranger = newKey('k1');

test.for<readonly [string, () => string]>([
  ['for another audience', () => issuer.token({ aud: 'https://other.example' })],
  ['for no audience', () => issuer.token({ aud: undefined })],
  ['for the client, as ID tokens are', () => issuer.token({ aud: 'gatehouse-web' })],
  ['with a nonce, as ID tokens have', () => issuer.token({ nonce: 'n-1' })],
  ['with at_hash, as ID tokens have', () => issuer.token({ at_hash: 'abc' })],
  ['of an audience that contains ours', () => issuer.token({ aud: 'https://broker.example.evil' })],
  ['that has expired', () => issuer.token({ iat: seconds(-3700), exp: seconds(-61) })],
  ['without an end', () => issuer.token({ exp: undefined })],
  ['whose end is text', () => issuer.token({ exp: String(seconds(3600)) })],
  ['not valid before later', () => issuer.token({ nbf: seconds(70) })],
  ['issued later', () => issuer.token({ iat: seconds(70), exp: seconds(3700) })],
  ['without its time', () => issuer.token({ iat: undefined })],
  ['without a subject', () => issuer.token({ sub: undefined })],
  ['with an empty subject', () => issuer.token({ sub: '' })],
  ['whose subject is no text', () => issuer.token({ sub: 7 })],
  ['of another issuer', () => issuer.token({ iss: 'https://issuer.example' })],
  ['of an issuer that begins like ours', () => issuer.token({ iss: `${issuer.url}/` })],
  [
    'of another issuer with the same kid',
    () => issuer.token({ iss: 'https://x.test' }, {}, stranger),
  ],
  ['of ours by another key with the same kid', () => issuer.token({}, {}, stranger)],
  ['with alg none', () => `${encoded({ alg: 'none', kid: 'k1' })}.${encoded(issuer.claims())}.`],
  ['with alg None', () => `${encoded({ alg: 'None' })}.${encoded(issuer.claims())}.AA`],
  ['with HS256 over the public key', () => confused(RS256, issuer.claims(), issuer.key())],
  [
    'that names another algorithm',
    () => signed({ ...RS256, alg: 'RS512' }, issuer.claims(), issuer.key()),
  ],
  ['with a kid that nobody has', () => issuer.token({}, { kid: 'k99' })],
  [
    'with the key inside',
    () =>
      signed(
        { alg: 'RS256', jwk: stranger.publicKey.export({ format: 'jwk' }) },
        issuer.claims(),
        stranger,
      ),
  ],
  [
    'with the address of a key',
    () =>
      signed({ ...RS256, kid: 'k2', jku: 'http://127.0.0.1:9/keys' }, issuer.claims(), stranger),
  ],
  [
    'with a critical extension',
    () => signed({ ...RS256, crit: ['exp'] }, issuer.claims(), issuer.key()),
  ],
  [
    'with another payload',
    () => issuer.token().replace(/\.[^.]+\./, `.${encoded(issuer.claims({ sub: 'bob' }))}.`),
  ],
  ['without its signature', () => issuer.token().replace(/[^.]+$/, '')],
  ['that is no token', () => 'secret'],
  ['of 20 000 characters', () => issuer.token({ padding: 'x'.repeat(20_000) })],
  ['of a subject that userinfo does not know', () => issuer.token({ sub: 'nobody' })],
])('a token %s: one generic 401', async ([, token]) => {
  expect(told(await me(token()))).toEqual(GENERIC);
});

test('userinfo about somebody else is about nobody', async () => {
  issuer.people.set('mallory', { sub: 'alice', groups: ['auditors'] });

  expect(told(await me(issuer.token({ sub: 'mallory' })))).toEqual(GENERIC);
});

test('groups that the issuer does not tell are not taken for none', async () => {
  issuer.people.set('otto', { sub: 'otto', _claim_names: { groups: 'src1' } });

  const answer = await me(issuer.token({ sub: 'otto' }));

  expect(answer.status).toBe(503);
});

test.for([
  ['exp', -58, 200],
  ['exp', -61, 401],
  ['nbf', 57, 200],
  ['nbf', 63, 401],
  ['iat', 57, 200],
  ['iat', 63, 401],
] as const)('%s %d seconds from now answers %d', async ([claim, at, status]) => {
  const answer = await me(issuer.token({ [claim]: seconds(at) }));

  expect(answer.status).toBe(status);
});

/** A request with header lines that `fetch` would not send. */
const lines = (headers: readonly string[], path = '/broker/v1/me'): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(cloud.console);
    const sent = httpRequest({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    for (let at = 0; at < headers.length; at += 2)
      sent.appendHeader(headers[at] ?? '', headers[at + 1] ?? '');
    sent.end();
  });

test('one Authorization header is what it takes: none, two, or odd ones are refused', async () => {
  const token = issuer.token();
  const other = issuer.token({ sub: 'bob' });
  const refused: readonly (readonly string[])[] = [
    [],
    ['authorization', `Bearer ${token}`, 'authorization', `Bearer ${other}`],
    ['authorization', `Bearer ${other}`, 'authorization', `Bearer ${token}`],
    ['authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`],
    ['authorization', `Bearer ${token}, Bearer ${other}`],
    ['authorization', `Bearer ${token} ${other}`],
    ['authorization', `Bearer  ${token}`],
    ['authorization', `Bearer${token}`],
    ['authorization', `Token ${token}`],
    ['authorization', token],
    ['authorization', `Basic ${Buffer.from(`alice:${token}`).toString('base64')}`],
    ['proxy-authorization', `Bearer ${token}`],
    ['x-authorization', `Bearer ${token}`],
    ['cookie', `access_token=${token}`],
  ];

  const statuses = await Promise.all(refused.map((headers) => lines(headers)));

  expect(await lines(['authorization', `Bearer ${token}`])).toBe(200);
  expect(statuses.map(String)).toEqual(refused.map(() => '401'));
  expect(await lines([], `/broker/v1/me?access_token=${token}`)).toBe(401);
});

test('an unknown kid asks for the keys once, and many of them not without end', async () => {
  const before = issuer.keySets();

  await me(issuer.token({}, { kid: 'unknown-1' }));
  const once = issuer.keySets() - before;
  for (let at = 0; at < 40; at += 1) await me(issuer.token({}, { kid: `unknown-${at}` }));

  expect(once).toBeLessThanOrEqual(1);
  expect(issuer.keySets() - before).toBeLessThanOrEqual(10);
});
