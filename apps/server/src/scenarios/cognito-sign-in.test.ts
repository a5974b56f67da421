import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  SetUserPoolMfaConfigCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { awsCli, type StartedCloud, signInAt, startCloud } from '@gatehouse/testcloud';
import { createFormBrowser } from '@gatehouse/testkit';
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  discovery,
  fetchUserInfo,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  tokenRevocation,
} from 'openid-client';
import { expect, onTestFinished, test } from 'vitest';

const PASSWORD = 'Correct-Horse-1';
const CALLBACK = 'http://localhost:8123/callback';

interface Pool {
  readonly cloud: StartedCloud;
  readonly idp: CognitoIdentityProviderClient;
  readonly poolId: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
}

const poolOf = async ({ secret = false, clock = 'system' as const } = {}): Promise<Pool> => {
  const cloud = await startCloud({ clock });
  onTestFinished(() => cloud.stop());
  const idp = new CognitoIdentityProviderClient(cloud.client());
  const { UserPool } = await idp.send(new CreateUserPoolCommand({ PoolName: 'people' }));
  const poolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await idp.send(
    new CreateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientName: 'app',
      GenerateSecret: secret,
      ExplicitAuthFlows: [
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
      CallbackURLs: [CALLBACK],
      SupportedIdentityProviders: ['COGNITO'],
    }),
  );
  const user = { UserPoolId: poolId, Username: 'alice' };
  await idp.send(
    new AdminCreateUserCommand({
      ...user,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: 'alice@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
  await idp.send(new AdminSetUserPasswordCommand({ ...user, Password: PASSWORD, Permanent: true }));
  return {
    cloud,
    idp,
    poolId,
    issuer: `${cloud.aws}/${poolId}`,
    clientId: UserPoolClient?.ClientId ?? '',
    clientSecret: UserPoolClient?.ClientSecret,
  };
};

const authenticate = (pool: Pool, password: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const user = new CognitoUser({
      Username: 'alice',
      Pool: new CognitoUserPool({
        UserPoolId: pool.poolId,
        ClientId: pool.clientId,
        endpoint: pool.cloud.aws,
      }),
    });
    user.authenticateUser(new AuthenticationDetails({ Username: 'alice', Password: password }), {
      onSuccess: (session) => resolve(session.getAccessToken().getJwtToken()),
      onFailure: reject,
    });
  });

test('amazon-cognito-identity-js signs in by SRP, unmodified', async () => {
  const pool = await poolOf();

  const token = await authenticate(pool, PASSWORD);
  const wrong = authenticate(pool, 'Wrong-Horse-1');

  await expect(wrong).rejects.toMatchObject({
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.',
  });
  await expect(pool.idp.send(new GetUserCommand({ AccessToken: token }))).resolves.toMatchObject({
    Username: 'alice',
  });
});

test.skipIf(awsCli.missing() !== undefined)('the AWS CLI signs in and asks who it is', async () => {
  const { cloud, clientId } = await poolOf();
  const idp = (...args: readonly string[]) => awsCli.run(cloud.client(), ['cognito-idp', ...args]);

  const { output } = await idp(
    'initiate-auth',
    '--client-id',
    clientId,
    '--auth-flow',
    'USER_PASSWORD_AUTH',
    '--auth-parameters',
    `USERNAME=alice,PASSWORD=${PASSWORD}`,
  );
  const found = JSON.stringify(output);
  const token = /"AccessToken":"([^"]+)"/.exec(found)?.[1] ?? '';
  const user = await idp('get-user', '--access-token', token);
  const wrong = await idp('get-user', '--access-token', 'a.b.c');

  expect(user.output).toMatchObject({ Username: 'alice' });
  expect(wrong.stderr).toContain('NotAuthorizedException');
});

