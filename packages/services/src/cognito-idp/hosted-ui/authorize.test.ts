import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { PASSWORD } from '../sign-in/sign-in.fixture.ts';
import { tokenHashClaim } from '../tokens/claims.ts';
import { CALLBACK, pagesFixture } from './pages.fixture.ts';

test('a person signs in on the page, and the client turns the code into tokens', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();

  const login = await browser.open(cognito.authorizeUrl({ nonce: 'n-1' }));
  const arrived = await browser.submit(login, { username: 'alice', password: PASSWORD });
  const address = new URL(arrived.url);
  const { status, body } = await cognito.redeem(address.searchParams.get('code') ?? '');

  expect(login.url).toContain(`${cognito.poolId}/login?`);
  expect(arrived.url).toMatch(/^https:\/\/app\.example\.com\/callback\?code=/);
  expect(address.searchParams.get('state')).toBe('some-state');
  expect(status).toBe(200);
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  const id = decodeJwt(String(body['id_token']));
  const access = decodeJwt(String(body['access_token']));
  expect(id).toMatchObject({
    nonce: 'n-1',
    email: 'alice@example.com',
    email_verified: true,
    at_hash: tokenHashClaim(String(body['access_token'])),
  });
  expect(access).toMatchObject({ scope: 'openid email', version: 2 });
});

test('tokens of the pages do not speak to the API without its scope', async () => {
  const cognito = await pagesFixture();
  const { body } = await cognito.redeem(await cognito.code());

  await expect(cognito.idp('GetUser', { AccessToken: body['access_token'] })).rejects.toThrow(
    'Access Token does not have required scopes',
  );
});

test.for([
  [{ client_id: 'unknown' }, 'not known here'],
  [{ client_id: undefined }, 'not known here'],
  [{ redirect_uri: 'https://evil.example.com/' }, 'redirect_mismatch'],
  [{ redirect_uri: `${CALLBACK}/more` }, 'redirect_mismatch'],
  [{ redirect_uri: `${CALLBACK}?a=b` }, 'redirect_mismatch'],
  [{ redirect_uri: CALLBACK.toUpperCase() }, 'redirect_mismatch'],
  [{ redirect_uri: undefined }, 'redirect_mismatch'],
] as const)(
  'a request with %j is answered with a page, never with a redirection',
  async ([parameters, message]) => {
    const cognito = await pagesFixture();

    const answer = await cognito.send(
      new Request(cognito.authorizeUrl(parameters), { redirect: 'manual' }),
    );

    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).toContain(message);
  },
);

test.for([
  [{ response_type: undefined }, 'invalid_request'],
  [{ response_type: 'id_token' }, 'invalid_request'],
  [{ response_type: 'token' }, 'unauthorized_client'],
  [{ code_challenge_method: undefined }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ code_challenge: undefined }, 'invalid_request'],
  [{ code_challenge: 'short' }, 'invalid_request'],
  [{ scope: 'openid phone' }, 'invalid_scope'],
  [{ scope: 'email' }, 'invalid_scope'],
  [{ scope: 'openid nothing' }, 'invalid_scope'],
  [{ prompt: 'none' }, 'login_required'],
  [{ prompt: 'none login' }, 'invalid_request'],
  [{ prompt: 'other' }, 'invalid_request'],
  [{ max_age: '-1' }, 'invalid_request'],
  [{ identity_provider: 'Okta' }, 'invalid_request'],
] as const)('a request with %j tells the client %s', async ([parameters, error]) => {
  const cognito = await pagesFixture();

  const { url } = await cognito.browser().open(cognito.authorizeUrl(parameters));

  expect(url.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(new URL(url).searchParams.get('error')).toBe(error);
  expect(new URL(url).searchParams.get('state')).toBe('some-state');
});

test('a parameter that is there twice is refused', async () => {
  const cognito = await pagesFixture();
  const url = `${cognito.authorizeUrl()}&redirect_uri=https%3A%2F%2Fevil.example.com`;

  const page = await cognito.browser().open(url);

  expect(page.status).toBe(400);
  expect(page.url).toBe(url);
});

test('without scopes the client is given all of its own', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();

  const login = await browser.open(cognito.authorizeUrl({ scope: undefined }));
  const arrived = await browser.submit(login, { username: 'alice', password: PASSWORD });
  const { body } = await cognito.redeem(new URL(arrived.url).searchParams.get('code') ?? '');

  expect(decodeJwt(String(body['access_token']))['scope']).toBe('openid email profile');
});

