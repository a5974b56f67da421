import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';

let here: ConsoleFixture;
beforeAll(async () => {
  here = await consoleFixture();
});
afterAll(() => here.cloud.stop());

const eventsOf = async (somebody: Person, name: string): Promise<readonly object[]> => {
  await here.cloud.cloud.audit.flush();
  const { body } = await somebody.aws('cloudtrail', 'LookupEvents', {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
  });
  return (body['Events'] as { CloudTrailEvent: string }[]).map(({ CloudTrailEvent }) =>
    JSON.parse(CloudTrailEvent),
  );
};

/** A user with a console password and, if given, the policy of that name. */
const makeUser = async (name: string, more: { policy?: string } = {}): Promise<string> => {
  const admin = await here.administrator();
  const password = `Correct-horse-${name}-1`;
  await admin.aws('iam', 'CreateUser', { UserName: name });
  await admin.aws('iam', 'CreateLoginProfile', { UserName: name, Password: password });
  if (more.policy !== undefined)
    await admin.aws('iam', 'AttachUserPolicy', {
      UserName: name,
      PolicyArn: `arn:aws:iam::aws:policy/${more.policy}`,
    });
  return password;
};

describe('signing in', () => {
  test('the passwords of the first start are in a file that only its owner reads', () => {
    const { mode } = statSync(here.cloud.consolePasswords);

    expect(mode & 0o777).toBe(0o600);
  });

  test('gives a cookie that scripts and other sites never get, and that tells nothing', async () => {
    const somebody = here.person();

    const answer = await somebody.signIn({
      account: ACCOUNT,
      userName: 'gatehouse-admin',
      password: here.password(),
    });

    const [cookie = ''] = [answer.headers['set-cookie'] ?? []].flat();
    expect(cookie).toMatch(
      /^gatehouse-session=[\w-]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/,
    );
    const value = /=([\w-]+);/.exec(cookie)?.[1] ?? '';
    expect(Buffer.from(value, 'base64url').toString('latin1')).not.toMatch(/gatehouse|1111/);
  });

  test('shows who one is', async () => {
    const admin = await here.administrator();

    const { body } = await admin.ask('/api/session');

    expect(body).toMatchObject({
      signedIn: true,
      home: { account: ACCOUNT, name: 'gatehouse-admin', kind: 'user' },
      mfa: false,
    });
  });

  test('takes the alias of an account for its id', async () => {
    const admin = await here.administrator();
    await admin.aws('iam', 'CreateAccountAlias', { AccountAlias: 'example-workloads' });

    const answer = await here.person().signIn({
      account: 'example-workloads',
      userName: 'gatehouse-admin',
      password: here.password(),
    });

    expect(answer.body).toEqual({ signedIn: true });
  });

  test.for([
    ['a wrong password', { account: ACCOUNT, userName: 'gatehouse-admin' }],
    ['a user that does not exist', { account: ACCOUNT, userName: 'nobody' }],
    ['an account that does not exist', { account: '999999999999', userName: 'gatehouse-admin' }],
    ['an alias that does not exist', { account: 'no-such-alias', userName: 'gatehouse-admin' }],
  ] as const)('says the same for %s', async ([, who]) => {
    const answer = await here.person().signIn({ ...who, password: 'wrong' });

    expect(answer).toMatchObject({
      status: 401,
      body: {
        error: {
          code: 'AuthenticationFailed',
          message: 'Your authentication information is incorrect. Please try again.',
        },
      },
    });
  });

  test('is recorded, and a failure hides a user name that nobody has', async () => {
    const admin = await here.administrator();
    await here.person().signIn({ account: ACCOUNT, userName: 'hunter2', password: 'x' });

    const events = await eventsOf(admin, 'ConsoleLogin');

    expect(events).toContainEqual(
      expect.objectContaining({
        eventSource: 'signin.amazonaws.com',
        eventType: 'AwsConsoleSignIn',
        errorMessage: 'Failed authentication',
        responseElements: { ConsoleLogin: 'Failure' },
        userIdentity: expect.objectContaining({ userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        responseElements: { ConsoleLogin: 'Success' },
        additionalEventData: expect.objectContaining({ MFAUsed: 'No' }),
        userIdentity: expect.objectContaining({ userName: 'gatehouse-admin' }),
      }),
    );
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  test('is refused for a while after many wrong passwords, the right one included', async () => {
    const password = await makeUser('guessed');
    const attempt = { account: ACCOUNT, userName: 'guessed' };
    for (let count = 0; count < 5; count += 1)
      await here.person().signIn({ ...attempt, password: 'wrong' });

    const answer = await here.person().signIn({ ...attempt, password });

    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'TooManyAttempts' } } });
  });

  test('works with an access key, and not with a wrong secret', async () => {
    const { credentials } = here.cloud.client('workloads');
    const { accessKeyId, secretAccessKey } = credentials;
    const somebody = here.person();

    const right = await somebody.signIn({ accessKeyId, secretAccessKey });
    const wrong = await here.person().signIn({ accessKeyId, secretAccessKey: 'wrong' });

    expect(right.body).toEqual({ signedIn: true });
    expect(wrong.status).toBe(401);
    await expect(somebody.aws('iam', 'ListUsers')).resolves.toMatchObject({ status: 200 });
  });

  test('asks for a new password where the old one must be changed', async () => {
    const admin = await here.administrator();
    await admin.aws('iam', 'CreateUser', { UserName: 'newcomer' });
    await admin.aws('iam', 'AttachUserPolicy', {
      UserName: 'newcomer',
      PolicyArn: 'arn:aws:iam::aws:policy/IAMUserChangePassword',
    });
    await admin.aws('iam', 'CreateLoginProfile', {
      UserName: 'newcomer',
      Password: 'First-password-1',
      PasswordResetRequired: true,
    });
    const attempt = { account: ACCOUNT, userName: 'newcomer', password: 'First-password-1' };

    const first = await here.person().signIn(attempt);
    const weak = await here.person().signIn({ ...attempt, newPassword: 'short' });
    const changed = await here.person().signIn({ ...attempt, newPassword: 'Second-password-2' });
    const old = await here.person().signIn(attempt);

    expect(first.body).toEqual({ signedIn: false, changePasswordRequired: true });
    expect(weak.body).toMatchObject({ error: { code: 'PasswordPolicyViolation' } });
    expect(changed.body).toEqual({ signedIn: true });
    expect(old.status).toBe(401);
  });
});

