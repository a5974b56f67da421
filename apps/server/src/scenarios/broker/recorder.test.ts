import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { RequestBody } from './api.fixture.ts';
import {
  type BrokerStory,
  READ_ONLY,
  S3_ADMIN,
  target,
  type TargetBody,
  wish,
  WORKLOADS_2,
} from './broker.fixture.ts';
import { claimsOf } from './people.fixture.ts';
import { recordedBroker } from './recorded-broker.fixture.ts';
import type { AssumeRoleCall, Recorder } from './recorder.fixture.ts';

const story = await recordedBroker();
afterAll(() => story.stop());
beforeEach(() => story.aws.forget());

/** For a busy machine. */
const PATIENT = { timeout: 10_000 };

const PEOPLE_ROLE = ':role/TempAccessRole';

/** The calls that make sessions for people. */
const sessions = (aws: Recorder = story.aws): readonly AssumeRoleCall[] =>
  aws.assumed().filter(({ roleArn }) => roleArn.includes(PEOPLE_ROLE));

const secondsOf = (time: string): string => `${time.slice(0, 19)}Z`;

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A policy that ends with the request, around the statements that the person may use. */
const until = (request: RequestBody, statements: readonly object[] = [ALL]): object => {
  const end = secondsOf(request.endsAt);
  return {
    Version: '2012-10-17',
    Statement: [
      ...statements.map((statement) => ({
        ...statement,
        Condition: { DateLessThan: { 'aws:CurrentTime': end } },
      })),
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': end } },
      },
    ],
  };
};

interface Allowed {
  readonly request: RequestBody;
  readonly grant?: number;
  readonly target?: TargetBody;
  readonly seconds: number;
  readonly policy?: object;
  readonly roleSessionName: unknown;
}

/** All that STS may be asked for a grant; a parameter more or less is a difference. */
const allowed = async ({
  request,
  grant = 1,
  target: { roleArn } = S3_ADMIN,
  seconds,
  policy = until(request),
  roleSessionName,
}: Allowed): Promise<AssumeRoleCall> => ({
  names: [
    'Action',
    'DurationSeconds',
    'Policy',
    'RoleArn',
    'RoleSessionName',
    'SourceIdentity',
    'Version',
  ],
  roleArn,
  roleSessionName: String(roleSessionName),
  sourceIdentity: String(claimsOf(await story.token('alice'))['sub']),
  durationSeconds: String(seconds),
  policy,
  tags: [
    ['gatehouse:grant', `${request.id}.${grant}`],
    ['gatehouse:request', request.id],
  ],
});

const issued = (
  { id }: Pick<RequestBody, 'id'>,
  body: object = { kind: 'cli' },
  at: BrokerStory = story,
) => at.api('alice').post(`/v1/requests/${id}/sessions`, body);

test.for(['cli', 'console'])('a %s session is one call, of what the grant allows', async (kind) => {
  const request = await story.granted();
  expect(sessions()).toEqual([]);

  const answer = await issued(request, { kind });

  expect(answer.status).toBe(200);
  const { roleSessionName } = answer.body.session ?? {};
  expect(sessions()).toEqual([await allowed({ request, seconds: 3600, roleSessionName })]);
  expect(roleSessionName).toMatch(/^alice-[a-z0-9]{12}$/);
});

test('each session is a call of its own, under a name of its own, with less time than the one before', async () => {
  const request = await story.granted();

  const first = await issued(request);
  await story.advance('PT10M');
  const second = await issued(request);

  const names = [first, second].map(({ body }) => body.session?.roleSessionName);
  expect(new Set(names).size).toBe(2);
  expect(sessions()).toEqual([
    await allowed({ request, seconds: 3600, roleSessionName: names[0] }),
    await allowed({ request, seconds: 3000, roleSessionName: names[1] }),
  ]);
});

test('of several targets only the one that is used is asked for, with its own grant', async () => {
  const targets = [S3_ADMIN, target('TempAccessRoleS3Admin', WORKLOADS_2)];
  const request = await story.granted(wish({ targets }));

  const second = await issued(request, { kind: 'cli', grant: 2 });
  const expected = await allowed({
    request,
    grant: 2,
    target: target('TempAccessRoleS3Admin', WORKLOADS_2),
    seconds: 3600,
    roleSessionName: second.body.session?.roleSessionName,
  });
  expect(sessions()).toEqual([expected]);

  const first = await issued(request, { kind: 'cli', grant: 1 });
  const roleSessionName = first.body.session?.roleSessionName;
  expect(sessions()).toEqual([
    expected,
    await allowed({ request, seconds: 3600, roleSessionName }),
  ]);
  expect((await issued(request, { kind: 'cli', grant: 3 })).status).toBe(422);
  expect(sessions()).toHaveLength(2);
});

