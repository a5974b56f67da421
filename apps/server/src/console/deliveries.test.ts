import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const region = 'us-east-1';
const ruleArn = `arn:aws:events:${region}:${ACCOUNT}:rule/lost`;

let here: ConsoleFixture;
let admin: Person;

beforeAll(async () => {
  here = await consoleFixture();
  admin = await here.administrator();
  await admin.aws('sqs', 'CreateQueue', { QueueName: 'closed' });
  await admin.aws('events', 'PutRule', {
    Name: 'lost',
    EventPattern: JSON.stringify({ source: ['shop'] }),
  });
  // The queue's policy does not let EventBridge in.
  const Targets = [{ Id: 'closed', Arn: `arn:aws:sqs:${region}:${ACCOUNT}:closed` }];
  await admin.aws('events', 'PutTargets', { Rule: 'lost', Targets });
  const Entries = [{ Source: 'shop', DetailType: 'sold', Detail: '{"price":12}' }];
  await admin.aws('events', 'PutEvents', { Entries });
});
afterAll(() => here.cloud.stop());

const explain = (what: string, body: object) =>
  admin.ask(`/api/explain/${what}`, { method: 'POST', body });

const deliveries = (somebody: Person, body: object) =>
  somebody.ask('/api/deliveries', { method: 'POST', body });

test('a delivery that was given up is told to whoever may list the rules of its account', async () => {
  await expect
    .poll(async () => (await deliveries(admin, { region })).body['failures'], { timeout: 10_000 })
    .toMatchObject([{ ruleArn, targetId: 'closed', count: 1 }]);

  await expect(deliveries(admin, { region, ruleArn })).resolves.toMatchObject({
    status: 200,
    body: { failures: [{ targetId: 'closed' }], waiting: [] },
  });
});

test('nobody else is told: another account, or a user who may not list rules', async () => {
  const other = await here.administrator('777788889999');
  await admin.aws('iam', 'CreateUser', { UserName: 'reader' });
  const password = 'Correct-horse-reader-1';
  await admin.aws('iam', 'CreateLoginProfile', { UserName: 'reader', Password: password });
  const reader = here.person();
  await reader.signIn({ account: ACCOUNT, userName: 'reader', password });

  await expect(deliveries(other, { region })).resolves.toMatchObject({ body: { failures: [] } });
  await expect(deliveries(other, { region, ruleArn })).resolves.toMatchObject({ status: 400 });
  await expect(deliveries(reader, { region })).resolves.toMatchObject({ status: 403 });
  await expect(deliveries(here.person(), { region })).resolves.toMatchObject({ status: 401 });
});

test('a pattern is explained field by field, and what is wrong with one has its place', async () => {
  const event = JSON.stringify({ source: 'shop', detail: { price: 12 } });
  const found = await explain('event-pattern', {
    pattern: '{"source":["shop"],"detail":{"price":[{"numeric":[">",20]}]}}',
    event,
  });

  expect(found.body).toMatchObject({
    explanation: {
      matched: false,
      alternatives: [
        {
          fields: expect.arrayContaining([
            expect.objectContaining({ path: 'source', matched: true }),
            expect.objectContaining({ path: 'detail.price', matched: false, found: ['12'] }),
          ]),
        },
      ],
    },
  });
  await expect(
    explain('event-pattern', { pattern: '{"source":"x"}', event }),
  ).resolves.toMatchObject({ body: { problems: [{ line: 1 }] } });
  await expect(
    explain('event-pattern', { pattern: '{"source":["x"]}', event: '{' }),
  ).resolves.toMatchObject({ status: 400 });
});

test('filter patterns and schedules are explained', async () => {
  const filter = { pattern: '{ $.level = "error" }', messages: ['{"level":"error"}', 'plain'] };

  await expect(explain('filter-pattern', filter)).resolves.toMatchObject({
    body: { explanations: [{ matched: true }, { matched: false }] },
  });
  await expect(
    explain('filter-pattern', { ...filter, pattern: '{ $.level' }),
  ).resolves.toMatchObject({ body: { problem: { at: expect.any(Number) } } });
  const { body } = await explain('schedule', { expression: 'rate(5 minutes)' });
  expect(body['firings']).toHaveLength(10);
  await expect(explain('schedule', { expression: 'cron(nonsense)' })).resolves.toMatchObject({
    body: { refusal: expect.any(String) },
  });
  await expect(explain('schedule', { expression: 7 })).resolves.toMatchObject({ status: 400 });
});
