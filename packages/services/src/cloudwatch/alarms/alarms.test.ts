import { expect, test } from 'vitest';
import { alarmArn, alarmsFixture, CALLS, TOPIC } from './alarms.fixture.ts';

test('one datum in a running period alarms at once, tells the topic, and the alarm ends when the data end', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ AlarmDescription: 'Somebody called', TreatMissingData: 'notBreaching' });
  expect(await cloud.metric()).toMatchObject({ StateValue: 'OK' });
  await cloud.emitted();
  cloud.clock.advance({ seconds: 20 });

  await cloud.put('calls', [[0, 5]]);
  await cloud.runner.runDue();

  expect(await cloud.metric()).toMatchObject({
    StateValue: 'ALARM',
    StateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (02/03/26 10:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    StateReasonData:
      '{"version":"1.0","queryDate":"2026-03-02T10:00:20.000+0000","startDate":"2026-03-02T10:00:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[5.0],"threshold":1.0,"evaluatedDatapoints":[{"timestamp":"2026-03-02T10:00:00.000+0000","sampleCount":1.0,"value":5.0}]}',
  });
  const notice = cloud.published.at(-1);
  expect(notice).toMatchObject({
    topicArn: TOPIC,
    subject: 'ALARM: "calls" in US East (N. Virginia)',
    source: {
      service: 'cloudwatch.amazonaws.com',
      sourceArn: alarmArn('calls'),
      sourceAccount: '111122223333',
    },
  });
  expect(notice?.message).toContain('"Threshold":1.0,');
  expect(JSON.parse(notice?.message ?? '')).toEqual({
    AlarmName: 'calls',
    AlarmDescription: 'Somebody called',
    AWSAccountId: '111122223333',
    AlarmConfigurationUpdatedTimestamp: '2026-03-02T10:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason: (await cloud.metric()).StateReason,
    StateChangeTime: '2026-03-02T10:00:20.000+0000',
    Region: 'US East (N. Virginia)',
    AlarmArn: alarmArn('calls'),
    OldStateValue: 'OK',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'calls',
      Namespace: 'app',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [],
      Period: 60,
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      EvaluateLowSampleCountPercentile: '',
    },
  });
  expect(await cloud.emitted()).toMatchObject([
    {
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [alarmArn('calls')],
      detail: {
        alarmName: 'calls',
        state: { value: 'ALARM', timestamp: '2026-03-02T10:00:20.000+0000' },
        previousState: { value: 'OK' },
        configuration: {
          description: 'Somebody called',
          metrics: [
            {
              metricStat: {
                metric: { namespace: 'app', name: 'calls', dimensions: {} },
                period: 60,
                stat: 'Sum',
              },
              returnData: true,
            },
          ],
        },
      },
    },
  ]);

  for (let minute = 0; minute < 3; minute += 1) {
    await cloud.pass(61);
    expect(await cloud.metric()).toMatchObject({ StateValue: 'ALARM' });
  }
  await cloud.pass(61);
  expect(await cloud.metric()).toMatchObject({
    StateValue: 'OK',
    StateReason:
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  });
  expect(await cloud.history({ AlarmName: 'calls', ScanBy: 'TimestampAscending' })).toMatchObject([
    { HistoryItemType: 'ConfigurationUpdate', HistorySummary: 'Alarm "calls" created' },
    {
      HistoryItemType: 'StateUpdate',
      HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK',
    },
    { HistoryItemType: 'Action', HistorySummary: `Successfully executed action ${TOPIC}` },
    { HistoryItemType: 'StateUpdate', HistorySummary: 'Alarm updated from OK to ALARM' },
    { HistoryItemType: 'Action', HistorySummary: `Successfully executed action ${TOPIC}` },
    { HistoryItemType: 'StateUpdate', HistorySummary: 'Alarm updated from ALARM to OK' },
    { HistoryItemType: 'Action', HistorySummary: `Successfully executed action ${TOPIC}` },
  ]);
});

test('an average waits for the end of its period, two of three count, and late data are seen', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({
    Statistic: 'Average',
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    Threshold: 3,
  });
  await cloud.put('calls', [[0, 9]]);
  await cloud.runner.runDue();
  expect((await cloud.metric()).StateValue).toBe('INSUFFICIENT_DATA');

  await cloud.pass(61);
  // One datum that breaches is no reason to change anything: the next could be a good one.
  expect((await cloud.metric()).StateValue).toBe('INSUFFICIENT_DATA');
  await cloud.put('calls', [[0, 0]]);
  await cloud.pass(60);
  expect((await cloud.metric()).StateValue).toBe('OK');
  await cloud.put('calls', [[-61, 9]]);
  await cloud.runner.runDue();

  expect((await cloud.metric()).StateValue).toBe('ALARM');
});

test('an alarm without data sleeps, and is woken by data that come', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Statistic: 'Minimum', Threshold: 100 });
  const asleep = async (): Promise<boolean> =>
    (
      await cloud.store.read((tx) =>
        tx.all("SELECT * FROM store_work WHERE kind = 'cloudwatch.alarms'"),
      )
    ).length === 0;
  expect(await asleep()).toBe(false);

  for (let minute = 0; minute < 5; minute += 1) await cloud.pass(60);
  expect(await asleep()).toBe(true);
  await cloud.put('calls', [[0, 100]]);
  expect(await asleep()).toBe(false);
  await cloud.pass(61);
  expect((await cloud.metric()).StateValue).toBe('ALARM');

  for (let minute = 0; minute < 6; minute += 1) await cloud.pass(60);
  expect(await cloud.metric()).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Insufficient Data: 1 datapoint was unknown.',
  });
  expect(await asleep()).toBe(true);
});

