import { IAMClient } from '@aws-sdk/client-iam';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { brokerCloud, target, wish } from './broker.fixture.ts';
import { openConsole } from './console-session.fixture.ts';
import { lendToOperators, PEOPLE, ROLES } from './operators.fixture.ts';

const story = await brokerCloud();
const iam = new IAMClient(story.cloud.client('workloads'));
afterAll(async () => {
  iam.destroy();
  await story.stop();
});

/** For a busy machine. */
const PATIENT = { timeout: 10_000 };

beforeAll(() => lendToOperators(story, iam));

const asked = async (person: string, role: string): Promise<string> =>
  (await story.ask(person, wish({ targets: [target(role)] }))).id;

const consoleOf = async (person: string, id: string) => {
  const { body } = await story.api(person).post(`/v1/requests/${id}/sessions`, { kind: 'console' });
  return openConsole(body.url ?? '');
};

const cliOf = async (person: string, id: string): Promise<SQSClient> => {
  const client = new SQSClient(story.as(await story.credentials(person, id)));
  onTestFinished(() => client.destroy());
  return client;
};

interface Activity {
  readonly person: string;
  readonly id: string;
  /** Names of the sessions' actions, by kind. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
  readonly eventIds: readonly string[];
}

const activityOf = async (person: string, id: string): Promise<Activity> => {
  const { events = [] } = (await story.api(person).get(`/v1/requests/${id}/activity`)).body;
  const { sessions = [] } = await story.request(person, id);
  const actionsOf = (kind: string): readonly string[] => {
    const own = new Set(sessions.filter((one) => one.kind === kind).map((one) => one.id));
    return events
      .filter(({ session }) => own.has(session))
      .map(({ action }) => action)
      .toSorted();
  };
  return {
    person,
    id,
    actions: { cli: actionsOf('cli'), console: actionsOf('console') },
    eventIds: events.map(({ eventId }) => eventId),
  };
};

test('console and command of two people with names alike, in roles alike: each event is in its request and session', async () => {
  const open = await Promise.all(
    PEOPLE.flatMap((person) => ROLES.map((role) => ({ person, role }))).map(
      async ({ person, role }) => {
        const id = await asked(person, role);
        return { person, id, page: await consoleOf(person, id), sqs: await cliOf(person, id) };
      },
    ),
  );

  await Promise.all(
    open.flatMap(({ page, sqs }) => [
      page.call('ecs', 'ListClusters'),
      page.call('iam', 'ListRoles'),
      sqs.send(new ListQueuesCommand({})),
    ]),
  );
  const found = await Promise.all(open.map(({ person, id }) => activityOf(person, id)));

  const eventIds = found.flatMap((one) => one.eventIds);
  expect(new Set(eventIds).size).toBe(eventIds.length);
  for (const { actions } of found) {
    expect(actions['cli']).toEqual(['sqs:ListQueues']);
    expect(actions['console']).toEqual(
      expect.arrayContaining(['ecs:ListClusters', 'iam:ListRoles']),
    );
    // Beside these there is at most the sign-in itself.
    const others = actions['console']?.filter((action) => !/^(ecs|iam):/.test(action));
    expect(others?.filter((action) => !/^signin:/i.test(action))).toEqual([]);
  }
});

test('two requests of one person for one role, at the same time, keep what was done apart', async () => {
  const [first, second] = [await asked('ann', 'Admin'), await asked('ann', 'Admin')];
  const [one, other] = [await consoleOf('ann', first), await consoleOf('ann', second)];

  await one.call('ecs', 'ListClusters');
  await other.call('iam', 'ListUsers');

  const [a, b] = [await activityOf('ann', first), await activityOf('ann', second)];
  expect(a.actions['console']).toContain('ecs:ListClusters');
  expect(a.actions['console']).not.toContain('iam:ListUsers');
  expect(b.actions['console']).toContain('iam:ListUsers');
  expect(b.actions['console']).not.toContain('ecs:ListClusters');
});

test('a console session that was revoked does nothing more, and what it tried is in its request', async () => {
  const { id } = await story.granted();
  const page = await consoleOf('alice', id);
  const before = await page.call('sqs', 'CreateQueue', { QueueName: 'before' });

  await story.api('alice').post(`/v1/requests/${id}/end`);
  await expect
    .poll(async () => (await story.request('alice', id)).cuts?.map(({ state }) => state), PATIENT)
    .toEqual(['probed']);
  const after = await page.call('sqs', 'CreateQueue', { QueueName: 'after' });

  expect(before.status).toBe(200);
  expect(after.status).toBe(403);
  const { events = [] } = (await story.api('alice').get(`/v1/requests/${id}/activity`)).body;
  const tried = events.filter(({ action }) => action === 'sqs:CreateQueue');
  expect(new Set(tried.map(({ errorCode }) => errorCode === undefined))).toEqual(
    new Set([true, false]),
  );
});
