import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud, wish } from './broker.fixture.ts';

// Real time: what is measured here is how long a cut takes.
const story = await brokerCloud({ clock: 'system' });
afterAll(() => story.stop());

const BOUND_MILLISECONDS = 1000;

beforeAll(() => story.people.add('rosa', ['s3-engineers', 'security-approvers']));

const tryOnce = async (credentials: Credentials): Promise<string> => {
  const sqs = new SQSClient(story.as(credentials));
  onTestFinished(() => sqs.destroy());
  return sqs.send(new CreateQueueCommand({ QueueName: 'probe' })).then(
    () => 'allowed',
    (error: Error) => error.name,
  );
};

const approved = async (person: string, body?: object): Promise<string> => {
  const { id } = await story.ask(person, body);
  expect((await story.api('bob').post(`/v1/requests/${id}/approve`)).status).toBe(200);
  return id;
};

const post = (person: string, id: string, verb: string, body?: object) =>
  story.api(person).post(`/v1/requests/${id}/${verb}`, body);

const cutOf = async (id: string) => (await story.request('alice', id)).cuts?.[0];

test('revoked keys are dead within the bound, and what was measured is shown', async () => {
  const id = await approved('alice');
  const credentials = await story.credentials('alice', id);
  expect(await tryOnce(credentials)).toBe('allowed');

  const decided = performance.now();
  const ended = await post('bob', id, 'end', { reason: 'Not needed' });
  await expect
    .poll(() => tryOnce(credentials), { interval: 10, timeout: 5000 })
    .toMatch(/AccessDenied/);
  const measured = performance.now() - decided;

  expect(ended.request.state).toBe('revoked');
  expect(measured).toBeLessThan(BOUND_MILLISECONDS);
  await expect.poll(async () => (await cutOf(id))?.state, { timeout: 5000 }).toBe('probed');
  const { latencyMilliseconds = Infinity } = (await cutOf(id)) ?? {};
  expect(latencyMilliseconds).toBeGreaterThan(0);
  expect(latencyMilliseconds).toBeLessThan(BOUND_MILLISECONDS);
  expect(await story.leaves({ requestId: id, type: 'session.cut' })).toMatchObject([
    { data: { latencyMilliseconds } },
  ]);
});

test('a refresh of credential_process is refused after the end', async () => {
  const id = await approved('alice');
  await story.credentials('alice', id);

  await post('alice', id, 'end');
  const refreshed = await post('alice', id, 'sessions', { kind: 'cli' });

  expect(refreshed.status).toBe(409);
  expect(refreshed.text).not.toContain('SecretAccessKey');
});

test('another user of the role, and an overlapping grant of the same person, go on working', async () => {
  const [cut, kept] = [
    await approved('alice'),
    await approved('alice', wish({ durationSeconds: 7200 })),
  ];
  const others = await approved('rosa');
  const dead = await story.credentials('alice', cut);
  const alive = [await story.credentials('alice', kept), await story.credentials('rosa', others)];

  await post('bob', cut, 'end');
  await expect.poll(() => tryOnce(dead), { interval: 10, timeout: 5000 }).toMatch(/AccessDenied/);

  expect(await Promise.all(alive.map(tryOnce))).toEqual(['allowed', 'allowed']);
  expect(await tryOnce(await story.credentials('alice', kept))).toBe('allowed');
  expect(await tryOnce(await story.credentials('rosa', others))).toBe('allowed');
});

test('all sessions of the grant die, console sessions too, and only calls that need no permission are left', async () => {
  const id = await approved('alice');
  const several = [
    await story.credentials('alice', id),
    await story.credentials('alice', id),
    await story.credentials('alice', id),
  ];

  await post('bob', id, 'end');
  await expect
    .poll(async () => new Set(await Promise.all(several.map(tryOnce))), { timeout: 5000 })
    .not.toContain('allowed');

  const [first] = several;
  if (first === undefined) throw new Error('no session');
  const sts = new STSClient(story.as(first));
  onTestFinished(() => sts.destroy());
  // "No permissions are required", says STS of it, and no deny takes that away.
  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Account: '111122223333',
  });
});

test('what was never used needs no cut', async () => {
  const id = await approved('alice');

  await post('alice', id, 'end');

  expect(await cutOf(id)).toMatchObject({ state: 'none-issued' });
});

test('who neither asked nor approves cannot end it', async () => {
  const id = await approved('alice');
  await story.people.add('tess', ['s3-engineers']);

  const refused = await post('tess', id, 'end');

  expect(refused.status).toBe(404);
  expect(await story.stateOf('alice', id)).toBe('active');
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