describe('a session', () => {
  test('ends for good by signing out: its cookie opens nothing any more', async () => {
    const admin = await here.administrator();
    const cookie = admin.cookie();
    await admin.ask('/api/session', { method: 'DELETE' });

    const again = await ask(here.url, '/api/session', { headers: { cookie } });

    expect(again.body).toEqual({ signedIn: false });
  });

  test.for([
    ['is deleted', 'DeleteLoginProfile', {}],
    ['gets another password', 'UpdateLoginProfile', { Password: 'Another-password-9' }],
  ] as const)('ends when the password of its user %s', async ([, operation, more]) => {
    const name = `leaver-${operation}`;
    const password = await makeUser(name);
    const somebody = here.person();
    await somebody.signIn({ account: ACCOUNT, userName: name, password });
    const admin = await here.administrator();

    await admin.aws('iam', operation, { UserName: name, ...more });

    await expect(somebody.aws('sts', 'GetCallerIdentity')).resolves.toMatchObject({
      status: 401,
      body: { error: { code: 'NotSignedIn' } },
    });
  });

  test('of an access key ends when the key is deactivated', async () => {
    const admin = await here.administrator();
    await admin.aws('iam', 'CreateUser', { UserName: 'robot' });
    const { body } = await admin.aws('iam', 'CreateAccessKey', { UserName: 'robot' });
    const key = body['AccessKey'] as { AccessKeyId: string; SecretAccessKey: string };
    const robot = here.person();
    await robot.signIn({ accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey });

    await admin.aws('iam', 'UpdateAccessKey', {
      UserName: 'robot',
      AccessKeyId: key.AccessKeyId,
      Status: 'Inactive',
    });

    await expect(robot.ask('/api/session')).resolves.toMatchObject({
      body: { signedIn: false },
    });
  });

  test.for([
    ['nothing', undefined],
    ['a made-up cookie', 'gatehouse-session=AAAA'],
    ['an empty cookie', 'gatehouse-session='],
    ['bytes that nobody sealed', `gatehouse-session=${'Zm9v'.repeat(60)}`],
  ] as const)('is not opened by %s', async ([, cookie]) => {
    const answer = await ask(here.url, '/api/aws/iam/ListUsers', {
      method: 'POST',
      body: {},
      headers: { cookie },
    });

    expect(answer).toMatchObject({ status: 401, body: { error: { code: 'NotSignedIn' } } });
  });
});

