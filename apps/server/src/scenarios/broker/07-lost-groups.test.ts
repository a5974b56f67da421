import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const GROUP = 's3-engineers';
const RECHECK = 'PT16S';

const works = async (credentials: Credentials): Promise<string> => {
  const sqs = new SQSClient(story.as(credentials));
  onTestFinished(() => sqs.destroy());
  return sqs.send(new CreateQueueCommand({ QueueName: 'probe' })).then(
    () => 'allowed',
    (error: Error) => error.name,
  );
};

/** Somebody of the group, with a request that bob has approved. */
const grantedTo = async (name: string, body: object = wish()) => {
  await story.people.add(name, [GROUP]);
  const { id } = await story.ask(name, body);
  await story.api('bob').post(`/v1/requests/${id}/approve`);
  return id;
};

const invoke = (name: string, id: string) =>
  story.api(name).post(`/v1/requests/${id}/sessions`, { kind: 'cli' });

test('removed before the first session, an old token that still runs gets none', async () => {
  const id = await grantedTo('jane');
  const token = await story.token('jane');

  await story.people.leave('jane', GROUP);
  const refused = await invoke('jane', id);

  expect(await story.token('jane')).toBe(token);
  expect(refused.status).toBe(403);
  expect(refused.body.error?.code).toBe('not-eligible');
  expect(refused.text).not.toContain('SecretAccessKey');
  expect((await story.request('jane', id)).sessions).toEqual([]);
  expect(await story.leaves({ requestId: id, type: 'session.issuing' })).toEqual([]);
});

test('coming back to the group does not revive what was cut', async () => {
  const id = await grantedTo('kate');
  await story.people.leave('kate', GROUP);
  await invoke('kate', id);

  await story.people.join('kate', GROUP);
  const again = await invoke('kate', id);

  expect(again.status).toBe(409);
  expect(await story.stateOf('kate', id)).toBe('revoked');
  expect((await story.api('bob').post(`/v1/requests/${id}/approve`)).status).toBe(409);
});

test('removed before a scheduled start, access does not start', async () => {
  const startAt = new Date((await story.now()).getTime() + 3_600_000).toISOString();
  const id = await grantedTo('liam', wish({ startAt }));
  const scheduled = await story.stateOf('liam', id);

  await story.people.leave('liam', GROUP);
  await story.advance('PT61M');
  const refused = await invoke('liam', id);
  await story.people.join('liam', GROUP);
  await story.advance(RECHECK);

  expect(scheduled).toBe('scheduled');
  expect(refused.status).toBe(409);
  expect(await story.stateOf('liam', id)).toBe('revoked');
});

test('an approver who has left before a scheduled start no longer counts', async () => {
  await story.people.add('sven', ['security-approvers']);
  const startAt = new Date((await story.now()).getTime() + 3_600_000).toISOString();
  await story.people.add('mona', [GROUP]);
  const { id } = await story.ask('mona', wish({ startAt }));
  await story.api('sven').post(`/v1/requests/${id}/approve`);

  await story.people.leave('sven', 'security-approvers');
  await story.advance('PT61M');

  expect(await story.stateOf('mona', id)).toBe('revoked');
});

test('removed during a session, its keys die and stay dead', async () => {
  const id = await grantedTo('nora');
  const credentials = await story.credentials('nora', id);
  const before = await works(credentials);

  await story.people.leave('nora', GROUP);
  await story.advance(RECHECK);
  await expect.poll(() => works(credentials), { timeout: 5000 }).not.toBe('allowed');
  const state = await story.stateOf('nora', id);
  await story.people.join('nora', GROUP);
  await story.advance('PT5M');

  expect(before).toBe('allowed');
  expect(state).toBe('revoked');
  expect(await works(credentials)).toMatch(/AccessDenied/);
  expect((await invoke('nora', id)).status).toBe(409);
  const [revoked] = await story.leaves({ requestId: id, type: 'request.revoked' });
  expect(revoked).toMatchObject({
    actor: 'system',
    data: { reason: expect.stringContaining('No longer eligible') },
  });
});

test('a rule that is taken out of the policy ends what it gave', async () => {
  const id = await grantedTo('olga');
  const credentials = await story.credentials('olga', id);

  await story.changePolicy((document) =>
    document.replace('roles: [TempAccessRoleS3Admin]', 'roles: [TempAccessRoleNobody]'),
  );
  await story.advance('PT1S');

  await expect.poll(() => story.stateOf('olga', id), { timeout: 5000 }).toBe('revoked');
  await expect.poll(() => works(credentials), { timeout: 5000 }).toMatch(/AccessDenied/);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
