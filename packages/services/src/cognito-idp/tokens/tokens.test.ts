import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CognitoJwtVerifier, JwtRsaVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { BASE, PASSWORD, signInFixture, type SignInFixture } from '../sign-in/sign-in.fixture.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const jwksOf = async ({ cognito, poolId }: SignInFixture): Promise<Jwks> => {
  const url = `${BASE}/${poolId}/.well-known/jwks.json`;
  const answer = await cognito.web.fetch(new Request(url), { sourceIp: '127.0.0.1' });
  return (await answer?.json()) as Jwks;
};

const ROTATING = {
  RefreshTokenRotation: { Feature: 'ENABLED' as const, RetryGracePeriodSeconds: 10 },
};

const getUser = (cognito: SignInFixture, AccessToken: string): Promise<unknown> =>
  cognito.idp('GetUser', { AccessToken });

const refresh = (cognito: SignInFixture, RefreshToken: string) =>
  cognito.idp<{ AuthenticationResult: Record<string, string> }>('GetTokensFromRefreshToken', {
    ClientId: cognito.clientId,
    RefreshToken,
  });

test('aws-jwt-verify accepts both tokens by issuer and key document', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const tokens = await cognito.tokens('alice');
  const verifier = JwtRsaVerifier.create({
    issuer: `${BASE}/${cognito.poolId}`,
    audience: null,
    jwksUri: `${BASE}/${cognito.poolId}/.well-known/jwks.json`,
    graceSeconds: 1e9,
  });
  verifier.cacheJwks(await jwksOf(cognito));

  expect(verifier.verifySync(tokens.IdToken)).toMatchObject({ token_use: 'id' });
  expect(verifier.verifySync(tokens.AccessToken)).toMatchObject({ token_use: 'access' });
});

test('the claims pass the checks of its verifier for Cognito too', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const { IdToken, AccessToken } = await cognito.tokens('alice');
  const { validateCognitoJwtFields } = await import('aws-jwt-verify/cognito-verifier');
  const { clientId } = cognito;

  expect(CognitoJwtVerifier).toBeDefined();
  expect(() =>
    validateCognitoJwtFields(decodeJwt(IdToken), { tokenUse: 'id', clientId }),
  ).not.toThrow();
  expect(() =>
    validateCognitoJwtFields(decodeJwt(AccessToken), { tokenUse: 'access', clientId }),
  ).not.toThrow();
});

test('keys are replaced, and old ones stay published until their tokens are dead', async () => {
  const cognito = await signInFixture({}, { AccessTokenValidity: 24, RefreshTokenValidity: 365 });
  await cognito.user('alice');
  const kids = async () => (await jwksOf(cognito)).keys.map(({ kid }) => kid);
  const signer = async () => decodeProtectedHeader((await cognito.tokens('alice')).AccessToken).kid;

  const first = await signer();
  const before = await kids();
  cognito.clock.advance({ days: 90 });
  await cognito.runner.runDue();
  const announced = await kids();
  const still = await signer();
  cognito.clock.advance({ hours: 1 });
  const { AccessToken } = await cognito.tokens('alice');
  const second = decodeProtectedHeader(AccessToken).kid;
  cognito.clock.advance({ hours: 23 });
  const overlap = await kids();
  cognito.clock.advance({ hours: 3 });
  await cognito.runner.runDue();
  const after = await kids();

  expect(before).toHaveLength(2);
  expect(announced).toHaveLength(4);
  expect(still).toBe(first);
  expect(second).not.toBe(first);
  expect(overlap).toContain(first);
  expect(after).toHaveLength(2);
  expect(after).toContain(second);
  expect(after.some((kid) => before.includes(kid))).toBe(false);
});

test('a refresh keeps when the person signed in, and their sign-in', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const { RefreshToken, AccessToken } = await cognito.tokens('alice');
  cognito.clock.advance({ hours: 2 });

  const answer = await cognito.idp<{ AuthenticationResult: Record<string, string> }>(
    'InitiateAuth',
    {
      ClientId: cognito.clientId,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN: RefreshToken },
    },
  );

  const [before, after] = [AccessToken, answer.AuthenticationResult['AccessToken'] ?? ''].map((t) =>
    decodeJwt(t),
  );
  expect(answer.AuthenticationResult['RefreshToken']).toBeUndefined();
  expect(after).toMatchObject({
    auth_time: before?.['auth_time'],
    origin_jti: before?.['origin_jti'],
  });
  expect(after?.jti).not.toBe(before?.jti);
  expect(Number(after?.iat)).toBe(Number(before?.iat) + 7200);
});

