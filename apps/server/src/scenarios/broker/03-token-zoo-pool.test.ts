import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { signInAt } from '@gatehouse/testcloud';
import { afterAll, expect, test } from 'vitest';
import { type Answer, apiAt } from './api.fixture.ts';
import { brokerCloud } from './broker.fixture.ts';
import { confused, encoded, newKey, signed } from './oidc-issuer.fixture.ts';
import { claimsOf } from './people.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const me = (token: string | undefined): Promise<Answer> =>
  apiAt(story.url, async () => token).get('/v1/me');

const CALLBACK = 'http://localhost:8123/callback';

const APP: Omit<CreateUserPoolClientCommandInput, 'UserPoolId'> = {
  ClientName: 'another-app',
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ['openid'],
  CallbackURLs: [CALLBACK],
  SupportedIdentityProviders: ['COGNITO'],
};

const GENERIC = {
  status: 401,
  error: { code: 'unauthenticated', message: 'Sign in again: the access token is not accepted.' },
};

const told = ({ status, body }: Answer): object => ({ status, error: body.error });

const headerOf = (token: string): Readonly<Record<string, unknown>> =>
  claimsOf(`.${token.split('.')[0]}.`);

test('the ID token of the very same sign-in is no access token', async () => {
  const { accessToken, idToken } = await story.people.signedIn('alice');

  expect((await me(accessToken)).status).toBe(200);
  expect(told(await me(idToken))).toEqual(GENERIC);
  expect(told(await me((await story.people.signedIn('bob')).refreshToken))).toEqual(GENERIC);
});

test('a token that is changed, unsigned or signed by another is refused', async () => {
  const token = await story.token('alice');
  const [header, claims] = [headerOf(token), claimsOf(token)];
  const stranger = newKey(String(header['kid']));
  const jwks = await apiAt(story.people.issuer, async () => undefined).get(
    '/.well-known/jwks.json',
  );
  expect(jwks.text).toContain(stranger.kid);

  for (const forged of [
    signed(header, claims, stranger),
    confused(header, claims, stranger),
    `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`,
    token.replace(/\.[^.]+\./, `.${encoded({ ...claims, token_use: 'access', sub: 'x' })}.`),
    `${token}A`,
    token.slice(0, -8),
  ])
    expect(told(await me(forged))).toEqual(GENERIC);
});

test('a token of another client of the same pool is refused', async () => {
  const { idp, poolId, issuer } = story.people;
  const { UserPoolClient } = await idp.send(
    new CreateUserPoolClientCommand({ ...APP, UserPoolId: poolId }),
  );
  const { browser } = await story.people.signedIn('alice');

  const other = await signInAt({
    issuer,
    clientId: UserPoolClient?.ClientId ?? '',
    redirectUri: CALLBACK,
    username: 'alice',
    password: '',
    browser,
  });

  expect(claimsOf(other.accessToken)).toMatchObject({ token_use: 'access' });
  expect(told(await me(other.accessToken))).toEqual(GENERIC);
});

test('a token of another pool of the same cloud is refused, whoever it is for', async () => {
  const { idp, clientId } = story.people;
  const { UserPool } = await idp.send(new CreateUserPoolCommand({ PoolName: 'others' }));
  const UserPoolId = UserPool?.Id ?? '';
  const made = await idp.send(new CreateUserPoolClientCommand({ ...APP, UserPoolId }));
  const user = { UserPoolId, Username: 'alice' };
  await idp.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
  const password = { Password: 'Correct-Horse-1', Permanent: true };
  await idp.send(new AdminSetUserPasswordCommand({ ...user, ...password }));

  const { accessToken } = await signInAt({
    issuer: `${story.cloud.aws}/${UserPoolId}`,
    clientId: made.UserPoolClient?.ClientId ?? '',
    redirectUri: CALLBACK,
    username: 'alice',
    password: password.Password,
  });

  const own = claimsOf(await story.token('alice'));
  const forged = { ...claimsOf(accessToken), iss: own['iss'], client_id: clientId };
  expect(told(await me(accessToken))).toEqual(GENERIC);
  expect(told(await me(signed(headerOf(accessToken), forged, newKey('x'))))).toEqual(GENERIC);
});

test('who is disabled has no good token any more, and has one again when enabled', async () => {
  const { idp, poolId } = story.people;
  await story.people.add('dora', ['s3-engineers']);
  const token = await story.token('dora');
  const user = { UserPoolId: poolId, Username: 'dora' };

  const before = (await me(token)).status;
  await idp.send(new AdminDisableUserCommand(user));
  const disabled = await me(token);
  await idp.send(new AdminEnableUserCommand(user));

  expect(before).toBe(200);
  expect(told(disabled)).toEqual(GENERIC);
});

test('an expired token is refused after its leeway of a minute, not before', async () => {
  const token = await story.token('carol');
  const expires = Number(claimsOf(token)['exp']) * 1000;
  const secondsLeft = Math.floor((expires - (await story.now()).getTime()) / 1000);

  await story.advance(`PT${secondsLeft + 58}S`);
  const within = await me(token);
  await story.advance('PT4S');
  const after = await me(token);

  expect(within.status).toBe(200);
  expect(told(after)).toEqual(GENERIC);
});
