import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { PASSWORD } from '../sign-in/sign-in.fixture.ts';
import { pagesFixture, type PagesFixture } from './pages.fixture.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const begin = async (cognito: PagesFixture): Promise<{ device: string; user: string }> => {
  const { status, body } = await cognito.post('/oauth2/device_authorization', {
    client_id: cognito.clientId,
    scope: 'openid email',
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    verification_uri: `${cognito.issuer}/device`,
    expires_in: 600,
    interval: 5,
  });
  return { device: String(body['device_code']), user: String(body['user_code']) };
};

const poll = (cognito: PagesFixture, device: string) =>
  cognito.post('/oauth2/token', {
    grant_type: GRANT,
    client_id: cognito.clientId,
    device_code: device,
  });

const decide = async (
  cognito: PagesFixture,
  user: string,
  decision: 'allow' | 'deny',
): Promise<string> => {
  const browser = cognito.browser();
  const asked = await browser.open(`${cognito.issuer}/device`);
  const login = await browser.submit(asked, { user_code: user.toLowerCase().replace('-', ' ') });
  const question = await browser.submit(login, { username: 'alice', password: PASSWORD });
  expect(question.text).toContain('Allow this device?');
  expect(question.text).toContain(user);
  return (await browser.submit(question, { decision })).text;
};

test('a device has tokens once a person has typed its code, signed in and allowed it', async () => {
  const cognito = await pagesFixture();
  const { device, user } = await begin(cognito);

  const waiting = await poll(cognito, device);
  const page = await decide(cognito, user, 'allow');
  const done = await poll(cognito, device);
  const again = await poll(cognito, device);

  expect(user).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
  expect(waiting.body).toEqual({ error: 'authorization_pending' });
  expect(page).toContain('Device connected');
  expect(decodeJwt(String(done.body['access_token']))).toMatchObject({
    username: 'alice',
    scope: 'openid email',
  });
  expect(done.body['refresh_token']).toBeDefined();
  expect(again.body).toEqual({ error: 'invalid_grant' });
});

test('a refused device is told, and a person decides once', async () => {
  const cognito = await pagesFixture();
  const { device, user } = await begin(cognito);

  await decide(cognito, user, 'deny');

  expect((await poll(cognito, device)).body).toEqual({ error: 'access_denied' });
  const browser = cognito.browser();
  const asked = await browser.open(`${cognito.issuer}/device`);
  expect((await browser.submit(asked, { user_code: user })).text).toContain('No device waits');
});

test('a device that asks too often is slowed down, and an old one has expired', async () => {
  const cognito = await pagesFixture();
  const { device } = await begin(cognito);

  const first = await poll(cognito, device);
  cognito.clock.advance({ seconds: 4 });
  const early = await poll(cognito, device);
  cognito.clock.advance({ seconds: 9 });
  const stillEarly = await poll(cognito, device);
  cognito.clock.advance({ seconds: 15 });
  const patient = await poll(cognito, device);
  cognito.clock.advance({ minutes: 10 });
  const late = await poll(cognito, device);

  expect([first, early, stillEarly, patient, late].map(({ body }) => body['error'])).toEqual([
    'authorization_pending',
    'slow_down',
    'slow_down',
    'authorization_pending',
    'expired_token',
  ]);
});

test('guesses of codes are slowed down', async () => {
  const cognito = await pagesFixture();
  const { user } = await begin(cognito);
  const browser = cognito.browser();
  const tryCode = async (code: string): Promise<string> => {
    const asked = await browser.open(`${cognito.issuer}/device`);
    return (await browser.submit(asked, { user_code: code })).text;
  };
  for (let attempt = 0; attempt < 5; attempt += 1) await tryCode('BBBB-BBBB');

  expect(await tryCode(user)).toContain('Too many codes were tried');
});

test('a code in the link is still a question, for somebody who is signed in', async () => {
  const cognito = await pagesFixture();
  const { device, user } = await begin(cognito);
  const browser = cognito.browser();
  await cognito.code(browser);

  const question = await browser.open(`${cognito.issuer}/device?user_code=${user}`);

  expect(question.text).toContain('Allow this device?');
  // RFC 8628 §5.4: the link may be somebody else's.
  expect(question.text).toContain('Continue only if you have started this yourself.');
  expect((await poll(cognito, device)).body).toEqual({ error: 'authorization_pending' });
});

test('codes that wait are bounded, since anybody may ask for one', async () => {
  const cognito = await pagesFixture();
  const { user } = await begin(cognito);
  await cognito.store.write((tx) =>
    tx.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
       INSERT INTO cognito_device_code (hash, pool_id, user_code, client_id, scopes, state,
         interval_seconds, polled_at, expires_at)
       SELECT 'h' || i, pool_id, 'u' || i, client_id, scopes, state, interval_seconds, 0, expires_at
       FROM n, cognito_device_code WHERE user_code = ?`,
      [user.replace('-', '')],
    ),
  );

  const full = await cognito.post('/oauth2/device_authorization', { client_id: cognito.clientId });
  cognito.clock.advance({ minutes: 10 });
  const later = await cognito.post('/oauth2/device_authorization', { client_id: cognito.clientId });

  expect([full.status, later.status]).toEqual([503, 200]);
});

test('only a client of the code grant may ask, for its own scopes', async () => {
  const cognito = await pagesFixture();
  const ask = (form: Record<string, string>) => cognito.post('/oauth2/device_authorization', form);

  expect((await ask({ client_id: 'unknown' })).body).toEqual({ error: 'invalid_client' });
  expect((await ask({ client_id: cognito.clientId, scope: 'openid phone' })).body).toEqual({
    error: 'invalid_scope',
  });
});