test('with rotation a refresh token is replaced, taken again in its grace period, and then betrays a thief', async () => {
  const cognito = await signInFixture({}, ROTATING);
  await cognito.user('alice');
  const { RefreshToken } = await cognito.tokens('alice');

  const first = await refresh(cognito, RefreshToken);
  const second = first.AuthenticationResult['RefreshToken'] ?? '';
  cognito.clock.advance({ seconds: 9 });
  const retried = await refresh(cognito, RefreshToken);
  cognito.clock.advance({ seconds: 1 });

  expect(second).not.toBe(RefreshToken);
  expect(retried.AuthenticationResult['RefreshToken']).toBeDefined();
  await expect(refresh(cognito, RefreshToken)).rejects.toMatchObject({
    name: 'RefreshTokenReuseException',
  });
  await expect(refresh(cognito, second)).rejects.toThrow('Refresh Token has been revoked');
  await expect(getUser(cognito, retried.AuthenticationResult['AccessToken'] ?? '')).rejects.toThrow(
    'Access Token has been revoked',
  );
});

test('a refresh token ends with its validity, however often it was replaced', async () => {
  const cognito = await signInFixture({}, { ...ROTATING, RefreshTokenValidity: 2 });
  await cognito.user('alice');
  const { RefreshToken } = await cognito.tokens('alice');
  cognito.clock.advance({ days: 1 });
  const { AuthenticationResult } = await refresh(cognito, RefreshToken);
  cognito.clock.advance({ days: 1 });

  await expect(refresh(cognito, AuthenticationResult['RefreshToken'] ?? '')).rejects.toThrow(
    'Refresh Token has expired',
  );
});

test.for([
  [
    'GlobalSignOut',
    (c: SignInFixture, AccessToken: string) => c.idp('GlobalSignOut', { AccessToken }),
  ],
  [
    'AdminUserGlobalSignOut',
    (c: SignInFixture) =>
      c.idp('AdminUserGlobalSignOut', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'AdminDisableUser',
    (c: SignInFixture) => c.idp('AdminDisableUser', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'AdminDeleteUser',
    (c: SignInFixture) => c.idp('AdminDeleteUser', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'AdminResetUserPassword',
    (c: SignInFixture) =>
      c.idp('AdminResetUserPassword', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'AdminSetUserPassword',
    (c: SignInFixture) =>
      c.idp('AdminSetUserPassword', {
        UserPoolId: c.poolId,
        Username: 'alice',
        Password: 'Another-Horse-2',
        Permanent: true,
      }),
  ],
  ['DeleteUser', (c: SignInFixture, AccessToken: string) => c.idp('DeleteUser', { AccessToken })],
] as const)('%s ends every token of the user, and nobody else’s', async ([, end]) => {
  const cognito = await signInFixture({ AutoVerifiedAttributes: ['email'] });
  await cognito.user('alice', { email: 'alice@example.com', email_verified: 'true' });
  await cognito.user('bob');
  const alice = await cognito.tokens('alice');
  const bob = await cognito.tokens('bob');

  await end(cognito, alice.AccessToken);

  await expect(getUser(cognito, alice.AccessToken)).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Access Token has been revoked',
  });
  await expect(refresh(cognito, alice.RefreshToken)).rejects.toThrow('revoked');
  await expect(getUser(cognito, bob.AccessToken)).resolves.toMatchObject({ Username: 'bob' });
});

test('RevokeToken ends one sign-in and what came of it, not the others of the user', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const one = await cognito.tokens('alice');
  const other = await cognito.tokens('alice');
  const revoke = (Token: string) =>
    cognito.idp('RevokeToken', { ClientId: cognito.clientId, Token });

  await revoke(one.RefreshToken);

  await expect(getUser(cognito, one.AccessToken)).rejects.toThrow('revoked');
  await expect(getUser(cognito, other.AccessToken)).resolves.toBeDefined();
  await expect(revoke(one.RefreshToken)).resolves.toEqual({});
  await expect(revoke(one.AccessToken)).rejects.toMatchObject({
    name: 'UnsupportedTokenTypeException',
  });
});

test('a client without revocation has tokens without its claims, which sign-out ends all the same', async () => {
  const cognito = await signInFixture({}, { EnableTokenRevocation: false });
  await cognito.user('alice');
  const { AccessToken, RefreshToken } = await cognito.tokens('alice');

  expect(decodeJwt(AccessToken)['origin_jti']).toBeUndefined();
  await expect(
    cognito.idp('RevokeToken', { ClientId: cognito.clientId, Token: RefreshToken }),
  ).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  await cognito.idp('GlobalSignOut', { AccessToken });
  await expect(getUser(cognito, AccessToken)).rejects.toThrow('revoked');
});

test('an access token ends', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const { AccessToken } = await cognito.tokens('alice');
  cognito.clock.advance({ hours: 1 });

  await expect(getUser(cognito, AccessToken)).rejects.toThrow('Access Token has expired');
});

