import { createHash } from 'node:crypto';
import { totpCode } from '@gatehouse/service-kit';
import { type FormBrowser, formOf, type FormPage } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import { PASSWORD } from '../sign-in/sign-in.fixture.ts';
import { CALLBACK, pagesFixture, type PagesFixture } from './pages.fixture.ts';

const seedOf = (secret: string): Buffer => {
  const bits = Array.from(secret.replaceAll(' ', ''))
    .map((letter) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
    )
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const codeAt = (secret: string, now: Date): string =>
  totpCode(seedOf(secret), Math.floor(now.getTime() / 30_000));

const secretOn = (page: FormPage): string =>
  /<code id="secret">([^<]*)</.exec(page.text)?.[1] ?? '';

const signIn = async (
  cognito: PagesFixture,
  browser: FormBrowser,
  password = PASSWORD,
  username = 'alice',
): Promise<FormPage> =>
  browser.submit(await browser.open(cognito.authorizeUrl()), { username, password });

const requireMfa = (cognito: PagesFixture): Promise<unknown> =>
  cognito.idp('SetUserPoolMfaConfig', {
    UserPoolId: cognito.poolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });

test('pages load nothing, run nothing, are kept nowhere and shown in no frame', async () => {
  const cognito = await pagesFixture();

  const { headers, text } = await cognito.browser().open(cognito.authorizeUrl());

  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' https://app.example.com;");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
  const digest = createHash('sha256').update(style).digest('base64');
  expect(policy).toContain(`style-src 'sha256-${digest}';`);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(text).not.toContain('<script');
  expect(text).toContain('<html lang="en">');
  expect(text).toContain('prefers-color-scheme:dark');
});

test('every field has a label, and a refused form says first what is wrong', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();

  const refused = await signIn(cognito, browser, 'Wrong-Horse-1');

  expect(refused.status).toBe(400);
  expect(refused.text).toContain('role="alert"');
  expect(refused.text).toContain('Incorrect username or password.');
  expect(refused.text).not.toContain('Wrong-Horse-1');
  for (const [, id] of refused.text.matchAll(/<input id="([^"]*)"/g))
    expect(refused.text).toContain(`<label for="${id}">`);
});

test('what somebody typed is shown as text', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  const hostile = `"><script>alert('1')</script>&amp;`;

  const refused = await signIn(cognito, browser, 'x', hostile);

  expect(refused.text).not.toContain('<script');
  expect(formOf(refused).values.get('username')).toBe(hostile);
});

test.for([
  ['without the proof', { _csrf: '' }],
  ['with the proof of somebody else', { _csrf: 'A'.repeat(43) }],
] as const)('a form %s is refused', async ([, values]) => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  const login = await browser.open(cognito.authorizeUrl());

  const answer = await browser.submit(login, { username: 'alice', password: PASSWORD, ...values });

  expect(answer.status).toBe(403);
});

