import type { Store } from '@gatehouse/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Grant } from '../model/index.ts';
import { type AwsFixture, awsFixture, person } from './aws.fixture.ts';
import type { Fate } from './recorder.fixture.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
});
afterAll(() => here.stop());
beforeEach(() => {
  here.recorder.forget();
});

const alice = person('alice');
const options = { actor: alice.id, stillLive: () => Promise.resolve(true) };

const grantOf = (change: Partial<Grant> = {}): Grant =>
  here.grants.add(alice, 'LentS3Admin', change);

const until = (milliseconds: number): Date => new Date(here.clock.now().getTime() + milliseconds);

const typesOf = async (grant: Grant): Promise<readonly string[]> =>
  (await here.leaves())
    .filter(({ requestId }) => requestId === grant.requestId)
    .map(({ type }) => type);

/** From now on, for calls that assume the brokered role. */
const brokered = (fates: Fate[]): void =>
  here.recorder.decide(({ form }) =>
    form.get('RoleArn')?.endsWith('S3Admin') === true ? (fates.shift() ?? 'forward') : 'forward',
  );

const asked = () =>
  here.recorder
    .calls('AssumeRole')
    .filter(({ form }) => form.get('RoleArn')?.endsWith('S3Admin') === true);

test('a session is asked for once, with exactly what its grant allows', async () => {
  const grant = grantOf({ endsAt: until(1_800_500) });

  const { session, credentials } = await here.issue(grant);
  const [call, ...others] = asked();
  const { Arn } = await here.as(credentials).sts().getCallerIdentity({});

  expect(others).toEqual([]);
  expect(Object.fromEntries(call?.form ?? [])).toMatchObject({
    RoleArn: grant.target.roleArn,
    RoleSessionName: session.roleSessionName,
    SourceIdentity: 'subject-of-alice',
    DurationSeconds: '1800',
    'Tags.member.1.Key': 'gatehouse:grant',
    'Tags.member.1.Value': grant.id,
    'Tags.member.2.Key': 'gatehouse:request',
    'Tags.member.2.Value': grant.requestId,
  });
  expect(session.roleSessionName).toMatch(/^alice-[a-z0-9]{12}$/);
  expect(Arn).toContain(session.roleSessionName);
  expect(await typesOf(grant)).toEqual(['session.issuing', 'session.issued']);
});

test('what is on record of a session holds no secret', async () => {
  const { credentials } = await here.issue(grantOf());

  const everything = JSON.stringify([await here.leaves(), await here.notices()]);

  expect(everything).toContain(credentials.accessKeyId);
  expect(everything).not.toContain(credentials.secretAccessKey);
  expect(everything).not.toContain(credentials.sessionToken);
});

test('access that ends in less than STS’s shortest session ends inside AWS', async () => {
  const { credentials, session } = await here.issue(grantOf({ endsAt: until(120_000) }));
  const iam = here.as(credentials).iam();

  await iam.listUsers({});
  await here.advance({ seconds: 121 });

  expect(session.expiresAt?.getTime()).toBeLessThanOrEqual(here.clock.now().getTime());
  await expect(iam.listUsers({})).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('explicit deny in a session policy'),
  });
});

