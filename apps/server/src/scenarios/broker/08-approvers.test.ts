import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, expect, test } from 'vitest';
import { brokerCloud, EC2_ADMIN, wish } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const SECURITY = 'security-approvers';
const SECURITY_PEOPLE = ['bob', 'carol', 'dave'];

const approve = (person: string, id: string) =>
  story.api(person).post(`/v1/requests/${id}/approve`);

const ec2 = wish({ targets: [EC2_ADMIN], fields: { ticket: 'OPS-1' } });

const subjects = async (): Promise<readonly string[]> =>
  (await story.cloud.outbox.list({ limit: 200 })).messages.map(({ subject }) => subject);

test('an approver who was removed cannot approve, with the token of before', async () => {
  const { id } = await story.ask('alice');
  const token = await story.token('bob');
  await story.people.leave('bob', SECURITY);

  const refused = await approve('bob', id);

  expect(await story.token('bob')).toBe(token);
  expect([403, 404]).toContain(refused.status);
  expect(await story.stateOf('alice', id)).toBe('pending');
  const [leaf] = await story.leaves({ requestId: id, type: 'refused' });
  expect(leaf?.data).toMatchObject({ operation: 'approve' });
  await story.people.join('bob', SECURITY);
  expect((await approve('bob', id)).request.state).toBe('active');
});

test('an approver who was disabled cannot approve', async () => {
  const { id } = await story.ask('alice');
  const user = { UserPoolId: story.people.poolId, Username: 'bob' };
  await story.people.idp.send(new AdminDisableUserCommand(user));

  const refused = await approve('bob', id);
  await story.people.idp.send(new AdminEnableUserCommand(user));

  expect(refused.status).toBe(401);
  expect(await story.stateOf('alice', id)).toBe('pending');
});

test('an approval does not count any more when its approver has left before the quorum', async () => {
  const { id } = await story.ask('alice', ec2);
  await approve('bob', id);
  await story.people.leave('bob', SECURITY);
  await approve('dave', id);

  // Carol is security and owner, and counts for one of them.
  const { request } = await approve('carol', id);

  expect(request.state).toBe('pending');
  const { steps = [] } = await story.request('alice', id);
  const approvedBy = steps.flatMap((step) => step.approvedBy.map(({ name }) => name));
  expect(approvedBy.toSorted()).toEqual(['Carol Cooper', 'Dave Dyer']);
  await story.people.join('bob', SECURITY);
});

test('with nobody left it is shown, escalated at once, and never approved by itself', async () => {
  await story.people.leave('carol', 'workload-owners');
  const { id } = await story.ask('alice', ec2);
  await story.advance('PT1S');

  const escalated = await story.request('alice', id);
  for (const person of SECURITY_PEOPLE) await story.people.leave(person, SECURITY);
  await story.advance('PT61S');
  const nobody = await story.request('alice', id);
  await story.advance('PT3H');

  expect(escalated.steps).toContainEqual(
    expect.objectContaining({ name: 'owner', escalated: true }),
  );
  expect(escalated.unapprovable).toBe(false);
  expect(nobody.unapprovable).toBe(true);
  expect(nobody.steps?.map(({ couldApprove }) => couldApprove)).toEqual([[], []]);
  expect(nobody.request?.state).toBe('pending');
  expect(await story.stateOf('alice', id)).toBe('pending');
  await story.advance('PT1H');
  expect(await story.stateOf('alice', id)).toBe('expired');
  await expect
    .poll(subjects, { timeout: 5000 })
    .toContainEqual(expect.stringContaining('Nobody can approve'));
  for (const person of SECURITY_PEOPLE) await story.people.join(person, SECURITY);
  await story.people.join('carol', 'workload-owners');
});

test('without an escalation, too, a request that nobody can approve waits and expires', async () => {
  for (const person of SECURITY_PEOPLE) await story.people.leave(person, SECURITY);
  const { id } = await story.ask('alice');
  await story.advance('PT1S');

  const shown = await story.request('alice', id);
  await story.advance('PT8H');

  expect(shown).toMatchObject({ unapprovable: true, request: { state: 'pending' } });
  expect(await story.stateOf('alice', id)).toBe('expired');
  for (const person of SECURITY_PEOPLE) await story.people.join(person, SECURITY);
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