test('a form of another browser, or of another site, is refused', async () => {
  const cognito = await pagesFixture();
  const login = await cognito.browser().open(cognito.authorizeUrl());
  const { action, values } = formOf(login);
  const body = new URLSearchParams({
    ...Object.fromEntries(values),
    username: 'alice',
    password: PASSWORD,
  });
  const cookie = login.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const post = (headers: Record<string, string>) =>
    cognito.send(new Request(action, { method: 'POST', headers, body }));

  expect((await post({})).status).toBe(403);
  expect((await post({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(302);
});

test('the cookie of a session is for the server and its pool alone', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();

  const arrived = await signIn(cognito, browser);

  const cookie = arrived.headers.getSetCookie().find((line) => line.startsWith('cognito=')) ?? '';
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Lax');
  expect(cookie).toContain('Max-Age=3600');
  expect(cookie).toContain(`Path=/${cognito.poolId};`);
});

test('failures on the page lock as those of the API do', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  for (let attempt = 0; attempt < 5; attempt += 1) await signIn(cognito, browser, 'Wrong-Horse-1');

  expect((await signIn(cognito, browser)).text).toContain('Password attempts exceeded');
  await expect(cognito.signIn('alice')).rejects.toThrow('Password attempts exceeded');
});

test('a device is set up on the way, by its secret or its picture, and asked for next time', async () => {
  const cognito = await pagesFixture();
  await requireMfa(cognito);
  const browser = cognito.browser();

  const setup = await signIn(cognito, browser);
  const secret = secretOn(setup);
  const code = codeAt(secret, cognito.clock.now());
  const wrong = await browser.submit(setup, { code: code === '000000' ? '000001' : '000000' });
  const arrived = await browser.submit(wrong, { code });
  cognito.clock.advance({ minutes: 2 });
  const other = cognito.browser();
  const asked = await signIn(cognito, other);
  const mistyped = await other.submit(asked, { code: '12345' });
  const entered = await other.submit(mistyped, { code: codeAt(secret, cognito.clock.now()) });

  expect(setup.text).toMatch(/<img\s+src="data:image\/png;base64,[A-Za-z0-9+/=]+"\s+alt="QR code/);
  expect(wrong.text).toContain('Code mismatch');
  expect(secretOn(wrong)).toBe(secret);
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
  expect(asked.text).toContain('Enter your code');
  expect(mistyped.text).toContain('Invalid code received for user');
  expect(entered.url).toContain(`${CALLBACK}?code=`);
});

test('before the code of the device nobody is signed in', async () => {
  const cognito = await pagesFixture();
  await requireMfa(cognito);
  const browser = cognito.browser();

  const setup = await signIn(cognito, browser);

  expect(browser.cookies(setup.url)).toEqual(['XSRF-TOKEN']);
  expect((await browser.open(cognito.authorizeUrl())).url).toContain('/login?');
});

test('a session of the pages is none of the API', async () => {
  const cognito = await pagesFixture();
  await requireMfa(cognito);
  const setup = await signIn(cognito, cognito.browser());
  const Session = formOf(setup).values.get('session');

  await expect(cognito.idp('AssociateSoftwareToken', { Session })).rejects.toMatchObject({
    name: 'NotAuthorizedException',
  });
});

test('a temporary password is replaced on the page', async () => {
  const cognito = await pagesFixture();
  await cognito.idp('AdminCreateUser', {
    UserPoolId: cognito.poolId,
    Username: 'bob',
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
  });
  const browser = cognito.browser();

  const asked = await signIn(cognito, browser, PASSWORD, 'bob');
  const weak = await browser.submit(asked, { new_password: 'short' });
  const arrived = await browser.submit(weak, { new_password: 'Another-Horse-2' });

  expect(asked.text).toContain('Choose a new password');
  expect(weak.text).toContain('Password did not conform with policy');
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
});

test('a forgotten password is replaced with the code that was mailed', async () => {
  const cognito = await pagesFixture(
    {},
    { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] } },
  );
  const browser = cognito.browser();
  const login = await browser.open(cognito.authorizeUrl());
  const forgot = await browser.open(login.url.replace('/login?', '/forgotPassword?'));

  const asked = await browser.submit(forgot, { username: 'alice' });
  await cognito.runner.runDue();
  const code = /\d{6}/.exec(cognito.mails.at(-1)?.text ?? '')?.[0] ?? '';
  const wrong = await browser.submit(asked, {
    code: code === '000000' ? '000001' : '000000',
    password: 'Another-Horse-2',
  });
  const back = await browser.submit(wrong, { code, password: 'Another-Horse-2' });
  const arrived = await browser.submit(back, { username: 'alice', password: 'Another-Horse-2' });

  expect(wrong.status).toBe(400);
  expect(back.url).toContain('/login?');
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
});

test('people make an account where the pool lets them, and confirm it', async () => {
  const cognito = await pagesFixture({}, { AutoVerifiedAttributes: ['email'] });
  const browser = cognito.browser();
  const login = await browser.open(cognito.authorizeUrl());
  const signUp = await browser.open(login.url.replace('/login?', '/signup?'));

  const asked = await browser.submit(signUp, {
    username: 'carol',
    'attribute.email': 'carol@example.com',
    password: PASSWORD,
  });
  await cognito.runner.runDue();
  const code = /\d{6}/.exec(cognito.mails.at(-1)?.text ?? '')?.[0] ?? '';
  const back = await browser.submit(asked, { code });
  const arrived = await browser.submit(back, { username: 'carol', password: PASSWORD });

  expect(login.text).toContain('Create an account');
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
});

test('who has not confirmed the account is led to where that is done', async () => {
  const cognito = await pagesFixture({}, { AutoVerifiedAttributes: ['email'] });
  const browser = cognito.browser();
  await cognito.idp('SignUp', {
    ClientId: cognito.clientId,
    Username: 'carol',
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: 'carol@example.com' }],
  });
  await cognito.runner.runDue();
  const code = /\d{6}/.exec(cognito.mails.at(-1)?.text ?? '')?.[0] ?? '';

  const refused = await signIn(cognito, browser, PASSWORD, 'carol');
  const confirm = await browser.open(refused.url.replace('/login?', '/confirm?'));
  const back = await browser.submit(confirm, { username: 'carol', code });
  const arrived = await browser.submit(back, { username: 'carol', password: PASSWORD });

  expect(refused.text).toContain('Enter the code that confirms your account');
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
});

