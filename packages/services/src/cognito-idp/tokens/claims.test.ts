import { expect, test } from 'vitest';
import type { AppClient, Group, User } from '../model.ts';
import { attributeClaims, canReadScopes, groupClaims } from './claims.ts';
import { validityOf } from './validity.ts';

const at = new Date('2026-03-02T10:00:00Z');

const group = (name: string, precedence?: number, roleArn?: string): Group => ({
  poolId: 'p',
  name,
  description: undefined,
  roleArn,
  precedence,
  createdAt: at,
  modifiedAt: at,
});

const client = (settings: AppClient['settings'] = {}): AppClient => ({
  id: 'c',
  poolId: 'p',
  name: 'app',
  settings,
  hasSecret: false,
  createdAt: at,
  modifiedAt: at,
});

const user: User = {
  sub: 's',
  poolId: 'p',
  username: 'alice',
  status: 'CONFIRMED',
  enabled: true,
  attributes: new Map([
    ['email', 'a@example.com'],
    ['email_verified', 'true'],
    ['phone_number', '+1234'],
    ['address', 'Main Street 1'],
    ['custom:team', 'red'],
  ]),
  mfa: { enabled: [] },
  password: undefined,
  temporaryUntil: undefined,
  createdAt: at,
  modifiedAt: at,
};

test('the role of the group with the lowest precedence is preferred', () => {
  expect(groupClaims([group('b', 2, 'r2'), group('a', 1, 'r1'), group('c')])).toEqual({
    'cognito:groups': ['a', 'b', 'c'],
    'cognito:roles': ['r1', 'r2'],
    'cognito:preferred_role': 'r1',
  });
});

test.for([
  ['different roles', 'r2', undefined],
  ['one role', 'r1', 'r1'],
] as const)('of two groups that tie with %s', ([, other, preferred]) => {
  const claims = groupClaims([group('a', 1, 'r1'), group('b', 1, other), group('c', 2, 'r3')]);

  expect(claims['cognito:preferred_role']).toBe(preferred);
});

test('nobody in no group has claims about groups', () => {
  expect(groupClaims([])).toEqual({});
});

test.for([
  [undefined, ['email', 'email_verified', 'phone_number', 'address', 'custom:team']],
  [['openid'], ['email', 'email_verified', 'phone_number', 'address', 'custom:team']],
  [
    ['openid', 'email'],
    ['email', 'email_verified'],
  ],
  [
    ['openid', 'email', 'profile'],
    ['email', 'email_verified', 'phone_number', 'address', 'custom:team'],
  ],
] as const)('with the scopes %j an ID token has %j', ([scopes, names]) => {
  expect(Object.keys(attributeClaims(client(), user, scopes))).toEqual(names);
});

test('values have the types of OpenID Connect; custom attributes are texts', () => {
  expect(attributeClaims(client(), user, undefined)).toMatchObject({
    email_verified: true,
    address: { formatted: 'Main Street 1' },
    'custom:team': 'red',
  });
});

test('a client sees what it may read', () => {
  const reader = client({ ReadAttributes: ['email'] });

  expect(attributeClaims(reader, user, undefined)).toEqual({ email: 'a@example.com' });
  expect(canReadScopes(reader, ['openid', 'email'])).toBe(false);
  expect(canReadScopes(client({ ReadAttributes: ['email', 'email_verified'] }), ['email'])).toBe(
    true,
  );
  expect(canReadScopes(client(), ['openid', 'email', 'phone', '__proto__'])).toBe(true);
});

test.for([
  [{}, { accessSeconds: 3600, idSeconds: 3600, refreshSeconds: 2_592_000, sessionSeconds: 180 }],
  [{ AccessTokenValidity: 2 }, { accessSeconds: 7200 }],
  [
    { AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: 'days' } },
    { accessSeconds: 86_400 },
  ],
  [{ IdTokenValidity: 5, TokenValidityUnits: { IdToken: 'minutes' } }, { idSeconds: 300 }],
  [
    { RefreshTokenValidity: 0, TokenValidityUnits: { RefreshToken: 'hours' } },
    { refreshSeconds: 2_592_000 },
  ],
  [
    { RefreshTokenValidity: 90, TokenValidityUnits: { RefreshToken: 'minutes' } },
    { refreshSeconds: 5400 },
  ],
  [{ AuthSessionValidity: 15 }, { sessionSeconds: 900 }],
] as const)('a client with %j has lifetimes %j', ([settings, expected]) => {
  expect(validityOf(client(settings))).toMatchObject(expected);
});
