import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Visitor`;
const FORM = 'application/x-www-form-urlencoded';
const AWAY = { origin: undefined, 'sec-fetch-site': undefined, 'x-gatehouse-console': undefined };

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
  },
});

let here: ConsoleFixture;
let admin: ReturnType<ConsoleFixture['cloud']['client']>;
beforeAll(async () => {
  here = await consoleFixture({ clock: 'manual' });
  admin = here.cloud.client('workloads');
  const iam = new IAM(admin);
  const power = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['iam:List*', 'sts:AssumeRole'], Resource: '*' },
  });
  for (const RoleName of ['Visitor', 'Next']) {
    await iam.createRole({
      RoleName,
      AssumeRolePolicyDocument: TRUST,
    });
    await iam.putRolePolicy({ RoleName, PolicyName: 'power', PolicyDocument: power });
  }
});
afterAll(() => here.cloud.stop());

interface Temporary {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const assume = async (
  options: { readonly Policy?: string; readonly DurationSeconds?: number } = {},
  credentials: Parameters<ConsoleFixture['cloud']['clientWith']>[0] = admin.credentials,
  RoleArn = ROLE,
): Promise<Temporary> => {
  const sts = new STS(here.cloud.clientWith(credentials));
  const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'visit', ...options });
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
};

const sessionOf = (credentials: Temporary): string =>
  JSON.stringify({
    sessionId: credentials.accessKeyId,
    sessionKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
  });

const getToken = (parameters: Readonly<Record<string, string>>, url = here.url) =>
  ask(url, '/federation', {
    method: 'POST',
    raw: new URLSearchParams({ Action: 'getSigninToken', ...parameters }).toString(),
    headers: { ...AWAY, 'content-type': FORM },
  });

const tokenFor = async (credentials: Temporary, more = {}): Promise<string> => {
  const { body } = await getToken({ Session: sessionOf(credentials), ...more });
  return String(body['SigninToken']);
};

const logIn = (
  who: Person,
  SigninToken: string,
  Destination = '/',
  more: Readonly<Record<string, string>> = {},
) => {
  const query = new URLSearchParams({ Action: 'login', Destination, SigninToken, ...more });
  return who.ask(`/federation?${query.toString()}`, { headers: AWAY });
};

const advance = (duration: string): Promise<unknown> =>
  ask(here.cloud.aws, '/_gatehouse/clock', {
    method: 'POST',
    body: { advance: duration },
    headers: AWAY,
  });

test('temporary credentials become a console session that acts as the role, and no more', async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' },
  });
  const somebody = here.person();

  const answer = await logIn(somebody, await tokenFor(await assume({ Policy })), '/iam?tab=roles');
  const session = await somebody.ask('/api/session');
  const identity = await somebody.aws('sts', 'GetCallerIdentity');

  expect(answer).toMatchObject({ status: 302, headers: { location: '/iam?tab=roles' } });
  expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Strict/);
  expect(session.body).toMatchObject({
    signedIn: true,
    home: { account: ACCOUNT, kind: 'assumed-role', name: 'Visitor/visit' },
  });
  expect(identity.body['Arn']).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/Visitor/visit`);
  expect((await somebody.aws('iam', 'ListUsers')).status).toBe(200);
  expect((await somebody.aws('iam', 'ListRoles')).status).toBe(403);
});

test('signing in is in the event history as the session’s', async () => {
  const credentials = await assume();
  await logIn(here.person(), await tokenFor(credentials));
  const trail = new CloudTrail(admin);

  const { Events = [] } = await trail.lookupEvents({
    LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: credentials.accessKeyId }],
  });
  const event = Events.find(({ EventName }) => EventName === 'ConsoleLogin');
  const record = JSON.parse(event?.CloudTrailEvent ?? '{}') as Record<string, unknown>;

  expect(record).toMatchObject({
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Visitor/visit`,
      sessionContext: { sessionIssuer: { arn: ROLE } },
    },
    responseElements: { ConsoleLogin: 'Success' },
  });
  expect(JSON.stringify(Events)).not.toContain(credentials.sessionToken);
});

test('the session ends with the credentials, however much it is used', async () => {
  const somebody = here.person();
  await logIn(somebody, await tokenFor(await assume({ DurationSeconds: 1800 })));

  await advance('PT29M');
  const before = await somebody.ask('/api/session');
  await advance('PT2M');
  const after = await somebody.ask('/api/session');
  const call = await somebody.aws('sts', 'GetCallerIdentity');

  expect(before.body).toMatchObject({ signedIn: true });
  expect(after.body).toEqual({ signedIn: false });
  expect(call.status).toBe(401);
});

test('SessionDuration makes the session shorter than the credentials, never longer', async () => {
  const shorter = here.person();
  const longer = here.person();
  const credentials = await assume({ DurationSeconds: 1800 });
  await logIn(shorter, await tokenFor(credentials, { SessionDuration: '900' }));
  await logIn(longer, await tokenFor(credentials, { SessionDuration: '43200' }));

  await advance('PT16M');
  const first = [await shorter.ask('/api/session'), await longer.ask('/api/session')];
  await advance('PT15M');

  expect(first.map(({ body }) => body['signedIn'])).toEqual([false, true]);
  expect((await longer.ask('/api/session')).body).toEqual({ signedIn: false });
});

test('a token begins one session, within a quarter of an hour', async () => {
  const credentials = await assume();
  const once = await tokenFor(credentials);
  const late = await tokenFor(credentials);

  const first = await logIn(here.person(), once);
  const second = await logIn(here.person(), once);
  await advance('PT15M');
  const third = await logIn(here.person(), late);

  expect([first.status, second.status, third.status]).toEqual([302, 400, 400]);
  expect(second.headers['set-cookie']).toBeUndefined();
});

test.for([
  ['https://evil.example/'],
  ['//evil.example/'],
  ['/\\evil.example'],
  ['javascript:alert(1)'],
  ['http:evil.example'],
  ['evil.example'],
  ['/\tpath'],
])('login does not lead to %j', async ([destination]) => {
  const answer = await logIn(here.person(), await tokenFor(await assume()), destination);

  expect(answer).toMatchObject({ status: 400 });
  expect(answer.headers['location']).toBeUndefined();
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('a destination may be a whole URL of this console', async () => {
  const token = await tokenFor(await assume());

  const answer = await logIn(here.person(), token, `${here.url}/ecs#clusters`);

  expect(answer.headers['location']).toBe('/ecs#clusters');
});

