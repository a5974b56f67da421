import type { DescribeAlarmHistoryOutput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { alarmArn, alarmsFixture, CALLS, TOPIC } from './alarms.fixture.ts';

const WITHOUT = (...names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, undefined]));

test.for([
  [{ Period: 45 }, 'Period must be 10, 20, 30 or a multiple of 60'],
  [{ Period: 1 }, 'Period must be 10, 20, 30 or a multiple of 60'],
  [{ Period: 60, EvaluationPeriods: 1441, DatapointsToAlarm: undefined }, 'more than a day'],
  [{ Period: 3600, EvaluationPeriods: 169 }, 'more than a week'],
  [{ DatapointsToAlarm: 2 }, 'DatapointsToAlarm must be less than or equal to EvaluationPeriods'],
  [WITHOUT('EvaluationPeriods'), "Value null at 'evaluationPeriods'"],
  [WITHOUT('ComparisonOperator'), "Value null at 'comparisonOperator'"],
  [WITHOUT('Threshold'), 'Threshold is required'],
  [WITHOUT('Period'), 'Period'],
  [WITHOUT('Statistic'), 'Statistic or ExtendedStatistic'],
  [WITHOUT('MetricName'), 'MetricName'],
  [WITHOUT('Namespace'), 'Namespace'],
  [
    WITHOUT('MetricName', 'Namespace'),
    'Exactly one element of the metrics list should return data.',
  ],
  [{ ...WITHOUT('Statistic'), ExtendedStatistic: 'q99' }, 'q99'],
  [{ ComparisonOperator: 'GreaterThanUpperThreshold' }, 'requires ThresholdMetricId'],
  [
    { TreatMissingData: 'maybe' },
    'The value maybe is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].',
  ],
  [
    { EvaluateLowSampleCountPercentile: 'maybe' },
    'Option maybe is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and ignore.',
  ],
  [{ EvaluationInterval: 60 }, 'not supported'],
  [{ AlarmActions: ['topic'] }, 'Invalid arn syntax: topic'],
  [{ AlarmActions: ['arn:aws:s3:::bucket'] }, 'Invalid alarm action'],
  [
    { OKActions: ['arn:aws:sns:eu-central-1:111122223333:t'] },
    'Invalid region eu-central-1 specified. Only us-east-1 is supported.',
  ],
  [{ AlarmActions: [TOPIC, TOPIC] }, 'more than once'],
  [{ AlarmActions: Array.from({ length: 6 }, (_, at) => `${TOPIC}${at}`) }, "at 'alarmActions'"],
  [{ AlarmName: 'with\nbreak' }, "at 'alarmName'"],
  [
    { Statistic: 'Median' },
    'Member must satisfy enum value set: [Maximum, SampleCount, Sum, Minimum, Average]',
  ],
  [{ Unit: 'Apples' }, "at 'unit'"],
  [{ Namespace: ':n' }, "at 'namespace'"],
] as const)('PutMetricAlarm with %o: %s', async ([over, message]) => {
  const cloud = await alarmsFixture();

  await expect(cloud.run('PutMetricAlarm', { ...CALLS, ...over })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test.for([[{ ExtendedStatistic: 'p99' }], [{ Metrics: [{ Id: 'm1', Expression: '1' }] }]] as const)(
  'PutMetricAlarm with %o beside one metric is a wrong combination',
  async ([over]) => {
    const cloud = await alarmsFixture();

    await expect(cloud.run('PutMetricAlarm', { ...CALLS, ...over })).rejects.toMatchObject({
      name: 'InvalidParameterCombinationException',
    });
  },
);

test('alarms are found by name, prefix, state, action and type, page by page', async () => {
  const cloud = await alarmsFixture();
  const other = `${TOPIC}-2`;
  for (const AlarmName of ['a_1', 'a_2', 'aX3', 'b'])
    await cloud.run('PutMetricAlarm', {
      ...CALLS,
      AlarmName,
      AlarmActions: [AlarmName === 'b' ? other : TOPIC],
    });
  await cloud.composite('c', 'TRUE');
  const names = async (input: object): Promise<readonly (string | undefined)[]> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await cloud.run<DescribeAlarmsOutput>(
      'DescribeAlarms',
      input,
    );
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
  };

  expect(await names({})).toEqual(['aX3', 'a_1', 'a_2', 'b']);
  expect(await names({ AlarmNamePrefix: 'a_' })).toEqual(['a_1', 'a_2']);
  expect(await names({ AlarmNames: ['b', 'none', 'a_1'] })).toEqual(['a_1', 'b']);
  expect(await names({ ActionPrefix: other })).toEqual(['b']);
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual(['c']);
  expect(await names({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] })).toHaveLength(5);
  await cloud.set('b', 'ALARM');
  expect(await names({ StateValue: 'ALARM' })).toEqual(['b']);

  const paged: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page: DescribeAlarmsOutput = await cloud.run('DescribeAlarms', {
      MaxRecords: 3,
      NextToken,
    });
    paged.push(...(page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  expect(paged).toEqual(['aX3', 'a_1', 'a_2', 'b']);
  for (const [input, name] of [
    [{ NextToken: 'x' }, 'InvalidNextToken'],
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'a' }, 'InvalidParameterCombinationException'],
  ] as const)
    await expect(cloud.run('DescribeAlarms', input)).rejects.toMatchObject({ name });
});

test('an alarm is shown as it was put', async () => {
  const cloud = await alarmsFixture();
  const put = {
    AlarmName: 'whole',
    AlarmDescription: 'ä',
    Namespace: 'app',
    MetricName: 'latency',
    Dimensions: [{ Name: 'path', Value: '/' }],
    ExtendedStatistic: 'p99.9',
    Unit: 'Milliseconds',
    Period: 300,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.5,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
    EvaluateLowSampleCountPercentile: 'ignore',
    ActionsEnabled: false,
    InsufficientDataActions: [TOPIC],
  };
  await cloud.run('PutMetricAlarm', put);

  expect(await cloud.metric('whole')).toMatchObject({
    ...put,
    AlarmArn: alarmArn('whole'),
    OKActions: [],
    AlarmActions: [],
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
  });
  const metric = { Namespace: 'app', MetricName: 'latency' };
  const found = async (input: object): Promise<number | undefined> =>
    (await cloud.run<DescribeAlarmsOutput>('DescribeAlarmsForMetric', { ...metric, ...input }))
      .MetricAlarms?.length;
  expect(await found({})).toBe(0);
  expect(await found({ Dimensions: put.Dimensions })).toBe(1);
  expect(await found({ Dimensions: put.Dimensions, Period: 60 })).toBe(0);
  expect(await found({ Dimensions: put.Dimensions, ExtendedStatistic: 'p99.9', Period: 300 })).toBe(
    1,
  );
  expect(await found({ Dimensions: put.Dimensions, Statistic: 'Sum' })).toBe(0);
  expect(await cloud.run('DescribeAlarmContributors', { AlarmName: 'whole' })).toEqual({
    AlarmContributors: [],
  });
  await expect(cloud.run('DescribeAlarmContributors', { AlarmName: 'none' })).rejects.toMatchObject(
    { name: 'ResourceNotFoundException' },
  );
});

test('history is read in both directions, by type, time and alarm, page by page', async () => {
  const cloud = await alarmsFixture();
  for (const AlarmName of ['a', 'b']) await cloud.run('PutMetricAlarm', { ...CALLS, AlarmName });
  await cloud.runner.runDue();
  cloud.clock.advance({ seconds: 10 });
  for (const state of ['ALARM', 'OK', 'ALARM']) await cloud.set('a', state);
  await cloud.composite('c', 'TRUE');

  const read = async (input: object): Promise<readonly string[]> => {
    const lines: string[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeAlarmHistoryOutput = await cloud.run('DescribeAlarmHistory', {
        MaxRecords: 2,
        NextToken,
        ...input,
      });
      for (const { AlarmName, HistorySummary } of page.AlarmHistoryItems ?? [])
        lines.push(`${AlarmName}: ${HistorySummary}`);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return lines;
  };

  const all = await read({ ScanBy: 'TimestampAscending' });
  expect(all).toEqual([
    'a: Alarm "a" created',
    'b: Alarm "b" created',
    'a: Alarm updated from INSUFFICIENT_DATA to ALARM',
    'a: Alarm updated from ALARM to OK',
    'a: Alarm updated from OK to ALARM',
  ]);
  expect(await read({})).toEqual(all.toReversed());
  expect(await read({ AlarmName: 'b' })).toEqual(['b: Alarm "b" created']);
  expect(await read({ HistoryItemType: 'StateUpdate' })).toHaveLength(3);
  expect(await read({ StartDate: cloud.at(-5) })).toHaveLength(3);
  expect(await read({ EndDate: cloud.at(-5) })).toHaveLength(2);
  expect(await read({ AlarmTypes: ['CompositeAlarm'], ScanBy: 'TimestampAscending' })).toEqual([
    'c: Alarm "c" created',
    'c: Alarm updated from INSUFFICIENT_DATA to ALARM',
    `c: Successfully executed action ${TOPIC}`,
  ]);
  await expect(cloud.run('DescribeAlarmHistory', { NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
});

const allow = (Action: string | readonly string[], Resource: string, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }],
});

const tagged = (Value: string) => ({ ...CALLS, AlarmName: 'n', Tags: [{ Key: 'team', Value }] });

test('policies decide by alarm, tags and actions; composite alarms need all alarms', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Tags: [{ Key: 'team', Value: 'blue' }] });
  const blue = cloud.userWith(
    'blue',
    allow(['cloudwatch:SetAlarmState', 'cloudwatch:DeleteAlarms'], '*', {
      StringEquals: { 'aws:ResourceTag/team': 'blue' },
    }),
    allow(['cloudwatch:DescribeAlarms', 'cloudwatch:PutCompositeAlarm'], alarmArn('calls')),
    allow('cloudwatch:PutMetricAlarm', '*', {
      'ForAllValues:StringEquals': { 'cloudwatch:AlarmActions': [TOPIC] },
    }),
    allow('cloudwatch:TagResource', '*', { StringEquals: { 'aws:RequestTag/team': 'blue' } }),
  );
  const may = (operation: string, input: object): Promise<string> =>
    cloud.run(operation, input, { as: blue }).then(
      () => 'may',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
  const state = { StateValue: 'OK', StateReason: 'x' };

  expect(await may('SetAlarmState', { AlarmName: 'calls', ...state })).toBe('may');
  expect(await may('SetAlarmState', { AlarmName: 'none', ...state })).toBe('AccessDenied');
  expect(await may('DescribeAlarms', { AlarmNames: ['calls'] })).toBe('may');
  expect(await may('DescribeAlarms', {})).toBe('AccessDenied');
  expect(
    await may('DescribeAlarms', { AlarmNames: ['calls'], AlarmTypes: ['CompositeAlarm'] }),
  ).toBe('AccessDenied');
  expect(await may('PutCompositeAlarm', { AlarmName: 'calls', AlarmRule: 'TRUE' })).toBe(
    'AccessDenied',
  );
  expect(
    await may('PutMetricAlarm', { ...CALLS, AlarmName: 'm', AlarmActions: [`${TOPIC}2`] }),
  ).toBe('AccessDenied');
  expect(await may('PutMetricAlarm', { ...CALLS, AlarmName: 'm', AlarmActions: [TOPIC] })).toBe(
    'may',
  );
  expect(await may('PutMetricAlarm', tagged('red'))).toBe('AccessDenied');
  expect(await may('PutMetricAlarm', tagged('blue'))).toBe('may');
  expect(await may('DeleteAlarms', { AlarmNames: ['n', 'm'] })).toBe('AccessDenied');
  expect(await may('DeleteAlarms', { AlarmNames: ['n'] })).toBe('may');
  expect(await may('DescribeAlarmHistory', {})).toBe('AccessDenied');
});

test('tags of an alarm are listed, changed, and gone with it', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Tags: [{ Key: 'team', Value: 'blue' }] });
  const ResourceARN = alarmArn('calls');

  await cloud.run('TagResource', { ResourceARN, Tags: [{ Key: 'stage', Value: 'test' }] });
  await cloud.run('UntagResource', { ResourceARN, TagKeys: ['team'] });

  expect(await cloud.run('ListTagsForResource', { ResourceARN })).toEqual({
    Tags: [{ Key: 'stage', Value: 'test' }],
  });
  await cloud.run('DeleteAlarms', { AlarmNames: ['calls'] });
  await expect(cloud.run('ListTagsForResource', { ResourceARN })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await cloud.alarm();
  expect(await cloud.run('ListTagsForResource', { ResourceARN })).toEqual({ Tags: [] });
});

test('one name is no two kinds of alarm', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm();
  await cloud.composite('c', 'TRUE');

  await expect(cloud.composite('calls', 'TRUE')).rejects.toMatchObject({ name: 'ValidationError' });
  await expect(cloud.alarm({ AlarmName: 'c' })).rejects.toMatchObject({ name: 'ValidationError' });
});