test('openid-client discovers, signs in with code and PKCE, renews, asks and revokes', async () => {
  const pool = await poolOf({ secret: true });
  const config = await discovery(
    new URL(pool.issuer),
    pool.clientId,
    undefined,
    ClientSecretBasic(pool.clientSecret ?? ''),
    { execute: [allowInsecureRequests] },
  );
  const pkceCodeVerifier = randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [randomState(), randomNonce()];
  const url = buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid email',
    code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const browser = createFormBrowser((request) => fetch(request));
  const login = await browser.open(url.href);
  const arrived = await browser.submit(login, { username: 'alice', password: PASSWORD });

  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await authorizationCodeGrant(config, new URL(arrived.url), checks);
  const sub = tokens.claims()?.sub ?? '';
  const info = await fetchUserInfo(config, tokens.access_token, sub);
  const renewed = await refreshTokenGrant(config, tokens.refresh_token ?? '');
  await tokenRevocation(config, tokens.refresh_token ?? '');

  expect(info).toMatchObject({ sub, email: 'alice@example.com', username: 'alice' });
  expect(renewed.claims()?.auth_time).toBe(tokens.claims()?.auth_time);
  await expect(refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  await expect(fetchUserInfo(config, renewed.access_token, sub)).rejects.toMatchObject({
    status: 401,
  });
});

test('openid-client connects a device that a person allows', async () => {
  const pool = await poolOf();
  const config = await discovery(new URL(pool.issuer), pool.clientId, undefined, undefined, {
    execute: [allowInsecureRequests],
  });

  const device = await initiateDeviceAuthorization(config, { scope: 'openid' });
  const browser = createFormBrowser((request) => fetch(request));
  const asked = await browser.open(device.verification_uri_complete ?? '');
  const login = await browser.submit(asked, {});
  const question = await browser.submit(login, { username: 'alice', password: PASSWORD });
  await browser.submit(question, { decision: 'allow' });
  const tokens = await pollDeviceAuthorizationGrant(config, { ...device, interval: 0 });

  expect(tokens.claims()?.['cognito:username']).toBe('alice');
});

test('the sign-in helper walks the pages, with a device too, and aws-jwt-verify accepts the tokens', async () => {
  const pool = await poolOf();
  await pool.idp.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: pool.poolId,
      MfaConfiguration: 'ON',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  const { issuer, clientId } = pool;

  const signedIn = await signInAt({
    issuer,
    clientId,
    redirectUri: CALLBACK,
    username: 'alice',
    password: PASSWORD,
  });

  const verifier = JwtRsaVerifier.create({
    issuer,
    audience: null,
    jwksUri: `${issuer}/.well-known/jwks.json`,
  });
  verifier.cacheJwks(
    // As RFC 7517 has it.
    (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as Parameters<
      typeof verifier.cacheJwks
    >[0],
  );
  expect(await verifier.verify(signedIn.accessToken)).toMatchObject({ username: 'alice' });
  expect(await verifier.verify(signedIn.idToken ?? '')).toMatchObject({ aud: clientId });
  expect(signedIn.totpSecret).toMatch(/^[A-Z2-7]{52}$/);
  await pool.idp.send(new GlobalSignOutCommand({ AccessToken: signedIn.accessToken }));
  await expect(
    pool.idp.send(new GetUserCommand({ AccessToken: signedIn.accessToken })),
  ).rejects.toThrow('Access Token has been revoked');
});

const status = async (url: string, init?: RequestInit): Promise<number> =>
  (await fetch(url, { redirect: 'manual', ...init })).status;

test('requests for no pool, and odd ones, are answered without harm', async () => {
  const { cloud, issuer } = await poolOf();
  expect(await status(`${cloud.aws}/us-east-1_Unknown00/login`)).toBe(404);
  expect(await status(`${issuer}/login?client_id=%00`)).toBe(400);
  expect(await status(`${issuer}/oauth2/token`, { method: 'DELETE' })).toBe(405);
  expect(
    await status(`${issuer}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=${'x'.repeat(70_000)}`,
    }),
  ).toBe(400);
  expect(await status(`${issuer}/oauth2/token`, { method: 'OPTIONS' })).toBe(204);
});
