import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ACCOUNT,
  flowFixture,
  type FlowFixture,
  queueArn,
  refusal,
  REGION,
  ROLE,
} from '../flow.fixture.ts';
import type { Target } from '../model.ts';

const DLQ = queueArn('dlq');
const Q = queueArn('q');
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`;
const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/g`;
const CLUSTER = `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/c`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:t`;

const fixtureOn = async (open?: () => Promise<Store>): Promise<FlowFixture> => {
  const fixture = await flowFixture(open);
  onTestFinished(async () => {
    await fixture.flow.pump.stop();
    await fixture.store.close();
  });
  return fixture;
};

/** What the one dead-letter message says. */
const deadLetter = ({ world }: FlowFixture): Readonly<Record<string, string | undefined>> => {
  const letters = world.queued.filter((message) => message.queueArn === DLQ);
  expect(letters).toHaveLength(1);
  return Object.fromEntries(
    Object.entries(letters[0]?.messageAttributes ?? {}).map(([name, { StringValue }]) => [
      name,
      StringValue,
    ]),
  );
};

const failuresOf = ({ store, flow }: FlowFixture) =>
  store.read((tx) => flow.report.failures(tx, { account: ACCOUNT, region: REGION }, { limit: 10 }));

test('each kind of target gets the event in its own way, in the name of the rule', async () => {
  const { rule, put, pass, world } = await fixtureOn();
  const made = await rule('r', { source: ['shop'] }, [
    { Arn: `${Q}.fifo`, SqsParameters: { MessageGroupId: '$.detail.customer' } },
    TOPIC,
    FUNCTION,
    GROUP,
    {
      Arn: GROUP,
      InputTransformer: {
        InputPathsMap: { t: '$.time', c: '$.detail.customer' },
        InputTemplate: '{"timestamp": <t>, "message": "of <c>"}',
      },
    },
  ]);

  await put({ detailText: '{"customer":"ann"}' });
  await pass(0);

  const source = { service: 'events.amazonaws.com', sourceArn: made.arn, sourceAccount: ACCOUNT };
  const text = world.queued[0]?.body ?? '';
  expect(world.queued).toMatchObject([
    { groupId: 'ann', source, body: expect.stringContaining('"customer":"ann"') },
  ]);
  expect(world.published).toEqual([{ topicArn: TOPIC, message: text, source }]);
  expect(world.invoked).toEqual([{ functionArn: FUNCTION, payload: text, source }]);
  expect(world.lines.map(({ events }) => events)).toEqual([
    [{ at: new Date('2026-03-02T10:00:00Z'), message: text }],
    [{ at: new Date('2026-03-02T10:00:00Z'), message: 'of ann' }],
  ]);
  expect(new Set(world.lines.map(({ stream }) => stream)).size).toBe(2);
});

test('a task is run by the role of its target, once for an event, its overrides from the template', async () => {
  const { rule, put, pass, world } = await fixtureOn();
  world.call = () => ({ tasks: [{}], failures: [] });
  await rule('r', { source: ['shop'] }, [
    {
      Arn: CLUSTER,
      RoleArn: ROLE,
      Input: '{"containerOverrides":[{"name":"c","command":["x"]}]}',
      EcsParameters: {
        TaskDefinitionArn: 'arn:aws:ecs:us-east-1:111122223333:task-definition/d:1',
        LaunchType: 'FARGATE',
        NetworkConfiguration: {
          awsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'ENABLED' },
        },
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    },
  ]);

  await put({});
  await pass(0);

  expect(world.calls).toMatchObject([
    {
      service: 'ecs',
      operation: 'RunTask',
      by: 'events.amazonaws.com',
      principal: { roleArn: ROLE },
      input: {
        cluster: CLUSTER,
        count: 1,
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' },
        },
        overrides: { containerOverrides: [{ name: 'c', command: ['x'] }] },
        startedBy: 'events-rule/r',
        tags: [{ key: 'a', value: 'b' }],
        clientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    },
  ]);
});

test.for<[string, Partial<Target> & { Arn: string }, (fixture: FlowFixture) => void, string]>([
  [
    'a queue that refuses',
    { Arn: Q },
    ({ world }) => (world.queue = ({ queueArn: arn }) => (arn === DLQ ? 'sent' : 'refused')),
    'NO_PERMISSIONS',
  ],
  [
    'a function that is gone',
    { Arn: FUNCTION },
    ({ world }) => (world.function = () => 'missing'),
    'NO_RESOURCE',
  ],
  [
    'a role that does not trust',
    { Arn: Q, RoleArn: ROLE },
    ({ world }) => (world.trusted = false),
    'FAILED_TO_ASSUME_ROLE',
  ],
  [
    'a role of another account',
    { Arn: Q, RoleArn: 'arn:aws:iam::999988887777:role/x' },
    () => undefined,
    'FAILED_TO_ASSUME_ROLE',
  ],
  [
    'a role that may not',
    { Arn: Q, RoleArn: ROLE },
    ({ world }) => (world.call = () => refusal('AccessDeniedException', 403)),
    'NO_PERMISSIONS',
  ],
  [
    'a template that makes no JSON',
    { Arn: Q, InputTransformer: { InputTemplate: '{"a": <aws.events.other>}' } },
    () => undefined,
    'INVALID_JSON',
  ],
  [
    'text for a function',
    { Arn: FUNCTION, InputTransformer: { InputTemplate: 'plain text' } },
    () => undefined,
    'INVALID_JSON',
  ],
  [
    'a target nobody delivers to',
    { Arn: 'arn:aws:kinesis:us-east-1:111122223333:stream/s' },
    () => undefined,
    'SDK_CLIENT_ERROR',
  ],
])(
  '%s is no reason to try again: the event is buried at once',
  async ([, target, prepare, code]) => {
    const fixture = await fixtureOn();
    prepare(fixture);
    const made = await fixture.rule('r', { source: ['shop'] }, [
      { ...target, DeadLetterConfig: { Arn: DLQ } },
    ]);

    await fixture.put({});
    await fixture.pass(0);

    expect(deadLetter(fixture)).toEqual({
      RULE_ARN: made.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: code,
      ERROR_MESSAGE: expect.any(String),
      RETRY_ATTEMPTS: '0',
    });
    expect(await failuresOf(fixture)).toMatchObject([
      { ruleArn: made.arn, targetId: 't0', errorCode: code, deadLetterArn: DLQ, attempts: 1 },
    ]);
  },
);

test('what may pass is tried again with longer pauses, until the retries are used up', async () => {
  const fixture = await fixtureOn();
  const { rule, put, pass, world } = fixture;
  world.queue = ({ queueArn: arn }) => (arn === DLQ ? 'sent' : new Error('busy'));
  await rule('r', { source: ['shop'] }, [
    { Arn: Q, RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: DLQ } },
  ]);
  const tries = (): number => world.queued.filter(({ queueArn: arn }) => arn === Q).length;

  await put({});
  await pass(0);
  expect(tries()).toBe(1);
  await pass(0.4);
  expect(tries()).toBe(1);
  await pass(0.6);
  expect(tries()).toBe(2);
  await pass(2);

  expect(tries()).toBe(3);
  expect(deadLetter(fixture)).toMatchObject({
    ERROR_CODE: 'INTERNAL_ERROR',
    ERROR_MESSAGE: 'busy',
    EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    RETRY_ATTEMPTS: '2',
  });
  await pass(86_400);
  expect(tries()).toBe(3);
});

test('an event that grows too old is given up, and without a queue it is shown as lost', async () => {
  const fixture = await fixtureOn();
  const { rule, put, pass, world } = fixture;
  world.queue = () => new Error('busy');
  const made = await rule('r', { source: ['shop'] }, [
    { Arn: Q, RetryPolicy: { MaximumEventAgeInSeconds: 60 } },
  ]);

  await put({});
  for (let second = 0; second < 70; second += 1) await pass(1);

  expect(await failuresOf(fixture)).toMatchObject([
    { ruleArn: made.arn, errorCode: 'INTERNAL_ERROR', deadLetterArn: undefined },
  ]);
  expect(world.queued.length).toBeGreaterThan(4);
});

test('events as large as they can be go in smaller batches', async () => {
  const { rule, put, pass, world } = await fixtureOn();
  await rule('r', { source: ['shop'] }, [Q]);
  const detailText = JSON.stringify({ text: 'x'.repeat(1_000_000) });

  await put(...Array.from({ length: 20 }, () => ({ detailText })));
  await pass(0);

  expect(world.queued).toHaveLength(20);
});

test('a delivery whose rule or target is gone ends quietly', async () => {
  const { rule, put, pass, world, write, store } = await fixtureOn();
  const made = await rule('r', { source: ['shop'] }, [Q]);
  await put({});

  await write((tx) => tx.run('DELETE FROM events_target WHERE rule_arn = ?', [made.arn]));
  await pass(0);

  expect(world.queued).toEqual([]);
  expect(await store.read((tx) => tx.all('SELECT id FROM events_delivery'))).toEqual([]);
});

test('deliveries begin by themselves after the commit, and a target that hangs holds up no other kind', async () => {
  const { rule, put, world, flow } = await fixtureOn();
  const released = Promise.withResolvers<'sent'>();
  onTestFinished(() => released.resolve('sent'));
  world.queue = () => released.promise;
  await rule('r', { source: ['shop'] }, [Q, TOPIC, FUNCTION]);
  flow.pump.start();

  await put({});
  await vi.waitFor(
    () => expect([world.published, world.invoked].map(({ length }) => length)).toEqual([1, 1]),
    { interval: 1 },
  );
  await put({});
  await vi.waitFor(() => expect(world.invoked).toHaveLength(2), { interval: 1 });

  expect(world.queued).toHaveLength(2);
});

const server = await testPostgres();

describe.for([
  ['SQLite', true, memoryStore],
  [
    'PostgreSQL',
    server !== undefined,
    async () =>
      openPostgres({ url: (await server?.database()) ?? '', clock: systemClock, log: silentLog }),
  ],
] as const)('on %s', ([, present, open]) => {
  test.runIf(present)(
    'a thousand deliveries are made in batches, with retries, and leave nothing behind',
    async () => {
      const { rule, put, pass, world, store } = await fixtureOn(open);
      let count = 0;
      world.queue = () => ((count += 1) % 10 === 0 ? new Error('busy') : 'sent');
      await rule('r', { source: ['shop'] }, [Q, queueArn('q2')]);

      for (let batch = 0; batch < 5; batch += 1)
        await put(
          ...Array.from({ length: 100 }, (_, at) => ({ detailText: `{"n":${batch * 100 + at}}` })),
        );
      for (let round = 0; round < 8; round += 1) await pass(2 ** round);

      const delivered = new Set(world.queued.map(({ queueArn: arn, body }) => `${arn} ${body}`));
      expect(delivered.size).toBe(1000);
      expect(await store.read((tx) => tx.all('SELECT id FROM events_delivery'))).toEqual([]);
      expect(await store.read((tx) => tx.all('SELECT event_key FROM events_accepted'))).toEqual([]);
    },
  );

  test.runIf(present)('what a process that fell had taken is delivered by another', async () => {
    const { rule, put, pass, world, store, clock } = await fixtureOn(open);
    await rule('r', { source: ['shop'] }, [Q]);
    await put({}, {}, {});
    const until = clock.now().getTime() + 30_000;
    await store.write((tx) =>
      tx.run("UPDATE events_delivery SET lease = 'gone', ready_at = ? WHERE id = 1", [until]),
    );

    await pass(0);
    await pass(31);

    expect(world.queued).toHaveLength(3);
  });
});

test.runIf(server !== undefined)(
  'several nodes share the deliveries: while one waits for its target, another goes on, and none is made twice',
  async () => {
    const url = (await server?.database()) ?? '';
    const node = (): Promise<FlowFixture> =>
      fixtureOn(() => openPostgres({ url, clock: systemClock, log: silentLog }));
    const here = await node();
    const there = await node();
    await here.rule('r', { source: ['shop'] }, [Q]);
    const others = Promise.withResolvers<'sent'>();
    here.world.queue = () => others.promise;
    there.world.queue = () => {
      others.resolve('sent');
      return 'sent';
    };
    for (const { flow } of [here, there]) flow.pump.start();
    const delivered = (): readonly string[] =>
      [here, there].flatMap(({ world }) => world.queued.map(({ body }) => body));

    await Promise.all(
      Array.from({ length: 10 }, (_, batch) =>
        here.put(
          ...Array.from({ length: 60 }, (_each, at) => ({
            detailText: `{"n":${batch * 60 + at}}`,
          })),
        ),
      ),
    );
    await vi.waitFor(() => expect(delivered()).toHaveLength(600), { timeout: 20_000, interval: 5 });

    expect(new Set(delivered()).size).toBe(600);
    expect(there.world.queued.length).toBeGreaterThan(0);
  },
);
