import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokerCloud, READ_ONLY, S3_ADMIN, target, wish, WORKLOADS_2 } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const MAX = 4 * 3600;

const asked = (changes: object) => story.api('alice').post('/v1/requests', wish(changes));

test.for([
  0,
  -1,
  -3600,
  1.5,
  899,
  '60abc',
  '3600',
  '1e9',
  '',
  null,
  true,
  [3600],
  MAX + 1,
  1e9,
  2 ** 53,
])('a duration of %j is refused', async (durationSeconds) => {
  const answer = await asked({ durationSeconds });

  expect(answer.status).toBe(422);
  expect(answer.body.error?.code).toBe('invalid');
});

test.for(['NaN', 'Infinity', '3600.5', '1e400', '0x10', '"3600"', '-0'])(
  'a body with %s for the duration is refused',
  async (raw) => {
    const body = JSON.stringify(wish({ durationSeconds: 42 })).replace(
      '"durationSeconds":42',
      `"durationSeconds":${raw}`,
    );
    const answer = await fetch(`${story.url}/v1/requests`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await story.token('alice')}`,
        'content-type': 'application/json',
      },
      body,
    });

    expect([400, 422]).toContain(answer.status);
  },
);

test.for([900, MAX])('a duration of %d seconds is within the rule', async (durationSeconds) => {
  const answer = await asked({ durationSeconds });

  expect(answer.status).toBe(201);
  expect(answer.request.durationSeconds).toBe(durationSeconds);
});

test('an approver may shorten and never raise, and the shortest of several counts', async () => {
  const { id } = await story.ask('alice', wish({ durationSeconds: 3600 }));
  const approve = (durationSeconds: unknown) =>
    story.api('bob').post(`/v1/requests/${id}/approve`, { durationSeconds });

  for (const seconds of [3601, MAX, MAX + 1, 1e9, 0, -1, 899, 1.5, '60abc'])
    expect((await approve(seconds)).status).toBe(422);
  const unchanged = await story.stateOf('bob', id);
  const shortened = await approve(1800);

  expect(unchanged).toBe('pending');
  expect(shortened.request).toMatchObject({ state: 'active', durationSeconds: 1800 });
  const { startsAt, endsAt } = shortened.request;
  expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(1800 * 1000);
});

test('the window begins at the approval, not at the wish', async () => {
  const { id, createdAt } = await story.ask('alice', wish({ durationSeconds: 3600 }));
  await story.advance('PT2H');

  const { request } = await story.api('bob').post(`/v1/requests/${id}/approve`);

  expect(Date.parse(request.startsAt) - Date.parse(createdAt)).toBe(2 * 3600 * 1000);
  expect(Date.parse(request.endsAt) - Date.parse(request.startsAt)).toBe(3600 * 1000);
});

test('several targets at once have the smallest of their maxima', async () => {
  const targets = [S3_ADMIN, READ_ONLY];

  expect((await asked({ targets, durationSeconds: MAX + 1 })).status).toBe(422);
  expect((await asked({ targets, durationSeconds: MAX })).status).toBe(201);
});

test('a second approver cannot give back what the first one has cut', async () => {
  const body = wish({
    targets: [target('TempAccessRoleEc2Admin')],
    durationSeconds: 7200,
    fields: { ticket: 'OPS-1' },
  });
  const { id } = await story.ask('alice', body);
  const approve = (person: string, durationSeconds?: number) =>
    story.api(person).post(`/v1/requests/${id}/approve`, { durationSeconds });

  await approve('bob', 1800);
  const raised = await approve('dave', 3600);
  await approve('dave');
  const last = await approve('carol');

  expect(raised.status).toBe(422);
  expect(last.request).toMatchObject({ state: 'active', durationSeconds: 1800 });
});

beforeAll(async () => {
  await story.people.add('ivan', ['s3-seniors', 's3-engineers']);
});

test('of two rules with different maxima only the one that matches counts', async () => {
  await story.changePolicy((document) =>
    document.replace(
      'rules:\n',
      `rules:
  - id: s3-admin-second-account
    effect: allow
    who: { groups: [s3-seniors] }
    what:
      - accounts: ['${WORKLOADS_2}']
        roles: [TempAccessRoleS3Admin]
    maxDuration: PT12H
    approval:
      steps:
        - { name: security, set: security, quorum: 1 }
`,
    ),
  );
  const there = [target('TempAccessRoleS3Admin', WORKLOADS_2)];
  const ask = (person: string, targets: readonly object[], durationSeconds: number) =>
    story.api(person).post('/v1/requests', wish({ targets, durationSeconds }));

  // The first account is under the shorter rule, and so is everybody who is no senior.
  expect((await ask('ivan', there, 12 * 3600)).status).toBe(201);
  expect((await ask('ivan', there, 12 * 3600 + 1)).status).toBe(422);
  expect((await ask('ivan', [S3_ADMIN], MAX + 1)).status).toBe(422);
  expect((await ask('ivan', [S3_ADMIN], MAX)).status).toBe(201);
  expect((await ask('alice', there, MAX + 1)).status).toBe(422);
  expect((await ask('alice', there, MAX)).status).toBe(201);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