test('a narrower policy is passed whole, and ends with the grant', async () => {
  const narrow = [
    { Sid: 'Look', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' },
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::logs'] },
  ];
  const sessionPolicy = JSON.stringify({ Version: '2012-10-17', Statement: narrow });
  const request = await story.granted(wish({ sessionPolicy }));

  const { body } = await issued(request);

  const roleSessionName = body.session?.roleSessionName;
  expect(sessions()).toEqual([
    await allowed({ request, seconds: 3600, policy: until(request, narrow), roleSessionName }),
  ]);
});

test('an approver’s shorter time is the one that STS hears', async () => {
  const asked = await story.ask('alice');
  const { request } = await story
    .api('bob')
    .post(`/v1/requests/${asked.id}/approve`, { durationSeconds: 1800 });

  const { body } = await issued(request);

  const roleSessionName = body.session?.roleSessionName;
  expect(sessions()).toEqual([await allowed({ request, seconds: 1800, roleSessionName })]);
});

test('no session is longer than a role that a role assumes may be', async () => {
  const request = await story.ask(
    'alice',
    wish({ targets: [READ_ONLY], durationSeconds: 8 * 3600 }),
  );

  const { body } = await issued(request);

  const roleSessionName = body.session?.roleSessionName;
  expect(sessions()).toEqual([
    await allowed({ request, target: READ_ONLY, seconds: 3600, roleSessionName }),
  ]);
});

test('with less than 900 s left the session is as short as STS makes them, and its policy ends it with the grant', async () => {
  const request = await story.granted(wish({ durationSeconds: 1000 }));
  await story.advance('PT900S');

  const { body } = await issued(request);

  const roleSessionName = body.session?.roleSessionName;
  expect(sessions()).toEqual([await allowed({ request, seconds: 900, roleSessionName })]);
  expect(Date.parse(body.credentials?.Expiration ?? '')).toBeLessThanOrEqual(
    Date.parse(request.endsAt),
  );

  await story.advance('PT100S');
  expect((await issued(request)).status).toBe(409);
  expect(sessions()).toHaveLength(1);
});

test('an extension is a grant of its own; STS hears of it only in its own window', async () => {
  const original = await story.granted();
  const extension = await story.api('alice').post(`/v1/requests/${original.id}/extend`, {
    durationSeconds: 1800,
    justification: 'Not ready yet',
  });
  const { id } = extension.request;
  expect((await issued({ id })).status).toBe(409);
  const { request } = await story.api('bob').post(`/v1/requests/${id}/approve`);
  expect(request.state).toBe('scheduled');
  expect((await issued(request)).status).toBe(409);
  expect(sessions()).toEqual([]);

  await story.advance('PT1H');
  const { body } = await issued(request);

  expect(request.startsAt).toBe(original.endsAt);
  const roleSessionName = body.session?.roleSessionName;
  expect(sessions()).toEqual([await allowed({ request, seconds: 1800, roleSessionName })]);
  expect((await issued(original)).status).toBe(409);
  expect(sessions()).toHaveLength(1);
});

const CUT = 'GatehouseRevokedSessions';

/** Grants that a policy which reached IAM denies. */
const denied = (aws: Recorder): readonly unknown[] =>
  aws.calls
    .filter(({ form }) => form.get('Action') === 'PutRolePolicy')
    .map(({ form }) => ({
      role: form.get('RoleName'),
      name: form.get('PolicyName'),
      policy: JSON.parse(form.get('PolicyDocument') ?? '{}'),
    }));

test('after a revocation nothing is asked for any more; IAM hears which grant is over, and the dead keys prove it', async () => {
  const request = await story.granted();
  const keys = await story.credentials('alice', request.id);
  const spared = await story.granted();

  await story.api('alice').post(`/v1/requests/${request.id}/end`);
  await expect
    .poll(
      async () => (await story.request('alice', request.id)).cuts?.map(({ state }) => state),
      PATIENT,
    )
    .toEqual(['probed']);
  const again = await issued(request);

  expect(again.status).toBe(409);
  expect(sessions()).toHaveLength(1);
  expect(denied(story.aws)).toEqual([
    {
      role: 'TempAccessRoleS3Admin',
      name: CUT,
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'RevokedGrants',
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:PrincipalTag/gatehouse:grant': [`${request.id}.1`] },
              DateLessThan: { 'aws:TokenIssueTime': expect.any(String) },
            },
          },
        ],
      },
    },
  ]);
  const probes = story.aws.calls.filter(({ headers }) =>
    headers.authorization?.includes(keys.AccessKeyId),
  );
  expect(probes.map(({ form }) => form.get('Action'))).toEqual(
    probes.map(() => expect.stringMatching(/^(ListAccountAliases|GetAccount\w+)$/)),
  );
  expect(probes.length).toBeGreaterThan(0);
  expect((await issued(spared)).status).toBe(200);
});

