import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FUNCTION, logsFixture, type LogsFixture } from './logs.fixture.ts';

const server = await testPostgres();

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const suite = (open: () => Promise<readonly LogsFixture[]>): void => {
  test('every statement runs, and what was accepted arrives from whichever node', async () => {
    const nodes = await open();
    const [node] = nodes;
    if (node === undefined) throw new Error('there is no node');
    const { logs, stream, messages, runner, clock } = node;
    await stream('g', 's');
    await logs('PutMetricFilter', {
      logGroupName: 'g',
      filterName: 'm',
      filterPattern: '',
      metricTransformations: [{ metricName: 'm', metricNamespace: 'n', metricValue: '1' }],
    });
    await logs('PutSubscriptionFilter', {
      logGroupName: 'g',
      filterName: 'f',
      filterPattern: '',
      destinationArn: FUNCTION,
    });
    const sent = Array.from({ length: 12 }, (_, at) => `m${at}`);

    await Promise.all(
      sent.map((message, at) => (nodes[at % nodes.length] ?? node).put('g', 's', message)),
    );
    await runner.runDue();

    expect((await messages('g', { logStreamNamePrefix: 's' })).toSorted()).toEqual(sent.toSorted());
    expect(await messages('g', { logStreamNames: ['s'], limit: 3 })).toHaveLength(3);
    const arrived = node
      .received()
      .flatMap(({ logEvents }) => logEvents.map(({ message }) => message));
    expect(arrived.toSorted()).toEqual(sent.toSorted());
    expect(await logs('DescribeLogGroups', { logGroupNamePattern: 'G' })).toMatchObject({
      logGroups: [{ logGroupName: 'g', metricFilterCount: 1, storedBytes: 12 * 28 + 2 }],
    });
    for (const orderBy of ['LastEventTime', 'LogStreamName'])
      expect(await logs('DescribeLogStreams', { logGroupName: 'g', orderBy })).toMatchObject({
        logStreams: [{ logStreamName: 's', lastEventTimestamp: clock.now().getTime() }],
      });
    await logs('DescribeMetricFilters', { filterNamePrefix: 'm' });
    const endTime = clock.now().getTime() + 1000;
    const { queryId } = await logs<{ queryId: string }>('StartQuery', {
      logGroupNames: ['g'],
      startTime: endTime - 60_000,
      endTime,
      queryString: 'parse @message "m*" as n | display n | sort n desc | limit 2',
    });
    await runner.runDue();
    expect(await logs('GetQueryResults', { queryId })).toMatchObject({
      status: 'Complete',
      results: [
        [{ value: '11' }, {}],
        [{ value: '10' }, {}],
      ],
      statistics: { recordsMatched: 12 },
    });
    for (const more of [{ maxResults: 1, logGroupName: 'g' }, { status: 'Complete' }])
      expect(await logs('DescribeQueries', more)).toMatchObject({ queries: [{ queryId }] });
    const saved = { name: 'a', queryString: 'limit 1' };
    const { queryDefinitionId } = await logs<{ queryDefinitionId: string }>(
      'PutQueryDefinition',
      saved,
    );
    await logs('PutQueryDefinition', { ...saved, queryDefinitionId });
    await logs('DescribeQueryDefinitions', { queryDefinitionNamePrefix: 'a' });
    await logs('DeleteQueryDefinition', { queryDefinitionId });
    await logs('PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
    await node.prepare();
    clock.advance({ days: 2 });
    await runner.runDue();
    await logs('DeleteLogStream', { logGroupName: 'g', logStreamName: 's' });
    await logs('DeleteLogGroup', { logGroupName: 'g' });
    await runner.runDue();
    expect(await logs('ListLogGroups', {})).toMatchObject({ logGroups: [] });
  });
};

describe('on SQLite', () => {
  suite(async () => [await logsFixture({ open: closing(memoryStore) })]);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const url = await server.database();
    const made: LogsFixture[] = [];
    // One after the other: the second finds the tables that the first has made.
    for (let n = 0; n < 2; n += 1)
      made.push(
        await logsFixture({
          open: closing(() => openPostgres({ url, clock: systemClock, log: silentLog })),
          ids: systemIds,
        }),
      );
    return made;
  });
});
