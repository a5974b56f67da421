import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Credentials } from './api.fixture.ts';
import { brokerCloud, target, wish } from './broker.fixture.ts';
import { lendToOperators, PEOPLE, ROLES } from './operators.fixture.ts';

const story = await brokerCloud();
const iam = new IAMClient(story.cloud.client('workloads'));
afterAll(async () => {
  iam.destroy();
  await story.stop();
});

beforeAll(() => lendToOperators(story, iam));

/** Some calls: allowed ones, and one that only Admin may make. */
const work = async (credentials: Credentials, queue: string): Promise<void> => {
  const config = story.as(credentials);
  const [sqs, ecs, users] = [new SQSClient(config), new ECSClient(config), new IAMClient(config)];
  await ecs.send(new ListClustersCommand({}));
  await users.send(new ListUsersCommand({}));
  await sqs.send(new ListQueuesCommand({}));
  await sqs.send(new CreateQueueCommand({ QueueName: queue })).catch(() => undefined);
  for (const client of [sqs, ecs, users]) client.destroy();
};

interface Trace {
  readonly person: string;
  readonly role: string;
  readonly id: string;
}

const BY_ROLE = /^arn:aws:sts::111122223333:assumed-role\/Admin(Read)?\//;

/** Everything that sessions of these roles did, as the account's event history has it. */
const history = async (): Promise<ReadonlySet<string>> => {
  const trail = new CloudTrailClient(story.cloud.client('workloads'));
  const found = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await trail.send(new LookupEventsCommand({ MaxResults: 50, NextToken }));
    for (const { EventId = '', CloudTrailEvent = '{}' } of page.Events ?? [])
      if (BY_ROLE.test(String(JSON.parse(CloudTrailEvent).userIdentity.arn))) found.add(EventId);
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  trail.destroy();
  return found;
};

test('overlapping sessions of ann and ann.b as Admin and AdminRead: each event is in exactly one request', async () => {
  const traces: Trace[] = [];
  for (const person of PEOPLE)
    for (const role of ROLES) {
      const { id } = await story.ask(person, wish({ targets: [target(role)] }));
      traces.push({ person, role, id });
    }
  const sessions = await Promise.all(
    traces.map(async ({ person, id }) => [
      await story.credentials(person, id),
      await story.credentials(person, id),
    ]),
  );
  await Promise.all(
    sessions.flatMap((pair, at) => pair.map((one, nth) => work(one, `queue-${at}-${nth}`))),
  );

  const activities = await Promise.all(
    traces.map(
      async ({ person, id }) => (await story.api(person).get(`/v1/requests/${id}/activity`)).body,
    ),
  );

  const ids = activities.flatMap(({ events = [] }) => events.map(({ eventId }) => eventId));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids)).toEqual(await history());
  for (const [at, { role, person, id }] of traces.entries()) {
    const { events = [] } = activities[at] ?? {};
    const own = (await story.request(person, id)).sessions?.map((session) => session.id);
    expect(events).toHaveLength(8);
    expect(new Set(events.map(({ session }) => session))).toEqual(new Set(own));
    const denied = events.filter(({ errorCode }) => errorCode !== undefined);
    expect(denied.map(({ action }) => action)).toEqual(
      role === 'Admin' ? [] : ['sqs:CreateQueue', 'sqs:CreateQueue'],
    );
  }
});

test('what was used, denied and left unused is told apart', async () => {
  const { id } = await story.ask('ann', wish({ targets: [target('AdminRead')] }));
  await work(await story.credentials('ann', id), 'queue-alone');

  const { body } = await story.api('ann').get(`/v1/requests/${id}/activity`);

  expect(body).toMatchObject({
    used: expect.arrayContaining([
      expect.objectContaining({ action: 'ecs:ListClusters', count: 1 }),
      expect.objectContaining({ action: 'iam:ListUsers', count: 1 }),
    ]),
    denied: [expect.objectContaining({ action: 'sqs:CreateQueue', count: 1 })],
  });
});

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
