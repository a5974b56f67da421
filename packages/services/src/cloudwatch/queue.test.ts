import type { GetMetricStatisticsOutput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { drainOutbox } from '@gatehouse/store';
import { expect, test } from 'vitest';
import { ACCOUNT, type CloudWatchFixture, cloudWatchFixture } from './cloudwatch.fixture.ts';
import { POINTS_TOPIC } from './index.ts';

const record = async (
  { cloudWatch, store, clock }: CloudWatchFixture,
  value: number,
  dimensions: ReadonlyMap<string, string> = new Map(),
): Promise<void> => {
  const point = { account: ACCOUNT, region: 'us-east-1', namespace: 'app', name: 'calls' };
  const at = clock.now().getTime();
  await store.write((tx) =>
    cloudWatch.metrics.record(tx, [{ ...point, at, values: [[value, 1]], dimensions }]),
  );
  await drainOutbox(store, POINTS_TOPIC, 1000, cloudWatch.recordQueued);
};

test('numbers that no metric has, out of a log, do not hold up the data of others', async () => {
  const cloud = await cloudWatchFixture();

  for (const value of [1e308, 1e308, -1e308, -1e308, Infinity, -Infinity, NaN, 7])
    await record(cloud, value);

  const { Datapoints } = await cloud.run<GetMetricStatisticsOutput>('GetMetricStatistics', {
    Namespace: 'app',
    MetricName: 'calls',
    StartTime: cloud.at(-60),
    EndTime: cloud.at(60),
    Period: 60,
    Statistics: ['SampleCount', 'Maximum', 'Minimum'],
  });
  expect(Datapoints).toMatchObject([{ SampleCount: 7, Maximum: 2 ** 360, Minimum: -(2 ** 360) }]);
});

test('texts that no dimension has are made such that every database keeps them', async () => {
  const cloud = await cloudWatchFixture();

  await record(cloud, 1, new Map([['who', `a\0b\ud800c${'x'.repeat(2000)}`]]));

  const { Metrics = [] } = await cloud.run<ListMetricsOutput>('ListMetrics', {});
  const value = Metrics[0]?.Dimensions?.[0]?.Value ?? '';
  expect(value.slice(0, 6)).toBe('a\uFFFDb\uFFFDcx');
  expect(value).toHaveLength(1024);
});
