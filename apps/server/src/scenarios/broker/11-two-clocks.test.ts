import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Credentials, RequestBody } from './api.fixture.ts';
import { type BrokerStory, S3_ADMIN, wish } from './broker.fixture.ts';
import { type RecordedBroker, recordedBroker } from './recorded-broker.fixture.ts';

const postgres = await testPostgres();

const BEHIND_MINUTES = 59;

const lengthOf = ({ startsAt, endsAt }: RequestBody): number =>
  (Date.parse(endsAt) - Date.parse(startsAt)) / 1000;

const issue = (node: BrokerStory, id: string) =>
  node.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' });

const asked = (node: BrokerStory): Promise<RequestBody> =>
  node.ask('alice', wish({ durationSeconds: 1800 }));

describe.runIf(postgres !== undefined)('two nodes, one of which is almost an hour behind', () => {
  let story: RecordedBroker;
  let right: BrokerStory;
  let behind: BrokerStory;
  let tooEarly = 0;
  beforeAll(async () => {
    const database = (await postgres?.database()) ?? '';
    story = await recordedBroker([
      { database },
      { database, behindMilliseconds: BEHIND_MINUTES * 60_000 },
    ]);
    const [first, second] = story.nodes;
    if (first === undefined || second === undefined) throw new Error('there are two nodes');
    [right, behind] = [first, second];
    for (const person of ['alice', 'bob', 'erin']) await story.token(person);
    // Tokens are then of the past for both nodes; until then, the one behind takes them for forged.
    tooEarly = (await behind.api('alice').get('/v1/me')).status;
    await story.advance(`PT${BEHIND_MINUTES}M`);
  });
  afterAll(() => story.stop());
  beforeEach(() => story.aws.forget());

  const sessions = () => story.aws.assumed().filter(({ roleArn }) => roleArn === S3_ADMIN.roleArn);

  const tried = async (keys: Credentials): Promise<string> => {
    const sqs = new SQSClient(story.as(keys));
    onTestFinished(() => sqs.destroy());
    return sqs.send(new CreateQueueCommand({ QueueName: 'of-alice' })).then(
      () => 'allowed',
      (error: Error) => error.name,
    );
  };

  test('a token of the future lets nobody in, one of the past does', async () => {
    expect(tooEarly).toBe(401);
    expect((await behind.api('alice').get('/v1/me')).status).toBe(200);
  });

  test('a window that the right node opened is not open earlier at the other', async () => {
    const { id } = await asked(right);
    const { request } = await right.api('bob').post(`/v1/requests/${id}/approve`);

    const early = await issue(behind, id);
    const now = await issue(right, id);

    expect(lengthOf(request)).toBe(1800);
    expect(early.status).toBe(409);
    expect(now.status).toBe(200);
    expect(sessions()).toHaveLength(1);
    if (now.body.credentials === undefined) throw new Error(now.text);
    expect(await tried(now.body.credentials)).toBe('allowed');
  });

  test('a window that the node behind opened is as long as any, and over: its keys are dead in AWS', async () => {
    const { id } = await asked(behind);
    const { request } = await behind.api('bob').post(`/v1/requests/${id}/approve`);

    const there = await issue(behind, id);
    const here = await issue(right, id);

    expect(lengthOf(request)).toBe(1800);
    expect(here.status).toBe(409);
    expect(sessions().map(({ durationSeconds }) => Number(durationSeconds))).toEqual([1800]);
    expect(there.status).toBe(200);
    if (there.body.credentials === undefined) throw new Error(there.text);
    expect(Date.parse(there.body.credentials.Expiration)).toBe(Date.parse(request.endsAt));
    expect(await tried(there.body.credentials)).toBe('AccessDenied');
  });

  test('what the right node ended is ended at both', async () => {
    const { id } = await asked(right);
    await right.api('bob').post(`/v1/requests/${id}/approve`);
    await right.api('alice').post(`/v1/requests/${id}/end`);

    expect((await issue(behind, id)).status).toBe(409);
    expect((await behind.api('bob').post(`/v1/requests/${id}/approve`)).status).toBe(409);
    expect(sessions()).toEqual([]);
  });

  test('nothing that was stored breaks a promise', async () => {
    expect(await right.broken()).toEqual([]);
  });
});
