import { systemClock } from '@gatehouse/core';
import { expect, test } from 'vitest';
import type { Terminal } from '../../terminal.ts';
import { signInByDevice } from './device-flow.ts';
import { type Answer, type Issuer, issuerFixture, refusing } from './issuer.fixture.ts';

const device = (url: string): Answer => ({
  body: {
    device_code: 'secret-device-code',
    user_code: 'BCDF-GHJK',
    verification_uri: `${url}/activate`,
    expires_in: 600,
    interval: 0.02,
  },
});

const terminalOf = (written: string[]): Terminal => ({
  out: (text) => written.push(text),
  err: (text) => written.push(text),
  input: async () => '',
  ask: async () => '',
  interactive: false,
  isPerson: false,
  colour: false,
  environment: {},
  folder: '/',
  clock: systemClock,
});

const issuerThat = async (
  answers: readonly (Answer | 'silent' | ((issuer: Issuer) => Answer))[],
): Promise<Issuer> => {
  const issuer: Issuer = await issuerFixture(({ path }, count) => {
    if (path === '/device') return device(issuer.url);
    const next = answers[count - 1] ?? refusing('invalid_grant');
    return typeof next === 'function' ? next(issuer) : next;
  });
  return issuer;
};

const granted = (issuer: Issuer): Answer => ({
  body: {
    access_token: 'access',
    refresh_token: 'refresh',
    id_token: issuer.idToken({}),
    expires_in: 3600,
  },
});

test('the code and its page are shown, and the tokens come once a person has decided', async () => {
  const issuer = await issuerThat([refusing('authorization_pending'), 'silent', granted]);
  const written: string[] = [];

  const tokens = await signInByDevice(issuer.configuration, terminalOf(written));

  expect(tokens).toMatchObject({ accessToken: 'access', refreshToken: 'refresh' });
  expect(written.join('')).toContain(`Open ${issuer.url}/activate in any browser`);
  expect(written.join('')).toContain('BCDF-GHJK');
  expect(written.join('')).not.toContain('secret-device-code');
  expect(Object.fromEntries(issuer.asked[1]?.form ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: 'client',
    device_code: 'secret-device-code',
  });
});

test('slow_down adds five seconds to every further wait', async () => {
  const issuer = await issuerThat([refusing('slow_down'), granted]);

  await signInByDevice(issuer.configuration, terminalOf([]));

  const [, first, second] = issuer.asked.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(5000);
});

test.for([
  ['expired_token', 'nobody confirmed the code in time'],
  ['access_denied', 'the sign-in was denied'],
  ['invalid_grant', 'refused the sign-in: invalid_grant'],
] as const)('%s ends the wait', async ([error, words]) => {
  const issuer = await issuerThat([refusing(error)]);

  await expect(signInByDevice(issuer.configuration, terminalOf([]))).rejects.toThrow(words);
});

test.for([
  ['another issuer', { iss: 'https://evil.example' }],
  ['another client', { aud: 'other' }],
] as const)('an ID token of %s is not taken', async ([, claims]) => {
  const issuer = await issuerThat([
    (own) => ({ body: { access_token: 'a', id_token: own.idToken(claims) } }),
  ]);

  await expect(signInByDevice(issuer.configuration, terminalOf([]))).rejects.toThrow(
    'answered another sign-in',
  );
});

test('an issuer without the device grant is said to have none', async () => {
  const { deviceAuthorizationEndpoint: _none, ...configuration } = (await issuerThat([]))
    .configuration;

  await expect(signInByDevice(configuration, terminalOf([]))).rejects.toThrow('no sign-in by code');
});