test('forged tokens are refused, whatever algorithm they name', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const { AccessToken, IdToken } = await cognito.tokens('alice');
  const claims = decodeJwt(AccessToken);
  const { kid = '' } = decodeProtectedHeader(AccessToken);
  const key = (await jwksOf(cognito)).keys.find((jwk) => jwk.kid === kid);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const [header = '', payload = '', signature = ''] = AccessToken.split('.');
  const hmacHead = encode({ alg: 'HS256', kid });
  const hmac = createHmac('sha256', JSON.stringify(key))
    .update(`${hmacHead}.${payload}`)
    .digest('base64url');

  const forged = [
    IdToken,
    new UnsecuredJWT(claims).encode(),
    `${encode({ alg: 'none', kid })}.${payload}.`,
    `${hmacHead}.${payload}.${hmac}`,
    await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(other),
    await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'unknown' }).sign(other),
    await new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid }).sign(other),
    `${header}.${encode({ ...claims, sub: 'other' })}.${signature}`,
    `${header}.${payload}`,
    'a.b.c',
    'x'.repeat(5000),
  ];

  for (const token of forged)
    await expect(getUser(cognito, token)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

test('a changed password keeps the tokens and shuts the old password out', async () => {
  const cognito = await signInFixture();
  await cognito.user('alice');
  const { AccessToken } = await cognito.tokens('alice');
  const change = (PreviousPassword: string) =>
    cognito.idp('ChangePassword', {
      AccessToken,
      PreviousPassword,
      ProposedPassword: 'Another-Horse-2',
    });

  await expect(change('Wrong-Horse-1')).rejects.toThrow('Incorrect username or password.');
  await change(PASSWORD);

  await expect(getUser(cognito, AccessToken)).resolves.toBeDefined();
  await expect(cognito.signIn('alice')).rejects.toThrow('Incorrect');
  await expect(cognito.signIn('alice', 'Another-Horse-2')).resolves.toBeDefined();
});

test('people change their attributes, and prove a new address with the code sent there', async () => {
  const cognito = await signInFixture({
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  });
  await cognito.user('alice', { email: 'alice@example.com', email_verified: 'true' });
  const { AccessToken } = await cognito.tokens('alice');
  const attributes = async (): Promise<Record<string, string>> => {
    const user = await cognito.idp<{ UserAttributes: { Name: string; Value: string }[] }>(
      'GetUser',
      {
        AccessToken,
      },
    );
    return Object.fromEntries(user.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  };

  const sent = await cognito.idp<{ CodeDeliveryDetailsList: unknown[] }>('UpdateUserAttributes', {
    AccessToken,
    UserAttributes: [
      { Name: 'email', Value: 'new@example.org' },
      { Name: 'name', Value: 'Alice' },
    ],
  });
  const before = await attributes();
  await cognito.runner.runDue();
  const code = /\d{6}/.exec(cognito.mails.at(-1)?.text ?? '')?.[0];
  await cognito.idp('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: code });
  await cognito.idp('DeleteUserAttributes', { AccessToken, UserAttributeNames: ['name'] });
  const after = await attributes();

  expect(sent.CodeDeliveryDetailsList).toHaveLength(1);
  expect(before).toMatchObject({ email: 'alice@example.com', name: 'Alice' });
  expect(cognito.mails.at(-1)?.to).toEqual(['new@example.org']);
  expect(after).toMatchObject({ email: 'new@example.org', email_verified: 'true' });
  expect(after['name']).toBeUndefined();
  await expect(
    cognito.idp('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    }),
  ).rejects.toThrow('A client attempted to write unauthorized attribute');
});
