import type {
  GetMetricDataOutput,
  GetMetricStatisticsOutput,
  ListMetricsOutput,
} from '@aws-sdk/client-cloudwatch';
import { silentLog, systemClock } from '@gatehouse/core';
import { drainOutbox, memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type CloudWatchFixture, cloudWatchFixture } from './cloudwatch.fixture.ts';
import { POINTS_TOPIC } from './index.ts';

const server = await testPostgres();

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const suite = (open: () => Promise<readonly CloudWatchFixture[]>): void => {
  test('every statement runs, and nothing is lost however many write to one metric at once', async () => {
    const nodes = await open();
    const [node] = nodes;
    if (node === undefined) throw new Error('there is no node');
    const { run, at, put } = node;
    const Dimensions = [{ Name: 'host', Value: 'a' }];

    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        (nodes[index % nodes.length] ?? node).put('hot', [[-1, index + 1]], { Dimensions }),
      ),
    );
    // What services record waits in the outbox, and whichever node takes it.
    for (const [index, one] of nodes.entries())
      await one.store.write((tx) =>
        one.cloudWatch.metrics.record(tx, [
          {
            account: '111122223333',
            region: 'us-east-1',
            namespace: 'app',
            name: 'hot',
            dimensions: new Map([['host', 'a']]),
            at: at(-1).getTime() + index,
            values: [[100, 2]],
          },
        ]),
      );
    await drainOutbox(node.store, POINTS_TOPIC, 100, node.cloudWatch.recordQueued);

    const asked = { Namespace: 'app', MetricName: 'hot', Dimensions };
    const range = { StartTime: at(-3600), EndTime: at(60), Period: 3600 };
    const statistics = await run<GetMetricStatisticsOutput>('GetMetricStatistics', {
      ...asked,
      ...range,
      Statistics: ['Sum', 'SampleCount', 'Maximum'],
    });
    const percentiles = await run<GetMetricStatisticsOutput>('GetMetricStatistics', {
      ...asked,
      ...range,
      Unit: 'None',
      ExtendedStatistics: ['p50'],
    });
    expect(statistics.Datapoints).toMatchObject([
      { Sum: 78 + 200 * nodes.length, SampleCount: 12 + 2 * nodes.length, Maximum: 100 },
    ]);
    expect(percentiles.Datapoints).toMatchObject([
      { ExtendedStatistics: { p50: nodes.length === 1 ? 7 : 8 } },
    ]);
    expect(
      await run<ListMetricsOutput>('ListMetrics', { Dimensions: [{ Name: 'host', Value: 'a' }] }),
    ).toMatchObject({ Metrics: [asked] });
    expect(
      await run<GetMetricDataOutput>('GetMetricData', {
        MetricDataQueries: [{ Id: 'e1', Expression: "SEARCH('hot', 'Sum', 60)" }],
        StartTime: at(-3600),
        EndTime: at(60),
      }),
    ).toMatchObject({ MetricDataResults: [{ Values: [78 + 200 * nodes.length] }] });

    await run('PutDashboard', { DashboardName: 'd', DashboardBody: '{"widgets":[]}' });
    await run('PutDashboard', { DashboardName: 'd', DashboardBody: '{"widgets":[]} ' });
    expect(await run('ListDashboards', { DashboardNamePrefix: 'd' })).toMatchObject({
      DashboardEntries: [{ Size: 15 }],
    });
    await run('DeleteDashboards', { DashboardNames: ['d'] });
    await run('PutAnomalyDetector', { ...asked, Stat: 'Sum' });
    expect(await run('DescribeAnomalyDetectors', asked)).toMatchObject({
      AnomalyDetectors: [{ StateValue: 'TRAINED_INSUFFICIENT_DATA' }],
    });
    await run('DeleteAnomalyDetector', { ...asked, Stat: 'Sum' });
    await put('other', [[0, 1]], { StorageResolution: 1 });
    await node.store.write(
      (tx) => node.cloudWatch.service.prepare?.(tx, node.clock.now()) ?? Promise.resolve(),
    );
    node.clock.advance({ days: 500 });
    await node.runner.runDue();
    expect(await node.store.read((tx) => tx.all('SELECT * FROM cloudwatch_rollup'))).toEqual([]);
    expect(await node.store.read((tx) => tx.all('SELECT * FROM cloudwatch_dimension'))).toEqual([]);
  });
};

describe('on SQLite', () => {
  suite(async () => [await cloudWatchFixture({ open: closing(memoryStore) })]);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const url = await server.database();
    const made: CloudWatchFixture[] = [];
    // One after the other: the second finds the tables that the first has made.
    for (let n = 0; n < 2; n += 1)
      made.push(
        await cloudWatchFixture({
          open: closing(() => openPostgres({ url, clock: systemClock, log: silentLog })),
        }),
      );
    return made;
  });
});