test('a sleeping alarm waits for data that lie ahead', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Statistic: 'Average' });
  for (let minute = 0; minute < 5; minute += 1) await cloud.pass(60);

  await cloud.put('calls', [[1200, 7]]);
  for (let minute = 0; minute < 21; minute += 1) await cloud.pass(60);
  await cloud.pass(10);

  expect((await cloud.metric()).StateValue).toBe('ALARM');
});

test('an alarm of ten seconds is looked at every ten seconds', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Period: 10, Statistic: 'Average', TreatMissingData: 'notBreaching' });

  await cloud.put('calls', [[0, 7]], { StorageResolution: 1 });
  await cloud.pass(11);
  const first = await cloud.metric();
  await cloud.pass(40);
  const later = await cloud.metric();

  expect(first.StateValue).toBe('ALARM');
  expect(later.StateValue).toBe('OK');
});

test('what SetAlarmState says runs actions and lasts until the alarm is looked at', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ TreatMissingData: 'notBreaching' });
  for (let minute = 0; minute < 5; minute += 1) await cloud.pass(60);
  const before = cloud.published.length;

  await cloud.run('SetAlarmState', {
    AlarmName: 'calls',
    StateValue: 'ALARM',
    StateReason: 'a test',
    StateReasonData: '{"a":1}',
  });
  await cloud.runner.runDue();
  expect(await cloud.metric()).toMatchObject({
    StateValue: 'ALARM',
    StateReason: 'a test',
    StateReasonData: '{"a":1}',
  });
  expect(cloud.published.length).toBe(before + 1);
  const [item] = await cloud.history({ HistoryItemType: 'StateUpdate' });
  expect(JSON.parse(item?.HistoryData ?? '')).toMatchObject({
    version: '1.0',
    oldState: { stateValue: 'OK' },
    newState: { stateValue: 'ALARM', stateReason: 'a test', stateReasonData: { a: 1 } },
  });
  await cloud.pass(61);

  expect((await cloud.metric()).StateValue).toBe('OK');
  for (const StateReasonData of ['{', '[]', '1', 'null'])
    await expect(
      cloud.run('SetAlarmState', {
        AlarmName: 'calls',
        StateValue: 'OK',
        StateReason: '',
        StateReasonData,
      }),
    ).rejects.toMatchObject({ name: 'InvalidFormatFault' });
  await expect(
    cloud.run('SetAlarmState', { AlarmName: 'none', StateValue: 'OK', StateReason: '' }),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
});

test('an alarm of a long period that was set shows what it is within a minute', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Period: 86_400, TreatMissingData: 'notBreaching' });

  await cloud.set('calls', 'ALARM');
  await cloud.pass(60);

  expect((await cloud.metric()).StateValue).toBe('OK');
});

test('an update keeps state, history and tags, and tells what has changed', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Tags: [{ Key: 'team', Value: 'blue' }], TreatMissingData: 'ignore' });
  await cloud.set('calls', 'ALARM');
  await cloud.emitted();

  await cloud.alarm({
    Threshold: 7,
    TreatMissingData: 'ignore',
    Tags: [{ Key: 'team', Value: 'red' }],
  });

  expect(await cloud.metric()).toMatchObject({ StateValue: 'ALARM', Threshold: 7 });
  const [update, creation] = await cloud.history({ HistoryItemType: 'ConfigurationUpdate' });
  expect(creation?.HistorySummary).toBe('Alarm "calls" created');
  expect(JSON.parse(update?.HistoryData ?? '')).toMatchObject({
    type: 'Update',
    originalUpdatedFields: { threshold: 1 },
    updatedAlarm: { alarmName: 'calls', threshold: 7 },
  });
  expect(await cloud.emitted()).toMatchObject([
    {
      detailType: 'CloudWatch Alarm Configuration Change',
      detail: {
        operation: 'update',
        configuration: { threshold: 7, alarmName: 'calls', alarmActions: [TOPIC] },
        previousConfiguration: { threshold: 1 },
        state: { value: 'ALARM' },
      },
    },
  ]);
  expect(await cloud.store.read((tx) => tx.all('SELECT tag_value FROM kit_tag', []))).toEqual([
    { tag_value: 'blue' },
  ]);
});

test('the default of the DynamoDB namespace is to ignore missing data', async () => {
  const cloud = await alarmsFixture();
  await cloud.alarm({ Namespace: 'AWS/DynamoDB' });
  await cloud.set('calls', 'ALARM');

  await cloud.pass(400);

  expect((await cloud.metric()).StateValue).toBe('ALARM');
});

test('history of long ago is forgotten', async () => {
  const cloud = await alarmsFixture();
  await cloud.store.write((tx) =>
    cloud.cloudWatch.service.prepare === undefined
      ? Promise.resolve()
      : cloud.cloudWatch.service.prepare(tx, cloud.clock.now()),
  );
  await cloud.alarm();
  await cloud.run('DeleteAlarms', { AlarmNames: ['calls'] });
  const before = await cloud.history();
  for (let day = 0; day < 32; day += 1) await cloud.pass(86_400);

  expect(before).toHaveLength(2);
  expect(await cloud.history()).toEqual([]);
});

test('whoever writes to a metric with very many alarms does not wait for each; they are looked at with their period', async () => {
  const cloud = await alarmsFixture();
  for (let nth = 0; nth < 501; nth += 1)
    await cloud.run('PutMetricAlarm', { ...CALLS, AlarmName: `calls-${nth}` });
  await cloud.pass(600);
  const asleep = await cloud.store.read((tx) =>
    tx.all('SELECT name FROM cloudwatch_alarm WHERE due_at IS NULL'),
  );

  await cloud.put('calls', [[0, 5]]);
  await cloud.pass(61);

  expect(asleep).toHaveLength(501);
  expect((await cloud.metric('calls-500')).StateValue).toBe('ALARM');
});
