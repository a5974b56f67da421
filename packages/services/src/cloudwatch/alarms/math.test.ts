import { expect, test } from 'vitest';
import { alarmArn, alarmsFixture, CALLS, TOPIC } from './alarms.fixture.ts';

const stat = (Id: string, MetricName: string) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'app', MetricName }, Period: 60, Stat: 'Sum' },
  ReturnData: false,
});

const ofQueries = (Metrics: readonly object[], over: object = {}) => ({
  AlarmName: 'ratio',
  Metrics,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 0.1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
  ...over,
});

test('an alarm on metric math is decided when its period ends, and sleeps without data', async () => {
  const cloud = await alarmsFixture();
  await cloud.run(
    'PutMetricAlarm',
    ofQueries([
      { Id: 'e1', Expression: 'errors / calls', Label: 'Error rate' },
      stat('errors', 'errors'),
      stat('calls', 'calls'),
    ]),
  );
  await cloud.runner.runDue();
  for (let minute = 0; minute < 5; minute += 1) await cloud.pass(60);
  await cloud.emitted();

  await cloud.put('errors', [[0, 1]]);
  await cloud.put('calls', [[0, 4]]);
  await cloud.pass(61);

  expect(await cloud.metric('ratio')).toMatchObject({
    StateValue: 'ALARM',
    StateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [0.25 (02/03/26 10:05:00)] was greater than the threshold (0.1) (minimum 1 datapoint for OK -> ALARM transition).',
    Dimensions: [],
    Metrics: [{ Id: 'e1', Label: 'Error rate' }, { Id: 'errors' }, { Id: 'calls' }],
  });
  expect((await cloud.metric('ratio')).StateReasonData).not.toContain('"statistic"');
  expect(JSON.parse(cloud.published[0]?.message ?? '').Trigger).toMatchObject({
    Period: 60,
    Threshold: 0.1,
    Metrics: [
      { Expression: 'errors / calls', Id: 'e1', Label: 'Error rate', ReturnData: true },
      {
        Id: 'errors',
        MetricStat: {
          Metric: { Dimensions: [], MetricName: 'errors', Namespace: 'app' },
          Period: 60,
          Stat: 'Sum',
        },
        ReturnData: false,
      },
      { Id: 'calls' },
    ],
  });
  expect((await cloud.emitted())[0]?.detail).toMatchObject({
    configuration: {
      metrics: [
        { id: 'e1', expression: 'errors / calls', label: 'Error rate', returnData: true },
        {
          id: 'errors',
          metricStat: { metric: { namespace: 'app', name: 'errors', dimensions: {} } },
        },
        { id: 'calls' },
      ],
    },
  });
  expect(
    await cloud.run('DescribeAlarmsForMetric', { Namespace: 'app', MetricName: 'calls' }),
  ).toEqual({
    MetricAlarms: [],
  });
  for (let minute = 0; minute < 6; minute += 1) await cloud.pass(60);
  expect((await cloud.metric('ratio')).StateValue).toBe('OK');
});

test.for([
  [
    [
      { Id: 'e1', Expression: 'm1 * 2' },
      { ...stat('m1', 'm'), ReturnData: true },
    ],
    {},
    'Exactly one element of the metrics list should return data.',
  ],
  [[{ ...stat('m1', 'm') }], {}, 'Exactly one element of the metrics list should return data.'],
  [[{ Id: 'e1', Expression: 'm1 +' }, stat('m1', 'm')], {}, 'e1'],
  [[{ Id: 'e1', Expression: 'nope * 2' }], {}, 'nope'],
  [[{ ...stat('m1', 'm'), ReturnData: true, AccountId: '444455556666' }], {}, '444455556666'],
  [[{ Id: 'e1', Expression: 'm1 * 2' }, stat('m1', 'm')], { Period: 60 }, 'Metrics'],
  [
    [{ Id: 'e1', Expression: 'm1 * 2' }, stat('m1', 'm')],
    { EvaluationPeriods: 1441, DatapointsToAlarm: undefined },
    'more than a day',
  ],
  [
    [{ Id: 'e1', Expression: 'm1 * 2' }, stat('m1', 'm')],
    {
      Threshold: undefined,
      ThresholdMetricId: 'e1',
      ComparisonOperator: 'GreaterThanUpperThreshold',
    },
    'e1',
  ],
] as const)('queries %o with %o are refused: %s', async ([queries, over, message]) => {
  const cloud = await alarmsFixture();

  await expect(cloud.run('PutMetricAlarm', ofQueries(queries, over))).rejects.toMatchObject({
    message: expect.stringContaining(message),
  });
});

test('a list of one query that computes nothing is one metric, and data alone decide', async () => {
  const cloud = await alarmsFixture();
  await cloud.run('PutMetricAlarm', ofQueries([{ ...stat('m1', 'errors'), ReturnData: true }]));
  await cloud.runner.runDue();

  await cloud.put('errors', [[0, 1]]);
  await cloud.runner.runDue();

  expect((await cloud.metric('ratio')).StateValue).toBe('ALARM');
});

test('an alarm on anomalies compares with the band of a model', async () => {
  const cloud = await alarmsFixture();
  const DAY = 86_400;
  const usual: [number, number][] = [];
  for (let at = -14 * DAY; at < 0; at += 300) usual.push([at, 100 + ((at / 300) % 5)]);
  await cloud.put('load', usual);
  const metric = stat('m1', 'load');
  await cloud.run(
    'PutMetricAlarm',
    ofQueries(
      [
        {
          ...metric,
          MetricStat: { ...metric.MetricStat, Period: 300, Stat: 'Average' },
          ReturnData: true,
        },
        { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
      ],
      {
        AlarmName: 'load',
        Threshold: undefined,
        ThresholdMetricId: 'ad1',
        ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
        TreatMissingData: 'missing',
      },
    ),
  );
  await cloud.runner.runDue();
  expect((await cloud.metric('load')).StateValue).toBe('OK');

  await cloud.put('load', [[0, 5000]]);
  await cloud.pass(301);

  const alarm = await cloud.metric('load');
  expect(alarm).toMatchObject({
    StateValue: 'ALARM',
    AlarmArn: alarmArn('load'),
    ThresholdMetricId: 'ad1',
  });
  expect(alarm.StateReason).toMatch(
    /^Thresholds Crossed: 1 out of the last 1 datapoints \[5000\.0 \(02\/03\/26 10:00:00\)\] was less than the lower thresholds \[[0-9.]+\] or greater than the upper thresholds \[[0-9.]+\] \(minimum 1 datapoint for OK -> ALARM transition\)\.$/,
  );
  expect(alarm.StateReasonData).toContain('"recentUpperThresholds":[');
});

test('a percentile of too few samples keeps the alarm as it is when it is told to', async () => {
  const cloud = await alarmsFixture();
  const p99 = { ...CALLS, Statistic: undefined, ExtendedStatistic: 'p99' };
  await cloud.run('PutMetricAlarm', { ...p99, EvaluateLowSampleCountPercentile: 'ignore' });
  await cloud.run('PutMetricAlarm', { ...p99, AlarmName: 'always' });

  await cloud.put('calls', [[0, 9]]);
  await cloud.pass(61);

  expect((await cloud.metric('calls')).StateValue).toBe('INSUFFICIENT_DATA');
  expect((await cloud.metric('always')).StateValue).toBe('ALARM');
});
