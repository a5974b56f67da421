import type { DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { alarmArn, type AlarmsFixture, alarmsFixture, TOPIC } from './alarms.fixture.ts';

const IGNORE = { TreatMissingData: 'ignore' };

const world = async (): Promise<AlarmsFixture> => {
  const cloud = await alarmsFixture();
  for (const AlarmName of ['a', 'b', 'maintenance'])
    await cloud.alarm({ ...IGNORE, AlarmName, AlarmActions: [], OKActions: [] });
  return cloud;
};

/** What was told of `both` since it has its first state, which was not told. */
const subjects = (cloud: AlarmsFixture): readonly (string | undefined)[] =>
  cloud.published.map(({ subject }) => subject);

const ALARMED = 'ALARM: "both" in US East (N. Virginia)';
const ENDED = 'OK: "both" in US East (N. Virginia)';

test('a composite alarm follows its children, through others, in one transaction', async () => {
  const cloud = await world();
  await cloud.composite('both', `ALARM(a) AND ALARM("${alarmArn('b')}")`);
  await cloud.composite('top', 'NOT OK(both)');
  expect(await cloud.rule('both')).toMatchObject({
    StateValue: 'OK',
    StateReason: `${alarmArn('both')} was created and its alarm rule evaluates to OK`,
  });
  await cloud.emitted();

  await cloud.set('a', 'ALARM');
  expect((await cloud.rule('top')).StateValue).toBe('OK');
  cloud.clock.advance({ seconds: 5 });
  await cloud.set('b', 'ALARM');

  expect(await cloud.rule('both')).toMatchObject({
    StateValue: 'ALARM',
    StateReason: `${alarmArn('b')} transitioned to ALARM at Monday 02 March, 2026 10:00:05 UTC`,
    StateReasonData: `{"triggeringAlarms":[{"arn":"${alarmArn('b')}","state":{"value":"ALARM","timestamp":"2026-03-02T10:00:05.000+0000"}}]}`,
  });
  expect((await cloud.rule('top')).StateReason).toMatch(/alarm:both transitioned to ALARM/);
  expect(subjects(cloud)).toEqual([ALARMED, 'ALARM: "top" in US East (N. Virginia)']);
  expect(JSON.parse(cloud.published[0]?.message ?? '')).toMatchObject({
    AlarmRule: `ALARM(a) AND ALARM("${alarmArn('b')}")`,
    TriggeringChildren: [
      {
        Arn: alarmArn('b'),
        State: { Value: 'ALARM', Timestamp: '2026-03-02T10:00:05.000+0000' },
      },
    ],
  });
  const events = await cloud.emitted();
  expect(events.map(({ detail }) => detail['alarmName'])).toEqual(['a', 'b', 'both', 'top']);
  expect(events[2]?.detail).toMatchObject({
    configuration: { alarmRule: expect.stringContaining('ALARM(a)') },
  });
  await cloud.run('PutCompositeAlarm', { AlarmName: 'both', AlarmRule: 'FALSE' });
  await cloud.runner.runDue();
  expect(await cloud.rule('both')).toMatchObject({
    StateValue: 'OK',
    StateReason: `${alarmArn('both')} was updated and its alarm rule evaluates to OK`,
  });
});

test.for([
  [
    { AlarmRule: ' ALARM(a)' },
    'AlarmRule must not contain leading or trailing whitespace or be null',
  ],
  [{ AlarmRule: 'ALARM(a) OR' }, 'Invalid AlarmRule'],
  [
    { AlarmRule: 'ALARM(a) OR ALARM(nope)' },
    'Could not save the composite alarm as alarms [nope] in the alarm rule do not exist',
  ],
  [
    { AlarmRule: 'ALARM(arn:aws:cloudwatch:us-east-1:444455556666:alarm:a)' },
    'Could not save the composite alarm as alarms [arn:aws:cloudwatch:us-east-1:444455556666:alarm:a]',
  ],
  [{ AlarmRule: 'ALARM(x)' }, 'depends on x itself'],
  [{ AlarmRule: 'TRUE', ActionsSuppressor: 'a' }, 'are required with ActionsSuppressor'],
  [{ AlarmRule: 'TRUE', ActionsSuppressorWaitPeriod: 1 }, 'cannot be specified without it'],
  [
    {
      AlarmRule: 'TRUE',
      ActionsSuppressor: 'nope',
      ActionsSuppressorWaitPeriod: 1,
      ActionsSuppressorExtensionPeriod: 1,
    },
    'the suppressor alarm [nope] does not exist',
  ],
  [
    { AlarmRule: 'TRUE', AlarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] },
    'Invalid alarm action',
  ],
  [
    { AlarmRule: Array.from({ length: 101 }, (_, at) => `OK(n${at})`).join(' OR ') },
    'more than 100',
  ],
] as const)('%o is refused: %s', async ([input, message]) => {
  const cloud = await world();

  await expect(cloud.run('PutCompositeAlarm', { AlarmName: 'x', ...input })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test('a state that somebody sets tells of no children but those that he names', async () => {
  const cloud = await world();
  await cloud.composite('both', 'FALSE', { OKActions: [TOPIC] });
  const told = async (
    StateValue: string,
    StateReasonData: string | undefined,
  ): Promise<unknown> => {
    const state = { AlarmName: 'both', StateValue, StateReason: 'x', StateReasonData };
    await cloud.run('SetAlarmState', state);
    await cloud.runner.runDue();
    return JSON.parse(cloud.published.at(-1)?.message ?? '').TriggeringChildren;
  };

  expect(await told('ALARM', undefined)).toEqual([]);
  expect(await told('OK', '{"triggeringAlarms":5}')).toEqual([]);
  expect(await told('ALARM', '{"triggeringAlarms":[null,{"arn":"a"}]}')).toEqual([
    { State: {} },
    { Arn: 'a', State: {} },
  ]);
});

test('a cycle is refused, through a rule or a suppressor', async () => {
  const cloud = await world();
  const suppressed = {
    ActionsSuppressor: 'two',
    ActionsSuppressorWaitPeriod: 0,
    ActionsSuppressorExtensionPeriod: 0,
  };
  await cloud.composite('one', 'TRUE');
  await cloud.composite('two', 'ALARM(one)');
  await cloud.composite('three', 'ALARM(a)', suppressed);

  for (const [name, rule, more] of [
    ['one', 'ALARM(two)', {}],
    ['one', 'NOT OK(one)', {}],
    ['one', 'ALARM(three)', {}],
    ['one', 'TRUE', suppressed],
  ] as const)
    await expect(cloud.composite(name, rule, more)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('depends on one itself'),
    });
});

test('what a composite alarm names cannot be deleted before it, and at most one composite goes at once', async () => {
  const cloud = await world();
  await cloud.composite('both', 'ALARM(a) OR ALARM(b)', {
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 1,
    ActionsSuppressorExtensionPeriod: 1,
  });
  await cloud.composite('other', 'TRUE');
  const refusal = (AlarmNames: readonly string[]) =>
    cloud.run('DeleteAlarms', { AlarmNames }).then(
      () => 'deleted',
      (error: unknown) => String(error),
    );

  expect(await refusal(['a'])).toContain(
    'Cannot delete a as there are composite alarm(s) depending on it.',
  );
  expect(await refusal(['a', 'b', 'none'])).toContain(
    'Cannot delete a,b as there are composite alarm(s) depending on them.',
  );
  expect(await refusal(['maintenance'])).toContain('Cannot delete maintenance');
  expect(await refusal(['both', 'other'])).toContain('at most one composite');
  expect(await refusal(['both', 'a', 'none'])).toBe('deleted');
  expect(await refusal(['b', 'maintenance', 'other'])).toBe('deleted');
  expect(await cloud.run('DescribeAlarms', {})).toMatchObject({ MetricAlarms: [] });
});

test('children and parents are described with what AWS tells of them', async () => {
  const cloud = await world();
  await cloud.composite('both', 'ALARM(a) OR ALARM(b)');
  await cloud.composite('top', 'ALARM(both) OR OK(a)');

  const children = await cloud.run<DescribeAlarmsOutput>('DescribeAlarms', {
    ChildrenOfAlarmName: 'top',
  });
  const parents = await cloud.run<DescribeAlarmsOutput>('DescribeAlarms', {
    ParentsOfAlarmName: 'a',
  });

  expect(children.MetricAlarms).toMatchObject([{ AlarmName: 'a', StateValue: expect.any(String) }]);
  expect(children.CompositeAlarms).toMatchObject([
    { AlarmName: 'both', AlarmArn: alarmArn('both') },
  ]);
  expect(children.CompositeAlarms?.[0]).not.toHaveProperty('AlarmRule');
  expect(parents).toEqual({
    MetricAlarms: [],
    CompositeAlarms: [
      { AlarmName: 'both', AlarmArn: alarmArn('both') },
      { AlarmName: 'top', AlarmArn: alarmArn('top') },
    ],
    NextToken: undefined,
  });
  await expect(
    cloud.run('DescribeAlarms', { ChildrenOfAlarmName: 'top', StateValue: 'OK' }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

const BOTH = {
  AlarmName: 'both',
  AlarmRule: 'ALARM(a)',
  AlarmActions: [TOPIC],
  ActionsSuppressor: 'maintenance',
  ActionsSuppressorWaitPeriod: 120,
  ActionsSuppressorExtensionPeriod: 180,
};

const suppressedWorld = async (): Promise<AlarmsFixture> => {
  const cloud = await world();
  await cloud.composite('both', 'ALARM(a)', BOTH);
  // The first state waits too.
  await cloud.pass(120);
  await cloud.run('PutCompositeAlarm', { ...BOTH, OKActions: [TOPIC] });
  await cloud.runner.runDue();
  return cloud;
};

test('actions wait for the suppressor as long as the wait period, and then run', async () => {
  const cloud = await suppressedWorld();
  await cloud.emitted();

  await cloud.set('a', 'ALARM');
  expect(await cloud.rule('both')).toMatchObject({
    StateValue: 'ALARM',
    ActionsSuppressedBy: 'WaitPeriod',
    ActionsSuppressedReason: 'Actions suppressed by WaitPeriod',
  });
  expect((await cloud.emitted()).at(-1)?.detail).toMatchObject({
    state: {
      actionsSuppressedBy: 'WaitPeriod',
      actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    },
    configuration: {
      actionsSuppressor: 'maintenance',
      actionsSuppressorWaitPeriod: 120,
      actionsSuppressorExtensionPeriod: 180,
    },
  });
  await cloud.pass(119);
  expect(subjects(cloud)).toEqual([]);
  await cloud.pass(1);

  expect(subjects(cloud)).toEqual([ALARMED]);
  expect((await cloud.rule('both')).ActionsSuppressedBy).toBeUndefined();
  // The end of it waits as well: maintenance may be about to begin.
  await cloud.set('a', 'OK');
  await cloud.pass(120);
  expect(subjects(cloud)).toEqual([ALARMED, ENDED]);
});

test('an alarm that ends while its actions wait says nothing', async () => {
  const cloud = await suppressedWorld();
  await cloud.set('a', 'ALARM');
  await cloud.pass(60);

  await cloud.set('a', 'OK');
  await cloud.pass(300);

  expect(subjects(cloud)).toEqual([]);
  expect((await cloud.rule('both')).ActionsSuppressedBy).toBeUndefined();
});

test('the suppressor in alarm suppresses, and its end starts the extension period', async () => {
  const cloud = await suppressedWorld();
  await cloud.set('a', 'ALARM');
  await cloud.pass(60);

  await cloud.set('maintenance', 'ALARM');
  await cloud.pass(600);
  expect(await cloud.rule('both')).toMatchObject({ ActionsSuppressedBy: 'Alarm' });
  await cloud.set('maintenance', 'OK');
  expect(await cloud.rule('both')).toMatchObject({ ActionsSuppressedBy: 'ExtensionPeriod' });
  await cloud.pass(179);
  expect(subjects(cloud)).toEqual([]);
  await cloud.pass(1);

  expect(subjects(cloud)).toEqual([ALARMED]);
});

const either = (one: string, other: string): string =>
  `(ALARM(${one}) AND NOT ALARM(${other})) OR (NOT ALARM(${one}) AND ALARM(${other}))`;

test('rules that double each change with every level do not hold up everybody else', async () => {
  const cloud = await world();
  let below = ['left0', 'right0'];
  for (const name of below) await cloud.composite(name, 'ALARM(a)', { AlarmActions: [] });
  for (let level = 1; level <= 12; level += 1) {
    const [one = '', other = ''] = below;
    below = [`left${level}`, `right${level}`];
    for (const name of below) await cloud.composite(name, either(one, other), { AlarmActions: [] });
  }
  await cloud.composite('last', `NOT ALARM(left12) AND ALARM(left0)`, { AlarmActions: [] });

  await cloud.set('a', 'ALARM');

  const { total } = (await cloud.store.read((tx) =>
    tx.get<{ total: number }>(
      "SELECT COUNT(*) AS total FROM cloudwatch_alarm_history WHERE type = 'StateUpdate'",
    ),
  )) ?? { total: 0 };
  expect(total).toBeLessThan(2000);
  for (const name of ['left0', 'right0', 'last'])
    expect((await cloud.rule(name)).StateValue).toBe('ALARM');
  for (const name of ['left1', 'right6', 'left12'])
    expect((await cloud.rule(name)).StateValue).toBe('OK');
});
