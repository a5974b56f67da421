import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './api.fixture.ts';
import { brokerCloud, emergency, S3_ADMIN, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

// Asks for the same roles, decides on nothing.
const PEER = 'paul';
beforeAll(() => story.people.add(PEER, ['s3-engineers', 'platform-engineers']));

const NOWHERE = 'r-00000000000000000000';

const READS = ['', '/insight', '/activity', '/timeline'];
const WRITES: readonly (readonly [verb: string, body: object])[] = [
  ['approve', {}],
  ['reject', {}],
  ['cancel', {}],
  ['end', {}],
  ['extend', { durationSeconds: 900, justification: 'More' }],
  ['review', { verdict: 'accepted' }],
  ['sessions', { kind: 'cli' }],
  ['sessions', { kind: 'console' }],
];

/** Everything that can be tried with an id; without what differs from call to call. */
const tried = async (person: string, id: string): Promise<readonly Answer[]> => [
  ...(await Promise.all(READS.map((path) => story.api(person).get(`/v1/requests/${id}${path}`)))),
  ...(await Promise.all(
    WRITES.map(([verb, body]) => story.api(person).post(`/v1/requests/${id}/${verb}`, body)),
  )),
];

const told = (answers: readonly Answer[]): readonly object[] =>
  answers.map(({ status, text }) => ({ status, text }));

test('another’s request, credentials and activity are answered like an id that is not there', async () => {
  const live = await story.granted();
  await story.credentials('alice', live.id);
  const pending = await story.ask('alice');
  const before = await story.request('alice', live.id);

  const nothing = told(await tried(PEER, NOWHERE));

  expect(nothing.every((one) => 'status' in one && one.status === 404)).toBe(true);
  expect(told(await tried(PEER, live.id))).toEqual(nothing);
  expect(told(await tried(PEER, pending.id))).toEqual(nothing);
  expect(await story.request('alice', live.id)).toEqual(before);
  expect(await story.stateOf('alice', pending.id)).toBe('pending');
});

test('who approves sees it and gets no session of it', async () => {
  const { id } = await story.granted();

  const [bob, erin] = [await tried('bob', id), await tried('erin', id)];

  for (const answers of [bob, erin]) {
    expect(answers.slice(0, READS.length).map(({ status }) => status)).toEqual([
      200, 200, 200, 200,
    ]);
    expect(answers.slice(-2).map(({ status }) => status)).toEqual([403, 403]);
    expect(answers.map(({ text }) => text).join()).not.toMatch(/SecretAccessKey|SigninToken/);
  }
});

test('an owner of the workload sees nothing of what owners do not decide', async () => {
  await story.people.add('owen', ['workload-owners']);
  const { id } = await story.ask('alice');

  expect(told(await tried('owen', id))).toEqual(told(await tried('owen', NOWHERE)));
});

test('lists are of oneself; the lists of all are for auditors', async () => {
  const asPeer = (query: string) => story.api(PEER).get(`/v1/requests?${query}`);
  await story.ask('alice');
  const requester = (await story.api('alice').get('/v1/me')).body.person?.id ?? '';

  expect((await asPeer('scope=mine')).body.requests).toEqual([]);
  expect((await asPeer(`scope=mine&requester=${requester}`)).body.requests).toEqual([]);
  expect((await asPeer('scope=review')).body.requests).toEqual([]);
  for (const path of [
    '/v1/requests?scope=all',
    '/v1/audit/export',
    '/v1/audit/log',
    '/v1/audit/checkpoints',
    '/v1/audit/hashes',
    '/v1/audit/proof?sequence=0',
    '/v1/audit/health',
    '/v1/findings',
    '/v1/policy',
    '/v1/policy/versions',
    '/v1/policy/proposals',
  ])
    expect([path, (await story.api(PEER).get(path)).status]).toEqual([path, 403]);
});

test('a cursor of one person or list is nothing to another', async () => {
  for (let count = 0; count < 3; count += 1) await story.ask('alice');
  const first = await story.api('alice').get('/v1/requests?limit=1');
  const cursor = encodeURIComponent(first.body.nextCursor ?? '');
  expect(cursor).not.toBe('');

  const stolen = await story.api('bob').get(`/v1/requests?limit=1&cursor=${cursor}`);
  const other = await story.api('alice').get(`/v1/requests?limit=1&cursor=${cursor}&state=active`);
  const eligible = await story.api('alice').get(`/v1/eligible?cursor=${cursor}`);
  const odd = await story.api('alice').get('/v1/requests?cursor=AAAA');

  expect([stolen, other, eligible, odd].map(({ status }) => status)).toEqual([422, 422, 422, 422]);
  expect((await story.api('alice').get(`/v1/requests?limit=1&cursor=${cursor}`)).status).toBe(200);
});

test.for([
  { state: 'active' },
  { status: 'APPROVED' },
  { requester: { id: 'p-aaaaaaaaaaaaaaaaaaaaaaaaaa' } },
  { requesterId: 'p-aaaaaaaaaaaaaaaaaaaaaaaaaa' },
  { email: 'bob@example.com' },
  { approvals: [{ person: 'bob', decision: 'approve' }] },
  { autoApproval: { by: 'rule', ruleId: 'read-only' } },
  { requirement: { steps: [] } },
  { steps: [] },
  { approval: 'none' },
  { requiresApproval: false },
  { policyVersion: 0 },
  { id: 'r-aaaaaaaaaaaaaaaaaaaa' },
  { version: 9 },
  { startsAt: '2020-01-01T00:00:00.000Z' },
  { endsAt: '2030-01-01T00:00:00.000Z' },
  { pendingUntil: '2030-01-01T00:00:00.000Z' },
  { extends: 'r-aaaaaaaaaaaaaaaaaaaa' },
  { review: { state: 'accepted' } },
  { groups: ['security-approvers'] },
  { targets: [{ ...S3_ADMIN, ruleId: 'read-only' }] },
])('a request that brings %j is refused', async (more) => {
  const answer = await story.api('alice').post('/v1/requests', wish(more));

  expect(answer.status).toBe(422);
});

test('a prototype in the body changes nothing', async () => {
  const body = JSON.stringify(wish()).replace(
    /^\{/,
    '{"__proto__":{"breakGlass":true,"state":"active"},',
  );

  const response = await fetch(`${story.url}/v1/requests`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await story.token('alice')}`,
      'content-type': 'application/json',
    },
    body,
  });

  const answer: unknown = await response.json();
  expect([201, 422]).toContain(response.status);
  expect(answer).not.toMatchObject({ state: 'active' });
  expect(answer).not.toMatchObject({ breakGlass: true });
});

test.for<readonly [string, object]>([
  ['approve', { person: 'carol' }],
  ['approve', { approver: 'carol' }],
  ['approve', { startsAt: '2020-01-01T00:00:00.000Z' }],
  ['approve', { endsAt: '2030-01-01T00:00:00.000Z' }],
  ['approve', { state: 'active' }],
  ['reject', { durationSeconds: 900 }],
  ['end', { endsAt: '2030-01-01T00:00:00.000Z' }],
  ['sessions', { kind: 'cli', durationSeconds: 43_200 }],
  ['sessions', { kind: 'cli', roleArn: S3_ADMIN.roleArn }],
  ['sessions', { kind: 'cli', roleSessionName: 'root' }],
  ['sessions', { kind: 'cli', policy: '{}' }],
  ['sessions', { kind: 'cli', grant: 2 }],
  ['sessions', { kind: 'cli', grant: 0 }],
])('%s with %j is refused', async ([verb, body]) => {
  const { id } =
    verb === 'sessions' || verb === 'end' ? await story.granted() : await story.ask('alice');
  const before = await story.request('alice', id);
  const person = verb === 'approve' || verb === 'reject' ? 'bob' : 'alice';

  const answer = await story.api(person).post(`/v1/requests/${id}/${verb}`, body);

  expect(answer.status).toBe(422);
  expect((await story.request('alice', id)).request).toEqual(before.request);
});

test('ids that are none are answered without a look', async () => {
  const ids = [
    'r-',
    'r-AAAAAAAAAAAAAAAAAAAA',
    '../me',
    '%2e%2e',
    'r-aaaaaaaaaaaaaaaaaaaa%00',
    '1',
    '*',
  ];

  const answers = await Promise.all(
    ids.map((id) => story.api(PEER).get(`/v1/requests/${encodeURIComponent(id)}`)),
  );

  expect(answers.every(({ status }) => status === 404 || status === 422)).toBe(true);
});

test('a use of break-glass is seen by those whom it concerns', async () => {
  const { id } = await story.ask('alice', emergency());

  const seen = await Promise.all(
    ['alice', 'bob', 'erin', 'frank', PEER].map(
      async (name) => (await story.api(name).get(`/v1/requests/${id}`)).status,
    ),
  );

  expect(seen).toEqual([200, 200, 200, 404, 404]);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