test('a narrower request gets no more than it asked for', async () => {
  const sessionPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' },
  });
  const { credentials } = await here.issue(grantOf({ sessionPolicy }));
  const iam = here.as(credentials).iam();

  await expect(iam.listUsers({})).resolves.toBeDefined();
  await expect(iam.listRoles({})).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a narrower policy without room for the end of the access is refused before anything is asked', async () => {
  const sessionPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'b'.repeat(1900)}` },
  });
  const grant = grantOf({ sessionPolicy });

  await expect(here.issue(grant)).rejects.toMatchObject({ code: 'invalid' });
  expect(asked()).toEqual([]);
});

test('grants that are over, or no longer live, get nothing', async () => {
  const over = grantOf({ endsAt: until(-1) });
  const dead = grantOf();

  await expect(here.issue(over)).rejects.toMatchObject({ code: 'conflict' });
  await expect(
    here.aws.sessions.issue(dead, 'cli', {
      ...options,
      stillLive: () => Promise.resolve(false),
    }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(asked()).toEqual([]);
});

test('STS that refuses for its rate is asked again, for one session', async () => {
  brokered(['throttle', 'throttle']);
  const grant = grantOf();

  await here.issue(grant);

  expect(asked()).toHaveLength(3);
  expect(await typesOf(grant)).toEqual(['session.issuing', 'session.issued']);
});

test('STS that goes on refusing for its rate leaves a failed session and a 503', async () => {
  brokered(['throttle', 'throttle', 'throttle', 'throttle', 'throttle']);
  const grant = grantOf();

  await expect(here.issue(grant)).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked()).toHaveLength(4);
  expect(await typesOf(grant)).toEqual(['session.issuing', 'session.failed']);
});

test.for([['lose'], ['lose-answer']] as const)(
  'a question that meets "%s" is not repeated, and its session is unknown',
  async ([fate]) => {
    brokered([fate]);
    const grant = grantOf();

    await expect(here.issue(grant)).rejects.toMatchObject({ code: 'unavailable' });
    const sessions = await here.store.read((tx) =>
      here.aws.sessions.ofRequest(tx, grant.requestId),
    );

    expect(asked()).toHaveLength(1);
    expect(sessions).toMatchObject([{ state: 'unknown', accessKeyId: undefined }]);
    expect(await typesOf(grant)).toEqual(['session.issuing', 'session.unknown']);
  },
);

test('a role that STS does not give leaves a failed session', async () => {
  const roleArn = 'arn:aws:iam::111122223333:role/Nothing';
  const grant = grantOf({ target: { account: '111122223333', roleArn } });

  await expect(here.issue(grant)).rejects.toMatchObject({
    code: 'unavailable',
    details: { code: 'AccessDenied' },
  });
  expect(await typesOf(grant)).toEqual(['session.issuing', 'session.failed']);
});

test('credentials of a grant that ended meanwhile are dropped, and cut', async () => {
  const grant = grantOf();
  let looks = 0;
  const stillLive = (): Promise<boolean> => {
    looks += 1;
    return Promise.resolve(looks === 1);
  };

  const refused = here.aws.sessions.issue(grant, 'cli', { ...options, stillLive });
  await expect(refused).rejects.toMatchObject({ code: 'conflict' });
  here.grants.end(grant, 'revoked');
  await here.runner.runDue();
  const cuts = await here.store.read((tx) => here.aws.sessions.cutsOf(tx, grant.requestId));

  expect(await typesOf(grant)).toEqual([
    'session.issuing',
    'session.dropped',
    'session.cut-applied',
    'session.cut',
  ]);
  expect(cuts).toMatchObject([{ state: 'probed' }]);
});

/** The store as a node has it that is killed at its nth write. */
const killedAt = (nth: number): Store => {
  const { store } = here;
  let writes = 0;
  return {
    dialect: store.dialect,
    read: (work) => store.read(work),
    onNotify: (channel, listener) => store.onNotify(channel, listener),
    hears: () => store.hears(),
    close: () => store.close(),
    write: (work) => {
      writes += 1;
      return writes === nth ? Promise.reject(new Error('killed')) : store.write(work);
    },
  };
};

test.for([
  ['before the record', 1, 0, [], []],
  ['between STS and the record', 2, 1, ['session.issuing'], ['session.issuing', 'session.unknown']],
] as const)(
  'a node that falls %s answers nothing, and leaves no session that nobody knows of',
  async ([, nth, calls, before, after]) => {
    const grant = grantOf();
    const { aws } = here.otherNode({ store: killedAt(nth) });

    await expect(aws.sessions.issue(grant, 'cli', options)).rejects.toThrow('killed');
    const asWasLeft = await typesOf(grant);
    const questions = asked().length;
    await here.advance({ seconds: 61 });
    await here.store.write((tx) => here.aws.prepare(tx, here.clock.now()));
    await here.runner.runDue();

    expect(questions).toBe(calls);
    expect(asWasLeft).toEqual(before);
    expect(await typesOf(grant)).toEqual(after);
    const told = (await here.notices()).filter(({ requestId }) => requestId === grant.requestId);
    expect(told.map(({ kind }) => kind)).toEqual(after.length > 0 ? ['finding'] : []);
  },
);

test('a console session is a page of the console that signs its holder in', async () => {
  const grant = grantOf();

  const issued = await here.aws.sessions.issue(grant, 'console', {
    ...options,
    destination: '/iam/roles',
  });
  const url = new URL(issued.kind === 'console' ? issued.url : 'http://none.invalid');
  const answer = await fetch(url, { redirect: 'manual' });

  expect(url.origin).toBe(here.cloud.console);
  expect(url.searchParams.get('Action')).toBe('login');
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/iam/roles');
});

test.for([
  ['https://evil.example/'],
  ['//evil.example/'],
  ['/\\evil.example'],
  ['javascript:alert(1)'],
  ['http://user@127.0.0.1/'],
  ['/\n/evil.example'],
])('a console session is not opened on %j', async ([destination]) => {
  const grant = grantOf();

  await expect(
    here.aws.sessions.issue(grant, 'console', { ...options, destination }),
  ).rejects.toMatchObject({ code: 'invalid' });
  expect(await typesOf(grant)).toEqual([]);
});
