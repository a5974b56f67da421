import { expect, test } from 'vitest';
import { alarmArn, alarmsFixture, TOPIC } from './alarms.fixture.ts';

test.for([
  ['missing', 'Topic does not exist'],
  [
    'refused',
    `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${TOPIC} because no resource-based policy allows the SNS:Publish action`,
  ],
] as const)('an action whose topic is %s is recorded as failed', async ([outcome, error]) => {
  const cloud = await alarmsFixture();
  await cloud.alarm();
  cloud.answerWith(outcome);

  await cloud.set('calls', 'ALARM');

  const [action] = await cloud.history({ HistoryItemType: 'Action' });
  expect(action?.HistorySummary?.startsWith(`Failed to execute action ${TOPIC}`)).toBe(true);
  expect(JSON.parse(action?.HistoryData ?? '')).toMatchObject({
    actionState: 'Failed',
    notificationResource: TOPIC,
    error,
  });
});

test('what an alarm must do is kept in the very transaction that changes it', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm();

  await cloud.run('SetAlarmState', { AlarmName: 'calls', StateValue: 'ALARM', StateReason: 'x' });

  // Nothing has run since: a server that falls here does it when it is up again.
  const kept = await cloud.store.read((tx) =>
    tx.all("SELECT kind FROM store_work WHERE kind = 'cloudwatch.alarm-action'"),
  );
  expect([kept.length, cloud.published.length]).toEqual([1, 0]);
  await cloud.runner.runDue();
  await cloud.runner.runDue();
  expect(cloud.published).toHaveLength(1);
});

test('an action that fails for now is tried again, and nothing is said of it before', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm();
  cloud.answerWith(new Error('busy'));
  await cloud.set('calls', 'ALARM');
  const during = await cloud.history({ HistoryItemType: 'Action' });

  cloud.answerWith('sent');
  await cloud.pass(5);

  expect(during).toEqual([]);
  expect(await cloud.history({ HistoryItemType: 'Action' })).toMatchObject([
    { HistorySummary: `Successfully executed action ${TOPIC}` },
  ]);
});

test('a function is invoked with the documented event; other actions fail with a reason', async () => {
  const cloud = await alarmsFixture();
  const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:on-call';
  const stop = 'arn:aws:automate:us-east-1:ec2:stop';
  await cloud.alarm({ AlarmActions: [functionArn, stop] });

  await cloud.set('calls', 'ALARM');

  expect(cloud.invoked).toMatchObject([{ functionArn }]);
  expect(JSON.parse(cloud.invoked[0]?.payload ?? '')).toMatchObject({
    source: 'aws.cloudwatch',
    alarmArn: alarmArn('calls'),
    accountId: '111122223333',
    time: '2026-03-02T10:00:00.000+0000',
    region: 'us-east-1',
    alarmData: {
      alarmName: 'calls',
      state: { value: 'ALARM', reason: 'for a test', timestamp: '2026-03-02T10:00:00.000+0000' },
      previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
      configuration: { metrics: [{ metricStat: { stat: 'Sum' } }] },
    },
  });
  const summaries = (await cloud.history({ HistoryItemType: 'Action' })).map(
    ({ HistorySummary }) => HistorySummary,
  );
  expect(new Set(summaries)).toEqual(
    new Set([
      `Failed to execute action ${stop}. Received error: "This cloud has nothing that performs automate actions of alarms"`,
      `Successfully executed action ${functionArn}`,
    ]),
  );
});

test('actions that are disabled do not run', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm();
  await cloud.run('DisableAlarmActions', { AlarmNames: ['calls', 'none'] });

  await cloud.set('calls', 'ALARM');
  await cloud.run('EnableAlarmActions', { AlarmNames: ['calls'] });
  await cloud.set('calls', 'OK');

  expect(cloud.published.map(({ subject }) => subject)).toEqual([
    'OK: "calls" in US East (N. Virginia)',
  ]);
  expect(await cloud.history({ HistoryItemType: 'ConfigurationUpdate' })).toHaveLength(3);
});

test('an alarm that watches more than a topic takes, by a name that no subject has, is told all the same', async () => {
  const cloud = await alarmsFixture();
  const Dimensions = Array.from({ length: 30 }, (_, index) => ({
    Name: `d${index}`,
    Value: 'x'.repeat(1024),
  }));
  const Metrics = Array.from({ length: 18 }, (_, index) => ({
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: 'app', MetricName: 'calls', Dimensions },
      Period: 60,
      Stat: 'Sum',
    },
    ReturnData: index === 0,
  }));
  await cloud.run('PutMetricAlarm', {
    AlarmName: 'odd\u0085name',
    Metrics,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    AlarmActions: [TOPIC],
  });

  await cloud.set('odd\u0085name', 'ALARM');

  const [notice] = cloud.published;
  expect(Buffer.byteLength(notice?.message ?? '')).toBeLessThan(256 * 1024);
  expect(JSON.parse(notice?.message ?? '')).toMatchObject({ NewStateValue: 'ALARM' });
  expect(notice?.subject).toBe('ALARM: "odd name" in US East (N. Virginia)');
});