describe('switching roles', () => {
  const toAccessRole = { account: '444455556666', roleName: 'OrganizationAccountAccessRole' };

  test('acts as the role until one switches back', async () => {
    const admin = await here.administrator('123456789012');

    const there = await admin.ask('/api/session/role', { method: 'POST', body: toAccessRole });
    const asRole = await admin.aws('sts', 'GetCallerIdentity');
    const back = await admin.ask('/api/session/role', { method: 'DELETE' });
    const asSelf = await admin.aws('sts', 'GetCallerIdentity');

    expect(there.body).toMatchObject({
      home: { account: '123456789012' },
      role: { account: '444455556666', roleName: 'OrganizationAccountAccessRole' },
    });
    expect(asRole.body).toMatchObject({
      Arn: 'arn:aws:sts::444455556666:assumed-role/OrganizationAccountAccessRole/gatehouse-admin',
    });
    expect(back.body).not.toHaveProperty('role');
    expect(asSelf.body).toMatchObject({ Account: '123456789012' });
  });

  test('needs what sts:AssumeRole needs', async () => {
    const admin = await here.administrator();

    const answer = await admin.ask('/api/session/role', { method: 'POST', body: toAccessRole });

    expect(answer).toMatchObject({
      status: 403,
      body: { error: { code: 'AccessDenied', message: expect.stringContaining('sts:AssumeRole') } },
    });
  });

  test('offers the accounts of the organization to whoever may list them, and none to others', async () => {
    const password = await makeUser('visitor');
    const visitor = here.person();
    await visitor.signIn({ account: ACCOUNT, userName: 'visitor', password });
    const management = await here.administrator('123456789012');

    const none = await visitor.ask('/api/session/accounts');
    const all = await management.ask('/api/session/accounts');

    expect(none.body).toEqual({ Accounts: [] });
    expect(all.body['Accounts']).toHaveLength(4);
  });
});

