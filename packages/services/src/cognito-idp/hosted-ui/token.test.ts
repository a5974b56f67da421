import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { PASSWORD } from '../sign-in/sign-in.fixture.ts';
import { pagesFixture, type PagesFixture } from './pages.fixture.ts';

const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

const withScopes = async (): Promise<PagesFixture> => {
  const cognito = await pagesFixture();
  await cognito.idp('CreateResourceServer', {
    UserPoolId: cognito.poolId,
    Identifier: 'https://api.example.com',
    Name: 'API',
    Scopes: [
      { ScopeName: 'read', ScopeDescription: 'reads' },
      { ScopeName: 'write', ScopeDescription: 'writes' },
    ],
  });
  return cognito;
};

interface Machine {
  readonly id: string;
  readonly secret: string;
}

const machine = async (cognito: PagesFixture): Promise<Machine> => {
  const { UserPoolClient } = await cognito.idp<{
    UserPoolClient: { ClientId: string; ClientSecret: string };
  }>('CreateUserPoolClient', {
    UserPoolId: cognito.poolId,
    ClientName: 'machine',
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['https://api.example.com/read', 'https://api.example.com/write'],
  });
  return { id: UserPoolClient.ClientId, secret: UserPoolClient.ClientSecret };
};

test('a program has an access token for itself, with custom scopes and nothing else', async () => {
  const cognito = await withScopes();
  const { id, secret } = await machine(cognito);

  const all = await cognito.post(
    '/oauth2/token',
    { grant_type: 'client_credentials' },
    basic(id, secret),
  );
  const some = await cognito.post('/oauth2/token', {
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
    scope: 'https://api.example.com/read',
  });
  const other = await cognito.post(
    '/oauth2/token',
    { grant_type: 'client_credentials', scope: 'openid' },
    basic(id, secret),
  );

  expect(Object.keys(all.body).toSorted()).toEqual(['access_token', 'expires_in', 'token_type']);
  expect(decodeJwt(String(all.body['access_token']))).toMatchObject({
    sub: id,
    client_id: id,
    token_use: 'access',
    scope: 'https://api.example.com/read https://api.example.com/write',
  });
  expect(decodeJwt(String(some.body['access_token']))['scope']).toBe(
    'https://api.example.com/read',
  );
  expect(other.body).toEqual({ error: 'invalid_scope' });
  await expect(
    cognito.idp('GetUser', { AccessToken: all.body['access_token'] }),
  ).rejects.toMatchObject({ name: 'NotAuthorizedException' });
});

test.for([
  ['another secret', (m: Machine) => [{}, basic(m.id, 'wrong')]],
  ['no secret', (m: Machine) => [{ client_id: m.id }, {}]],
  ['an unknown client', (m: Machine) => [{}, basic('unknown', m.secret)]],
  ['two ways at once', (m: Machine) => [{ client_secret: m.secret }, basic(m.id, m.secret)]],
  ['another client in the body', (m: Machine) => [{ client_id: 'x' }, basic(m.id, m.secret)]],
  [
    'a scheme that is not Basic',
    (m: Machine) => [{ client_id: m.id }, { authorization: 'Bearer x' }],
  ],
] as const)('%s is invalid_client', async ([, request]) => {
  const cognito = await withScopes();
  const [form, headers] = request(await machine(cognito));

  const answer = await cognito.post(
    '/oauth2/token',
    { grant_type: 'client_credentials', ...form },
    headers,
  );

  expect(answer).toEqual({ status: 400, body: { error: 'invalid_client' } });
});

test('a public client sends no secret', async () => {
  const cognito = await pagesFixture();

  expect((await cognito.redeem('x', { client_secret: 'anything' })).body).toEqual({
    error: 'invalid_client',
  });
});

