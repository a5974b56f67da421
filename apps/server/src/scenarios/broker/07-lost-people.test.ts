import {
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  DeleteGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud } from './broker.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

const RECHECK = 'PT16S';

const works = async (credentials: Credentials): Promise<string> => {
  const sqs = new SQSClient(story.as(credentials));
  onTestFinished(() => sqs.destroy());
  return sqs.send(new CreateQueueCommand({ QueueName: 'probe' })).then(
    () => 'allowed',
    (error: Error) => error.name,
  );
};

/** Somebody with a session. */
const inUse = async (name: string): Promise<{ id: string; credentials: Credentials }> => {
  await story.people.add(name, ['s3-engineers']);
  const { id } = await story.ask(name);
  await story.api('bob').post(`/v1/requests/${id}/approve`);
  return { id, credentials: await story.credentials(name, id) };
};

const user = (Username: string) => ({ UserPoolId: story.people.poolId, Username });

test('who is disabled loses what is in use, and does not get it back when enabled', async () => {
  const { id, credentials } = await inUse('yara');

  await story.people.idp.send(new AdminDisableUserCommand(user('yara')));
  await story.advance(RECHECK);
  await expect.poll(() => works(credentials), { timeout: 5000 }).toMatch(/AccessDenied/);
  await story.people.idp.send(new AdminEnableUserCommand(user('yara')));
  await story.advance(RECHECK);

  expect(await story.stateOf('bob', id)).toBe('revoked');
  expect(await works(credentials)).toMatch(/AccessDenied/);
});

test('who is deleted loses what is in use; somebody new of the same name is somebody else', async () => {
  const { id, credentials } = await inUse('zoe');
  const asked = await story.ask('zoe');

  await story.people.idp.send(new AdminDeleteUserCommand(user('zoe')));
  await story.advance(RECHECK);
  await expect.poll(() => works(credentials), { timeout: 5000 }).toMatch(/AccessDenied/);
  await story.people.add('zoe', ['s3-engineers', 'security-approvers']);

  expect(await story.stateOf('bob', id)).toBe('revoked');
  const approved = await story.api('bob').post(`/v1/requests/${asked.id}/approve`);
  expect(approved.status).toBe(403);
  expect((await story.api('zoe').get('/v1/requests')).body.requests).toEqual([]);
  expect((await story.api('zoe').post(`/v1/requests/${id}/sessions`, { kind: 'cli' })).status).toBe(
    403,
  );
});

test('a group that is deleted takes access away and breaks no request', async () => {
  await story.people.add('abe', ['s3-engineers']);
  const pending = await story.ask('abe');
  const { id, credentials } = await inUse('ada');

  await story.people.idp.send(
    new DeleteGroupCommand({ UserPoolId: story.people.poolId, GroupName: 's3-engineers' }),
  );
  await story.people.idp.send(
    new DeleteGroupCommand({ UserPoolId: story.people.poolId, GroupName: 'security-approvers' }),
  );
  await story.advance(RECHECK);
  await expect.poll(() => works(credentials), { timeout: 5000 }).toMatch(/AccessDenied/);

  const shown = await story.api('abe').get(`/v1/requests/${pending.id}`);
  const listed = await story.api('erin').get('/v1/requests?scope=all');
  const exported = await story.api('erin').get('/v1/audit/export');
  expect(shown.body).toMatchObject({ unapprovable: true, request: { state: 'pending' } });
  expect([listed.status, exported.status]).toEqual([200, 200]);
  expect(await story.stateOf('erin', id)).toBe('revoked');
  expect(await story.broken()).toEqual([]);
});