test('a token that was changed, or is of something else, signs nobody in', async () => {
  const token = await tokenFor(await assume());
  const changed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;

  for (const wrong of [changed, '', 'nonsense', `${token}&SigninToken=${token}`])
    expect((await logIn(here.person(), wrong)).status).toBe(400);
});

test('only valid temporary credentials of a role or a federated user get a token', async () => {
  const right = await assume();
  const other = await assume();
  const user = await new STS(admin).getSessionToken({});
  const wrong = [
    { ...right, secretAccessKey: other.secretAccessKey },
    { ...right, accessKeyId: other.accessKeyId },
    { ...right, sessionToken: 'made-up' },
    { ...admin.credentials, sessionToken: 'none' },
    {
      accessKeyId: user.Credentials?.AccessKeyId ?? '',
      secretAccessKey: user.Credentials?.SecretAccessKey ?? '',
      sessionToken: user.Credentials?.SessionToken ?? '',
    },
  ];

  for (const credentials of wrong)
    expect((await getToken({ Session: sessionOf(credentials) })).status).toBe(400);
  for (const Session of ['', '{}', '[]', 'null', '{"sessionId":1}', '{'])
    expect((await getToken({ Session })).status).toBe(400);
});

test('SessionDuration is refused for chained credentials and outside of its range', async () => {
  const first = await assume();
  const chained = await assume({}, first, `arn:aws:iam::${ACCOUNT}:role/Next`);

  const statuses = [];
  for (const [credentials, SessionDuration] of [
    [chained, '900'],
    [first, '899'],
    [first, '43201'],
    [first, '9e2'],
    [first, '900'],
  ] as const)
    statuses.push((await getToken({ Session: sessionOf(credentials), SessionDuration })).status);

  expect(statuses).toEqual([400, 400, 400, 400, 200]);
  expect((await getToken({ Session: sessionOf(chained) })).status).toBe(200);
});

test('a token can be asked for by GET, and on the AWS endpoint as well, but not by a page', async () => {
  const Session = sessionOf(await assume());
  const query = new URLSearchParams({ Action: 'getSigninToken', SessionType: 'json', Session });

  const byGet = await ask(here.url, `/federation?${query.toString()}`, { headers: AWAY });
  const onAws = await getToken({ Session }, here.cloud.aws);
  const byPage = await ask(here.cloud.aws, '/federation', {
    method: 'POST',
    raw: query.toString(),
    headers: { ...AWAY, origin: 'https://evil.example', 'content-type': FORM },
  });
  const loginOnAws = await getToken({ Session, Action: 'login' }, here.cloud.aws);

  expect(byGet.status).toBe(200);
  expect(byGet.headers['cache-control']).toBe('no-store');
  expect((await logIn(here.person(), String(onAws.body['SigninToken']))).status).toBe(302);
  expect([byPage.status, loginOnAws.status]).toEqual([403, 400]);
});

test('logging out ends the session, and a link from elsewhere ends none', async () => {
  const somebody = here.person();
  const token = await tokenFor(await assume());
  await logIn(somebody, token);
  const cookie = somebody.cookie();

  const fromElsewhere = await ask(here.url, '/federation?Action=logout', { headers: AWAY });
  const still = await somebody.ask('/api/session');
  await somebody.ask('/federation?Action=logout', { headers: AWAY });
  const after = await ask(here.url, '/api/session', { headers: { cookie } });

  expect(fromElsewhere).toMatchObject({ status: 302, headers: { location: '/' } });
  expect(fromElsewhere.headers['set-cookie']).toBeUndefined();
  expect(still.body).toMatchObject({ signedIn: true });
  expect(after.body).toEqual({ signedIn: false });
});
