import type { GetItemOutput, QueryOutput, ScanOutput } from '@aws-sdk/client-dynamodb';
import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  definitions,
  dynamoDbFixture,
  type DynamoDbFixture,
  keySchema,
} from './dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });

const server = await testPostgres();
const databases: (readonly [string, () => Promise<Store>])[] = [['SQLite', memoryStore]];
if (server !== undefined)
  databases.push([
    'PostgreSQL',
    async () => openPostgres({ url: await server.database(), clock: systemClock, log: silentLog }),
  ]);

const started = async (open: () => Promise<Store>): Promise<DynamoDbFixture> => {
  const store = await open();
  onTestFinished(() => store.close());
  const fixture = await dynamoDbFixture({ open: async () => store, ids: systemIds });
  await fixture.table('shared', {
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S', v: 'N' }),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-value',
        KeySchema: keySchema('pk', 'v'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  return fixture;
};

const at = (n: number) => ({ pk: S('p'), sk: S(`a${n}`) });

describe.for(databases)('on %s', ([, open]) => {
  test('of many who write under a condition at once, each sees what the one before left', async () => {
    const { db } = await started(open);
    const Key = { pk: S('counter'), sk: S('s') };
    const steps = Array.from({ length: 12 }, (_, n) => n);

    const claims = await Promise.allSettled(
      steps.map((n) =>
        db('PutItem', {
          TableName: 'shared',
          Item: { ...Key, v: N(0), owner: N(n) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
    await Promise.all(
      steps.map(() =>
        db('UpdateItem', {
          TableName: 'shared',
          Key,
          UpdateExpression: 'ADD v :one',
          ExpressionAttributeValues: { ':one': N(1) },
        }),
      ),
    );
    const { Item } = await db<GetItemOutput>('GetItem', { TableName: 'shared', Key });
    const indexed = await db<ScanOutput>('Scan', { TableName: 'shared', IndexName: 'by-value' });

    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(Item?.['v']).toEqual(N(steps.length));
    expect(indexed.Items).toEqual([{ ...Key, v: N(steps.length) }]);
  });

  test('transfers at the same time keep the sum, whatever their order, and the index agrees with the items', async () => {
    const fixture = await started(open);
    const { db, put } = fixture;
    const TableName = 'shared';
    for (const n of [0, 1, 2]) await put(TableName, { ...at(n), v: N(10) });
    const transfer = (from: number, to: number, amount: number) =>
      db('TransactWriteItems', {
        TransactItems: [
          {
            Update: {
              TableName,
              Key: at(from),
              UpdateExpression: 'SET v = v - :a',
              ConditionExpression: 'v >= :a',
              ExpressionAttributeValues: { ':a': N(amount) },
            },
          },
          {
            Update: {
              TableName,
              Key: at(to),
              UpdateExpression: 'ADD v :a',
              ExpressionAttributeValues: { ':a': N(amount) },
            },
          },
        ],
      });

    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc
            .tuple(fc.nat(2), fc.nat(2), fc.integer({ min: 1, max: 9 }))
            .filter(([from, to]) => from !== to),
          { minLength: 1, maxLength: 6 },
        ),
        async (transfers) => {
          const done = await Promise.allSettled(transfers.map((one) => transfer(...one)));
          const reasons = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
          expect(reasons.map((reason) => Object(reason).name as unknown)).toEqual(
            reasons.map(() => 'TransactionCanceledException'),
          );

          const query = {
            TableName,
            KeyConditionExpression: 'pk = :p',
            ExpressionAttributeValues: { ':p': S('p') },
          };
          const items = (await db<QueryOutput>('Query', query)).Items ?? [];
          const entries =
            (await db<QueryOutput>('Query', { ...query, IndexName: 'by-value' })).Items ?? [];
          const values = items.map(({ v }) => Number(v?.N));
          expect(values.reduce((sum, value) => sum + value, 0)).toBe(30);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
          expect(entries.map(({ v }) => Number(v?.N))).toEqual(
            values.toSorted((one, other) => one - other),
          );
        },
      ),
      { numRuns: 6 },
    );
  });

  test('the longest keys there are find their item again, in the table and in an index', async () => {
    const { db, put } = await started(open);
    const [pk, sk] = [S(systemIds.hex(2048)), S(systemIds.hex(1024))];
    await put('shared', { pk, sk, v: N(1) });

    const found = await db<QueryOutput>('Query', {
      TableName: 'shared',
      IndexName: 'by-value',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
    });

    expect(found.Items).toEqual([{ pk, sk, v: N(1) }]);
  });

  test('a table is queried backwards, scanned in segments, emptied by time and removed', async () => {
    const { db, pass, put, store } = await started(open);
    const TableName = 'shared';
    for (let n = 0; n < 20; n += 1)
      await put(TableName, {
        pk: S(`p${n % 4}`),
        sk: S(`s${10 + n}`),
        v: N(n),
        ttl: N(1_772_445_600),
      });
    await db('UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    });

    const backwards = await db<QueryOutput>('Query', {
      TableName,
      IndexName: 'by-value',
      KeyConditionExpression: 'pk = :p AND v BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':p': S('p1'), ':low': N(2), ':high': N(13) },
      ScanIndexForward: false,
      Limit: 2,
    });
    const more = await db<QueryOutput>('Query', {
      TableName,
      IndexName: 'by-value',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': S('p1') },
      ScanIndexForward: false,
      ExclusiveStartKey: backwards.LastEvaluatedKey,
    });
    const counts = await Promise.all(
      [0, 1].map(async (Segment) => {
        const page = await db<ScanOutput>('Scan', {
          TableName,
          Segment,
          TotalSegments: 2,
          IndexName: 'by-value',
        });
        return page.Count ?? 0;
      }),
    );
    await pass(5);
    await pass(60);
    const { Count } = await db<ScanOutput>('Scan', { TableName });
    await db('DeleteTable', { TableName });
    await pass(5);

    expect(backwards.Items?.map(({ v }) => v)).toEqual([N(13), N(9)]);
    expect(more.Items?.map(({ v }) => v)).toEqual([N(5), N(1)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(Count).toBe(0);
    for (const name of ['dynamodb_item', 'dynamodb_entry', 'dynamodb_table'])
      expect(await store.read((tx) => tx.all(`SELECT * FROM ${name}`))).toEqual([]);
  });
});
