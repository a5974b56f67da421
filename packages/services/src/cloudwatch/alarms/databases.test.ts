import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { alarmsFixture } from './alarms.fixture.ts';

const server = await testPostgres();

const DATABASES: readonly (readonly [string, boolean, () => Promise<Store>])[] = [
  ['SQLite', true, memoryStore],
  [
    'PostgreSQL',
    server !== undefined,
    async () =>
      openPostgres({ url: (await server?.database()) ?? '', clock: systemClock, log: silentLog }),
  ],
];

describe.for(DATABASES)('on %s', ([, present, open]) => {
  test.runIf(present)(
    'alarms are put, decided, told, composed, suppressed and deleted',
    async () => {
      const cloud = await alarmsFixture({
        open: async () => {
          const store = await open();
          onTestFinished(() => store.close());
          return store;
        },
      });
      await cloud.alarm({ TreatMissingData: 'notBreaching' });
      await cloud.alarm({
        AlarmName: 'maintenance',
        MetricName: 'other',
        TreatMissingData: 'ignore',
        AlarmActions: [],
      });
      await cloud.composite('both', 'ALARM(calls)', {
        ActionsSuppressor: 'maintenance',
        ActionsSuppressorWaitPeriod: 30,
        ActionsSuppressorExtensionPeriod: 30,
      });
      await cloud.pass(30);
      const before = cloud.published.length;

      await cloud.put('calls', [[0, 2]]);
      await cloud.runner.runDue();
      await cloud.put('calls', [[0, 2]]);
      await cloud.pass(31);

      expect((await cloud.metric()).StateValue).toBe('ALARM');
      expect(cloud.published.slice(before).map(({ subject }) => subject)).toEqual([
        'ALARM: "calls" in US East (N. Virginia)',
        'ALARM: "both" in US East (N. Virginia)',
      ]);
      for (let minute = 0; minute < 6; minute += 1) await cloud.pass(60);
      expect((await cloud.metric()).StateValue).toBe('OK');
      expect((await cloud.rule('both')).StateValue).toBe('OK');
      expect(
        await cloud.run('DescribeAlarms', { MaxRecords: 1, AlarmNamePrefix: 'ca' }),
      ).toMatchObject({
        MetricAlarms: [{ AlarmName: 'calls' }],
      });
      expect(
        await cloud.history({ AlarmName: 'calls', MaxRecords: 2, ScanBy: 'TimestampAscending' }),
      ).toHaveLength(2);
      await cloud.run('DeleteAlarms', { AlarmNames: ['both', 'calls', 'maintenance'] });
      await cloud.put('calls', [[0, 2]]);
      await cloud.pass(3600);
      expect(await cloud.run('DescribeAlarms', {})).toMatchObject({ MetricAlarms: [] });
    },
  );

  test.runIf(present)('of two looks at the same data one changes the alarm', async () => {
    const cloud = await alarmsFixture({
      open: async () => {
        const store = await open();
        onTestFinished(() => store.close());
        return store;
      },
    });
    await cloud.alarm({ TreatMissingData: 'notBreaching' });
    await cloud.put('calls', [[-61, 2]]);
    cloud.clock.advance({ seconds: 61 });

    // The alarm is due by its period, and by the data that have just arrived: both are run at once.
    await Promise.all([cloud.runner.runDue(), cloud.runner.runDue()]);

    const states = await cloud.history({ HistoryItemType: 'StateUpdate' });
    expect(states.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from OK to ALARM',
      'Alarm updated from INSUFFICIENT_DATA to OK',
    ]);
    expect(
      cloud.published.filter(({ subject }) => subject?.startsWith('ALARM') === true),
    ).toHaveLength(1);
  });
});
