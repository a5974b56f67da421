import type { GetMetricStatisticsOutput } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatchFixture } from './cloudwatch.fixture.ts';

test('a million data of one metric in one minute are three rows', async () => {
  const { run, at, store } = await cloudWatchFixture();
  const Values = Array.from({ length: 100 }, (_, value) => value + 1);
  for (let request = 0; request < 10; request += 1)
    await run('PutMetricData', {
      Namespace: 'app',
      MetricData: Array.from({ length: 1000 }, (_, nth) => ({
        MetricName: 'busy',
        Timestamp: new Date(at(0).getTime() + nth),
        Values,
      })),
    });

  const { Datapoints } = await run<GetMetricStatisticsOutput>('GetMetricStatistics', {
    Namespace: 'app',
    MetricName: 'busy',
    StartTime: at(0),
    EndTime: at(60),
    Period: 60,
    ExtendedStatistics: ['p50', 'tm99'],
  });

  expect(Datapoints).toMatchObject([{ ExtendedStatistics: { p50: 50, tm99: 50 } }]);
  const rows = await store.read((tx) =>
    tx.all('SELECT resolution, samples FROM cloudwatch_rollup ORDER BY resolution'),
  );
  expect(rows).toEqual([60, 300, 3600].map((resolution) => ({ resolution, samples: 1_000_000 })));
});

test('what is old is known by the hour only, and forgotten after 455 days', async () => {
  const own = await cloudWatchFixture();
  await own.store.write(
    (tx) => own.cloudWatch.service.prepare?.(tx, own.clock.now()) ?? Promise.resolve(),
  );
  await own.put('old', [
    [0, 1],
    [60, 2],
    [1200, 4],
  ]);
  const begun = own.clock.now().getTime();
  const sums = async (Period: number): Promise<readonly (number | undefined)[]> =>
    (
      (
        await own.run<GetMetricStatisticsOutput>('GetMetricStatistics', {
          Namespace: 'app',
          MetricName: 'old',
          StartTime: new Date(begun),
          EndTime: new Date(begun + 3_600_000),
          Period,
          Statistics: ['Sum'],
        })
      ).Datapoints ?? []
    ).map(({ Sum }) => Sum);

  expect(await sums(60)).toEqual([1, 2, 4]);
  own.clock.advance({ days: 16 });
  await own.runner.runDue();
  expect(await sums(60)).toEqual([]);
  expect(await sums(300)).toEqual([3, 4]);
  own.clock.advance({ days: 48 });
  await own.runner.runDue();
  expect(await sums(300)).toEqual([]);
  expect(await sums(3600)).toEqual([7]);
  own.clock.advance({ days: 400 });
  await own.runner.runDue();
  expect(await sums(3600)).toEqual([]);
  expect(await own.store.read((tx) => tx.all('SELECT * FROM cloudwatch_series'))).toEqual([]);
});