test.for([
  [{}, 'invalid_request'],
  [{ grant_type: 'password', username: 'alice' }, 'unsupported_grant_type'],
  [{ grant_type: 'client_credentials' }, 'unauthorized_client'],
  [{ grant_type: 'authorization_code' }, 'invalid_request'],
  [{ grant_type: 'authorization_code', code: 'x', redirect_uri: 'y' }, 'invalid_grant'],
  [{ grant_type: 'refresh_token' }, 'invalid_request'],
  [{ grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
] as const)('the token endpoint answers %j with %s', async ([form, error]) => {
  const cognito = await pagesFixture();

  const answer = await cognito.post('/oauth2/token', { client_id: cognito.clientId, ...form });

  expect(answer).toEqual({ status: 400, body: { error } });
});

test('only forms are taken', async () => {
  const cognito = await pagesFixture();

  const answer = await cognito.send(
    new Request(`${cognito.issuer}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'refresh_token' }),
    }),
  );

  expect(answer.status).toBe(400);
});

test('a renewal gives no new refresh token unless the client rotates them', async () => {
  const cognito = await pagesFixture();
  const { body } = await cognito.redeem(await cognito.code());
  const renew = () =>
    cognito.post('/oauth2/token', {
      grant_type: 'refresh_token',
      client_id: cognito.clientId,
      refresh_token: String(body['refresh_token']),
    });

  const renewed = await renew();

  expect(renewed.status).toBe(200);
  expect(renewed.body['refresh_token']).toBeUndefined();
  expect(decodeJwt(String(renewed.body['access_token']))['scope']).toBe('openid email');
  expect((await renew()).status).toBe(200);
});

test('a client that cannot read what a scope needs is given nothing', async () => {
  const cognito = await pagesFixture({ ReadAttributes: ['email'] });

  expect((await cognito.redeem(await cognito.code())).body).toEqual({ error: 'invalid_grant' });
});

const userInfo = async (cognito: PagesFixture, authorization?: string): Promise<Response> =>
  cognito.send(
    new Request(`${cognito.issuer}/oauth2/userInfo`, {
      headers: authorization === undefined ? {} : { authorization },
    }),
  );

test('userInfo tells what the scopes allow, as texts', async () => {
  const cognito = await pagesFixture();
  const { body } = await cognito.redeem(await cognito.code());

  const answer = await userInfo(cognito, `Bearer ${String(body['access_token'])}`);

  expect(await answer.json()).toEqual({
    sub: decodeJwt(String(body['id_token'])).sub,
    email: 'alice@example.com',
    email_verified: 'true',
    username: 'alice',
  });
});

test('userInfo refuses what is no token of the pages', async () => {
  const cognito = await pagesFixture();
  const { body } = await cognito.redeem(await cognito.code());
  const api = await cognito.tokens('alice');

  const none = await userInfo(cognito);
  const id = await userInfo(cognito, `Bearer ${String(body['id_token'])}`);
  const ofApi = await userInfo(cognito, `Bearer ${api.AccessToken}`);

  expect(none.status).toBe(400);
  expect(none.headers.get('www-authenticate')).toContain('error="invalid_request"');
  for (const answer of [id, ofApi]) {
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
});

test('revocation answers 200 for every refresh token, and ends the one it knows', async () => {
  const cognito = await pagesFixture();
  const { body } = await cognito.redeem(await cognito.code());
  const revoke = (token: string, client = cognito.clientId) =>
    cognito.post('/oauth2/revoke', { token, client_id: client });

  const answers = [
    await revoke(String(body['refresh_token'])),
    await revoke(String(body['refresh_token'])),
    await revoke('unknown'),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await userInfo(cognito, `Bearer ${String(body['access_token'])}`)).status).toBe(401);
  expect(await revoke(String(body['access_token']))).toEqual({
    status: 400,
    body: { error: 'unsupported_token_type' },
  });
  expect(await revoke('x', 'unknown')).toEqual({ status: 401, body: { error: 'invalid_client' } });
  expect((await cognito.post('/oauth2/revoke', { client_id: cognito.clientId })).body).toEqual({
    error: 'invalid_request',
  });
});

test.for([
  ['a sign-out URL', 'https://app.example.com/bye', 302],
  ['a callback URL', 'https://app.example.com/callback', 302],
  ['any other', 'https://evil.example.com/', 400],
] as const)('logout goes to %s: %s', async ([, logoutUri, status]) => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await cognito.code(browser);
  const query = new URLSearchParams({ client_id: cognito.clientId, logout_uri: logoutUri });

  const answer = await browser.open(`${cognito.issuer}/logout?${query.toString()}`);

  const stillIn = !(await browser.open(cognito.authorizeUrl())).url.includes('/login?');
  expect(answer.status).toBe(status);
  expect(stillIn).toBe(status === 400);
});

test('logout can lead to the next sign-in', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await cognito.code(browser);
  const url = new URL(cognito.authorizeUrl({ scope: undefined }));

  const login = await browser.open(`${cognito.issuer}/logout${url.search}`);

  expect(new URL(login.url).searchParams.get('scope')).toBe('openid email profile');
  const arrived = await browser.submit(login, { username: 'alice', password: PASSWORD });
  expect(arrived.url).toContain('?code=');
});

test('the discovery document leads to everything below the issuer', async () => {
  const cognito = await pagesFixture();

  const answer = await cognito.send(
    new Request(`${cognito.issuer}/.well-known/openid-configuration`),
  );
  const document = (await answer.json()) as Record<string, unknown>;

  expect(document['issuer']).toBe(cognito.issuer);
  const addresses = Object.entries(document)
    .filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri')
    .map(([, value]) => String(value));
  expect(addresses).toHaveLength(7);
  expect(addresses.filter((address) => !address.startsWith(`${cognito.issuer}/`))).toEqual([]);
  expect(document['grant_types_supported']).toContain(
    'urn:ietf:params:oauth:grant-type:device_code',
  );
});