test('the event history has who signed in and what was refused, and nothing that anybody could use', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  await signIn(cognito, browser, 'Wrong-Horse-1');
  const arrived = await signIn(cognito, browser);
  const code = new URL(arrived.url).searchParams.get('code') ?? '';
  const { body } = await cognito.redeem(code);

  const entries = await cognito.events();

  const text = JSON.stringify(entries);
  const of = (name: string) =>
    entries.filter(({ record }) => record['eventName'] === name).map(({ record }) => record);
  expect(of('Login_POST')).toMatchObject([
    { errorCode: '400', eventType: 'AwsServiceEvent', recipientAccountId: '111122223333' },
    { additionalEventData: { responseParameters: { status: 302 }, userPoolId: cognito.poolId } },
  ]);
  expect(of('Token_POST')).toMatchObject([
    { additionalEventData: { clientId: cognito.clientId }, readOnly: false },
  ]);
  const secrets = [PASSWORD, 'Wrong-Horse-1', code, String(body['refresh_token'])];
  expect(secrets.filter((secret) => secret.length < 8 || text.includes(secret))).toEqual([]);
});

test('where only administrators make users, nobody else does', async () => {
  const cognito = await pagesFixture(
    {},
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
  );
  const browser = cognito.browser();
  const login = await browser.open(cognito.authorizeUrl());
  const signUp = await browser.open(login.url.replace('/login?', '/signup?'));

  const refused = await browser.submit(signUp, { username: 'carol', password: PASSWORD });

  expect(login.text).not.toContain('Create an account');
  expect(refused.text).toContain('SignUp is not permitted for this user pool');
});

test('a body above 64 KiB is not read', async () => {
  const cognito = await pagesFixture();
  const browser = cognito.browser();
  const login = await browser.open(cognito.authorizeUrl());

  const answer = await browser.submit(login, { username: 'a'.repeat(70_000) });

  expect(answer.status).toBe(403);
});

test('a pool is also known by the host of its domain', async () => {
  const cognito = await pagesFixture();
  await cognito.idp('CreateUserPoolDomain', { Domain: 'my-app', UserPoolId: cognito.poolId });
  const browser = cognito.browser();
  const url = cognito
    .authorizeUrl()
    .replace(`127.0.0.1:4566/${cognito.poolId}`, 'my-app.auth.us-east-1.localhost:4566');

  const login = await browser.open(url);
  const arrived = await browser.submit(login, { username: 'alice', password: PASSWORD });

  expect(new URL(login.url).pathname).toBe('/login');
  expect(arrived.url).toContain(`${CALLBACK}?code=`);
});

test('what is no pool’s is left to others', async () => {
  const cognito = await pagesFixture();
  const ask = (url: string) =>
    cognito.cognito.web.fetch(new Request(url), { sourceIp: '127.0.0.1' });

  expect(await ask('http://127.0.0.1:4566/us-east-1_Other1234/login')).toBeUndefined();
  expect(await ask('http://127.0.0.1:4566/')).toBeUndefined();
  expect(await ask('http://other.auth.us-east-1.localhost/login')).toBeUndefined();
  expect((await ask(`${cognito.issuer}/nothing`))?.status).toBe(404);
  expect((await ask(`${cognito.issuer}/oauth2/token`))?.status).toBe(405);
});