describe('calls of AWS', () => {
  test('are decided and recorded as on the AWS endpoint, and marked as coming from the console', async () => {
    const admin = await here.administrator();
    await admin.aws('ecs', 'CreateCluster', { clusterName: 'from-console' });

    const [event] = await eventsOf(admin, 'CreateCluster');

    expect(event).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
      sessionCredentialFromConsole: 'true',
      requestParameters: { clusterName: 'from-console' },
    });
  });

  test('carry dates as ISO 8601 both ways', async () => {
    const admin = await here.administrator();

    const users = await admin.aws('iam', 'ListUsers');
    const events = await admin.aws('cloudtrail', 'LookupEvents', {
      StartTime: '2099-01-01T00:00:00Z',
    });

    expect(users.text).toMatch(/"CreateDate":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
    expect(events.body['Events']).toEqual([]);
  });

  test('that are refused answer with the code, the words and the status of AWS', async () => {
    const password = await makeUser('stranger');
    const stranger = here.person();
    await stranger.signIn({ account: ACCOUNT, userName: 'stranger', password });

    const answer = await stranger.aws('ecs', 'CreateCluster', { clusterName: 'web' });

    expect(answer.status).toBe(403);
    expect(answer.body['error']).toEqual({
      status: 403,
      code: 'AccessDeniedException',
      message: `User: arn:aws:iam::${ACCOUNT}:user/stranger is not authorized to perform: ecs:CreateCluster on resource: arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/web because no identity-based policy allows the ecs:CreateCluster action`,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that are refused are explained to whoever may simulate the policies', async () => {
    const password = await makeUser('reader', { policy: 'IAMReadOnlyAccess' });
    const reader = here.person();
    await reader.signIn({ account: ACCOUNT, userName: 'reader', password });

    const answer = await reader.aws('iam', 'CreateUser', { UserName: 'x' });

    expect(answer.body['error']).toMatchObject({
      code: 'AccessDenied',
      explanation: {
        action: 'iam:CreateUser',
        decision: { allowed: false, because: 'no-allow', layer: 'identity' },
        layers: expect.arrayContaining([expect.objectContaining({ layer: 'identity' })]),
      },
    });
  });

  test.for([
    ['no such service', '/api/aws/nothing/Do', 404],
    ['no such operation', '/api/aws/iam/Explode', 404],
    ['a prototype for a service', '/api/aws/__proto__/x', 404],
    ['a prototype for an operation', '/api/aws/iam/constructor', 404],
    ['a region that is none', '/api/aws/iam/ListUsers?region=../x', 400],
  ] as const)('to %s are refused', async ([, path, status]) => {
    const admin = await here.administrator();

    const answer = await admin.ask(path, { method: 'POST', body: {} });

    expect(answer.status).toBe(status);
  });

  test.for([
    ['what is not JSON', '{', 400],
    ['deep nesting', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    ['a wrong type', '{"maxResults":"many"}', 400],
    ['too much', `{"x":"${'y'.repeat(1_100_000)}"}`, 413],
  ] as const)('with %s are refused', async ([, raw, status]) => {
    const admin = await here.administrator();

    const answer = await admin.ask('/api/aws/ecs/ListClusters', { method: 'POST', raw });

    expect(answer.status).toBe(status);
  });

  test('with prototype keys do no harm', async () => {
    const admin = await here.administrator();
    const raw = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';

    const answer = await admin.ask('/api/aws/ecs/ListClusters', { method: 'POST', raw });

    expect(answer.status).toBe(200);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the guard', () => {
  const listing = { method: 'POST', body: {} } as const;

  test.for([
    ['without the header of our pages', { 'x-gatehouse-console': undefined }, 403],
    ['from another origin', { origin: 'https://evil.example' }, 403],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['from a sibling site', { 'sec-fetch-site': 'same-site' }, 403],
    [
      'that do not say where they come from',
      { origin: undefined, 'sec-fetch-site': undefined },
      403,
    ],
    ['as a form sends them', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['as plain text', { 'content-type': 'text/plain' }, 415],
    ['without a content type', { 'content-type': undefined }, 415],
  ] as const)('refuses requests %s', async ([, headers, status]) => {
    const admin = await here.administrator();

    const answer = await admin.ask('/api/aws/iam/ListUsers', { ...listing, headers });

    expect(answer.status).toBe(status);
  });

  test.for([
    ['a name that somebody pointed here', 'evil.example'],
    ['a name that begins like ours', 'localhost.evil.example'],
    ['a dot', '.'],
  ] as const)('does not answer to %s', async ([, host]) => {
    const page = await ask(here.url, '/', { headers: { host } });
    const api = await ask(here.url, '/api/session', {
      headers: { host, origin: `http://${host}` },
    });

    expect(page.status).toBe(421);
    expect(api.status).toBe(421);
  });

  test('answers to localhost', async () => {
    const answer = await ask(here.url, '/', { headers: { host: 'localhost:4580' } });

    expect(answer.status).toBe(200);
  });
});

describe('the pages', () => {
  test('come with headers that keep other content and other sites out', async () => {
    const { headers } = await ask(here.url, '/');

    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  test.for(['/iam/roles', '/no/such/page', '/../../etc/passwd', '/%2e%2e/master.key'])(
    'at %s are the page itself',
    async (path) => {
      const page = await ask(here.url, '/');

      const answer = await ask(here.url, path);

      expect(answer).toMatchObject({ status: 200, text: page.text });
    },
  );

  test('that do not exist under assets are not found', async () => {
    const answer = await ask(here.url, '/assets/nothing.js');

    expect(answer.status).toBe(404);
  });

  test('are only read', async () => {
    const answer = await ask(here.url, '/', { method: 'POST', body: {} });

    expect(answer.status).toBe(405);
  });
});
