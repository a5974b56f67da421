import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, flowFixture, type FlowFixture, queueArn, REGION } from '../flow.fixture.ts';
import { rules } from '../repositories/rules.ts';
import { SCHEDULE } from './schedules.ts';

const Q = queueArn('q');

const fixtureOf = async (): Promise<FlowFixture> => {
  const fixture = await flowFixture();
  onTestFinished(() => fixture.store.close());
  return fixture;
};

const times = ({ bodies }: FlowFixture): readonly unknown[] => bodies().map(({ time }) => time);

test('a due time makes one event for the targets of the rule', async () => {
  const fixture = await fixtureOf();
  const { rule, pass, bodies } = fixture;
  const made = await rule('r', 'rate(5 minutes)', [Q, { Arn: queueArn('q2'), Input: '{"x":1}' }]);
  await rule('pattern', { source: ['aws.events'] }, [queueArn('never')]);

  await pass(299);
  expect(bodies()).toEqual([]);
  await pass(1);

  expect(bodies()).toEqual([
    {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: ACCOUNT,
      time: '2026-03-02T10:05:00Z',
      region: REGION,
      resources: [made.arn],
      detail: {},
    },
    { x: 1 },
  ]);
  await pass(300);
  expect(bodies()).toHaveLength(4);
});

test('due times that pass while nothing runs are made up for, each once', async () => {
  const fixture = await fixtureOf();
  await fixture.rule('r', 'cron(0/10 * * * ? *)', [Q]);

  await fixture.pass(3600);

  expect(times(fixture)).toEqual([
    '2026-03-02T10:10:00Z',
    '2026-03-02T10:20:00Z',
    '2026-03-02T10:30:00Z',
    '2026-03-02T10:40:00Z',
    '2026-03-02T10:50:00Z',
    '2026-03-02T11:00:00Z',
  ]);
});

test('two nodes that fire at once fire once, and a node that fell before it was done loses nothing', async () => {
  const fixture = await fixtureOf();
  const { rule, pass, clock, store, flow } = fixture;
  const made = await rule('r', 'rate(1 minute)', [Q]);
  clock.advance({ seconds: 60 });
  const fire = flow.work[SCHEDULE];
  const work = {
    kind: SCHEDULE,
    key: made.arn,
    payload: '',
    dueAt: clock.now(),
    attempts: 1,
    lease: 'x',
    version: 1,
  };

  await Promise.all([fire?.(store, work), fire?.(store, work)]);
  await pass(0);

  expect(times(fixture)).toEqual(['2026-03-02T10:01:00Z']);
  await pass(60);
  expect(times(fixture)).toHaveLength(2);
});

test('a disabled or deleted rule fires no more, one that is enabled again begins anew', async () => {
  const fixture = await fixtureOf();
  const { rule, pass, write, flow, clock, world } = fixture;
  const made = await rule('r', 'rate(1 minute)', [Q]);
  const change = (state: 'ENABLED' | 'DISABLED'): Promise<void> =>
    write(async (tx) => {
      await rules.setState(tx, made.arn, state);
      await flow.changes.scheduleChanged(tx, { ...made, state }, clock.now());
    });

  await change('DISABLED');
  await pass(90);
  await change('ENABLED');
  await pass(59);
  expect(world.queued).toEqual([]);
  await pass(1);
  expect(times(fixture)).toEqual(['2026-03-02T10:02:30Z']);

  await write(async (tx) => {
    await rules.delete(tx, made.arn);
    await flow.changes.ruleDeleted(tx, made);
  });
  await pass(600);
  expect(world.queued).toHaveLength(1);
});

test('putting the rule again with the same expression does not put it off', async () => {
  const fixture = await fixtureOf();
  await fixture.rule('r', 'rate(1 minute)', [Q]);
  await fixture.pass(30);

  await fixture.rule('r', 'rate(1 minute)', [Q]);
  await fixture.pass(30);

  expect(times(fixture)).toEqual(['2026-03-02T10:01:00Z']);
});