test('a code works once: its second use ends what the first gave', async () => {
  const cognito = await pagesFixture();
  const code = await cognito.code();
  const first = await cognito.redeem(code);

  const second = await cognito.redeem(code);

  expect(second).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  const info = await cognito.send(
    new Request(`${cognito.issuer}/oauth2/userInfo`, {
      headers: { authorization: `Bearer ${String(first.body['access_token'])}` },
    }),
  );
  expect(info.status).toBe(401);
  const renewed = await cognito.post('/oauth2/token', {
    grant_type: 'refresh_token',
    client_id: cognito.clientId,
    refresh_token: String(first.body['refresh_token']),
  });
  expect(renewed.body).toEqual({ error: 'invalid_grant' });
});

test.for([
  ['another verifier', { code_verifier: 'another-verifier-of-at-least-forty-three-chars' }],
  ['no verifier', { code_verifier: '' }],
  ['another redirect URI', { redirect_uri: 'https://app.example.com/other' }],
] as const)('a code with %s is worth nothing, then or later', async ([, changes]) => {
  const cognito = await pagesFixture();
  const code = await cognito.code();

  const wrong = await cognito.redeem(code, changes);
  const right = await cognito.redeem(code);

  expect(wrong).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  expect(right).toEqual({ status: 400, body: { error: 'invalid_grant' } });
});

test('of two that redeem a code at once one has tokens', async () => {
  const cognito = await pagesFixture();
  const code = await cognito.code();

  const answers = await Promise.all(Array.from({ length: 5 }, () => cognito.redeem(code)));

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('a code ends after five minutes', async () => {
  const cognito = await pagesFixture();
  const code = await cognito.code();
  cognito.clock.advance({ minutes: 5 });

  expect((await cognito.redeem(code)).body).toEqual({ error: 'invalid_grant' });
});

test('who is signed in goes straight to the client, for an hour', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await cognito.code(browser);

  cognito.clock.advance({ minutes: 59 });
  const again = await browser.open(cognito.authorizeUrl());
  const silent = await browser.open(cognito.authorizeUrl({ prompt: 'none' }));
  const forced = await browser.open(cognito.authorizeUrl({ prompt: 'login' }));
  const old = await browser.open(cognito.authorizeUrl({ max_age: '60' }));
  const young = await browser.open(cognito.authorizeUrl({ max_age: '3600' }));
  cognito.clock.advance({ minutes: 1 });
  const later = await browser.open(cognito.authorizeUrl());
  const other = await cognito.browser().open(cognito.authorizeUrl());

  const { body } = await cognito.redeem(new URL(again.url).searchParams.get('code') ?? '');
  const claims = decodeJwt(String(body['id_token']));
  expect(Number(claims.iat) - Number(claims['auth_time'])).toBe(3600);
  expect(new URL(silent.url).searchParams.has('code')).toBe(true);
  expect(new URL(young.url).searchParams.has('code')).toBe(true);
  for (const page of [forced, old, later, other]) expect(page.url).toContain('/login?');
});

test.for([
  [
    'GlobalSignOut',
    (c: Awaited<ReturnType<typeof pagesFixture>>) =>
      c.idp('AdminUserGlobalSignOut', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'disabling',
    (c: Awaited<ReturnType<typeof pagesFixture>>) =>
      c.idp('AdminDisableUser', { UserPoolId: c.poolId, Username: 'alice' }),
  ],
  [
    'a changed password',
    async (c: Awaited<ReturnType<typeof pagesFixture>>) => {
      const { AccessToken } = await c.tokens('alice');
      return c.idp('ChangePassword', {
        AccessToken,
        PreviousPassword: PASSWORD,
        ProposedPassword: 'Another-Horse-2',
      });
    },
  ],
] as const)('%s ends the session of the browser', async ([, end]) => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await cognito.code(browser);

  await end(cognito);

  expect((await browser.open(cognito.authorizeUrl())).url).toContain('/login?');
});

test('a session of one pool is none in another', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await cognito.code(browser);

  expect(browser.cookies(`${cognito.issuer}/login`)).toContain('cognito');
  expect(browser.cookies('http://127.0.0.1:4566/us-east-1_Other/login')).toEqual([]);
});

test('the implicit grant gives tokens in the fragment, and no refresh token', async () => {
  const cognito = await pagesFixture({ AllowedOAuthFlows: ['implicit'] });
  const browser = cognito.browser();
  const url = cognito.authorizeUrl({
    response_type: 'token',
    code_challenge: undefined,
    code_challenge_method: undefined,
  });

  const arrived = await browser.submit(await browser.open(url), {
    username: 'alice',
    password: PASSWORD,
  });

  const fragment = new URLSearchParams(new URL(arrived.url).hash.slice(1));
  expect([...fragment.keys()].toSorted()).toEqual([
    'access_token',
    'expires_in',
    'id_token',
    'state',
    'token_type',
  ]);
  expect(fragment.get('token_type')).toBe('bearer');
});