test('nothing is asked of STS for who is refused', async () => {
  const pending = await story.ask('alice');
  const rejected = await story.ask('alice');
  await story.api('bob').post(`/v1/requests/${rejected.id}/reject`, { comment: 'No' });
  const cancelled = await story.ask('alice');
  await story.api('alice').post(`/v1/requests/${cancelled.id}/cancel`);
  const live = await story.granted();
  await story.people.add('mallory', ['s3-engineers']);
  story.aws.forget();
  const post = (person: string, { id }: Pick<RequestBody, 'id'>, body: object) =>
    story.api(person).post(`/v1/requests/${id}/sessions`, body);
  const cli = { kind: 'cli' };

  const refused = [
    ...[pending, rejected, cancelled].map((request) => post('alice', request, cli)),
    ...['bob', 'mallory', 'erin'].map((person) => post(person, live, cli)),
    ...[
      {},
      { kind: 'root' },
      { kind: 'cli', grant: 0 },
      { kind: 'cli', grant: 2 },
      { kind: 'cli', grant: '1' },
      { kind: 'cli', durationSeconds: 43_200 },
      { kind: 'cli', roleArn: READ_ONLY.roleArn },
      { kind: 'console', destination: 'https://evil.example/' },
    ].map((body) => post('alice', live, body)),
    story.anybody.post(`/v1/requests/${live.id}/sessions`, cli),
  ];
  const statuses = (await Promise.all(refused)).map(({ status }) => status);

  expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
  expect(sessions()).toEqual([]);
});

test('nothing is asked of STS for who is no longer eligible, or whose time is over', async () => {
  const lost = await story.granted();
  await story.people.leave('alice', 's3-engineers');
  expect((await issued(lost)).status).toBe(403);
  await story.people.join('alice', 's3-engineers');
  expect((await issued(lost)).status).toBe(409);
  const over = await story.granted();
  const overdue = await story.ask('alice');
  await story.advance('PT9H');

  expect((await issued(over)).status).toBe(409);
  expect((await issued(overdue)).status).toBe(409);
  expect(sessions()).toEqual([]);
});

test('the broker itself becomes only the roles that it was given to read and to cut', async () => {
  // Longer than the sessions that it has already.
  await story.advance('P1D');

  const own = story.aws.assumed();
  expect(new Set(own.map(({ roleArn }) => roleArn)).size).toBeGreaterThan(1);
  for (const { roleArn, names, tags } of own) {
    expect(roleArn).toMatch(/^arn:aws:iam::\d{12}:role\/GatehouseBroker(Target|Organization)Role$/);
    expect(names).toEqual(['Action', 'DurationSeconds', 'RoleArn', 'RoleSessionName', 'Version']);
    expect(tags).toEqual([]);
  }
});

const postgres = await testPostgres();

describe.runIf(postgres !== undefined)('two nodes', () => {
  test('one call for each session, whichever node is asked; none at either after the other has ended it', async () => {
    const database = (await postgres?.database()) ?? '';
    const both = await recordedBroker([{ database }, { database }]);
    onTestFinished(() => both.stop());
    const [a, b] = both.nodes;
    if (a === undefined || b === undefined) throw new Error('there are two nodes');
    const request = await a.granted();

    const keys = await b.credentials('alice', request.id);
    await a.credentials('alice', request.id);
    expect(sessions(both.aws).map(({ tags }) => tags)).toEqual(
      Array.from({ length: 2 }, () => [
        ['gatehouse:grant', `${request.id}.1`],
        ['gatehouse:request', request.id],
      ]),
    );
    const sts = new STSClient(both.as(keys));
    onTestFinished(() => sts.destroy());
    await sts.send(new GetCallerIdentityCommand({}));

    await a.api('alice').post(`/v1/requests/${request.id}/end`);
    expect((await issued(request, { kind: 'cli' }, b)).status).toBe(409);
    expect((await issued(request, { kind: 'cli' }, a)).status).toBe(409);
    expect(sessions(both.aws)).toHaveLength(2);
  });
});
