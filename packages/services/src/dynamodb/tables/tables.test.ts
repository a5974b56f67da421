import type {
  DescribeTableOutput,
  ListTablesOutput,
  ListTagsOfResourceOutput,
  QueryOutput,
  ScanOutput,
  TableDescription,
  UpdateTableOutput,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { arn, definitions, dynamoDbFixture, keySchema } from '../dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });

const fixture = await dynamoDbFixture();
const { db, pass, put, refusal, table } = fixture;

const describe = async (TableName: string): Promise<TableDescription> =>
  (await db<DescribeTableOutput>('DescribeTable', { TableName })).Table ?? {};

const index = (IndexName: string, hash: string, range?: string, more: object = {}) => ({
  IndexName,
  KeySchema: keySchema(hash, range),
  Projection: { ProjectionType: 'ALL' as const },
  ...more,
});

test('a table is CREATING, then ACTIVE, then DELETING, then gone, and its name is free again', async () => {
  const made = await db<{ TableDescription: TableDescription }>('CreateTable', {
    TableName: 'states',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema('pk'),
    AttributeDefinitions: definitions({ pk: 'S' }),
    DeletionProtectionEnabled: true,
    TableClass: 'STANDARD_INFREQUENT_ACCESS',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
  const early = await refusal('GetItem', { TableName: 'states', Key: { pk: S('a') } });
  const twice = await refusal('DeleteTable', { TableName: 'states' });
  await pass(5);
  const there = await describe('states');
  const protectedStill = await refusal('DeleteTable', { TableName: 'states' });
  await db('UpdateTable', { TableName: 'states', DeletionProtectionEnabled: false });
  await pass(5);
  await put('states', { pk: S('a') });
  await db('DeleteTable', { TableName: 'states' });
  const deleting = await describe('states');
  await pass(5);

  expect(made.TableDescription).toMatchObject({
    TableStatus: 'CREATING',
    TableArn: arn('states'),
    ItemCount: 0,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    LatestStreamArn: expect.stringContaining(`${arn('states')}/stream/`) as string,
  });
  expect(early).toEqual(['ResourceNotFoundException', 'Requested resource not found']);
  expect(twice).toEqual([
    'ResourceInUseException',
    'Attempt to change a resource which is still in use: Table is being created: states',
  ]);
  expect(there.TableStatus).toBe('ACTIVE');
  expect(protectedStill?.[1]).toContain('currently protected against deletion');
  expect(deleting).toMatchObject({ TableStatus: 'DELETING', ItemCount: 1 });
  expect(await refusal('DescribeTable', { TableName: 'states' })).toEqual([
    'ResourceNotFoundException',
    'Requested resource not found: Table: states not found',
  ]);
  const left = await fixture.store.read((tx) =>
    tx.all('SELECT table_id FROM dynamodb_item WHERE table_id = ?', [there.TableId ?? '']),
  );
  expect(left).toEqual([]);
  await table('states');
});

test.for<[object, string]>([
  [
    { KeySchema: undefined },
    "Value null at 'keySchema' failed to satisfy constraint: Member must not be null",
  ],
  [
    { TableName: 'ab' },
    'TableName must be at least 3 characters long and at most 255 characters long',
  ],
  [
    { TableName: 'a b c' },
    "Value 'a b c' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    { BillingMode: 'FREE' },
    "Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set",
  ],
  [
    { BillingMode: 'PROVISIONED' },
    'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
  ],
  [
    { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  ],
  [
    { KeySchema: keySchema('pk', 'pk'), AttributeDefinitions: definitions({ pk: 'S', sk: 'S' }) },
    'Both the Hash Key and the Range Key element in the KeySchema have the same name',
  ],
  [
    { KeySchema: keySchema('pk', 'x') },
    'Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, x], AttributeDefinitions: [pk, sk]',
  ],
  [
    { AttributeDefinitions: definitions({ pk: 'S' }) },
    'Invalid KeySchema: Some index key attribute have no definition',
  ],
  [
    { KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] },
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    { KeySchema: keySchema('pk') },
    'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
  ],
  [{ GlobalSecondaryIndexes: [] }, 'List of GlobalSecondaryIndexes is empty'],
  [
    { GlobalSecondaryIndexes: [index('abc', 'sk'), index('abc', 'sk')] },
    'Duplicate index name: abc',
  ],
  [
    { GlobalSecondaryIndexes: [index('abc', 'sk', undefined, { Projection: {} })] },
    'Unknown ProjectionType: null',
  ],
  [
    {
      GlobalSecondaryIndexes: [
        index('abc', 'sk', undefined, {
          Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['a'] },
        }),
      ],
    },
    'ProjectionType is ALL, but NonKeyAttributes is specified',
  ],
  [
    { LocalSecondaryIndexes: [index('abc', 'sk', 'pk')] },
    'Index KeySchema does not have the same leading hash key as table KeySchema for index: abc. index hash key: sk, table hash key: pk',
  ],
  [
    { LocalSecondaryIndexes: [index('abc', 'pk')] },
    'Index KeySchema does not have a range key for index: abc',
  ],
  [
    {
      GlobalSecondaryIndexes: [index('abc', 'sk')],
      AttributeDefinitions: definitions({ pk: 'S', sk: 'S', z: 'S' }),
    },
    'Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, z], keys used: [pk, sk]',
  ],
  [{ Tags: [{ Key: 'aws:x', Value: 'y' }] }, "Tag keys must not start with 'aws:'"],
])('a table is refused: $1', async ([more, words]) => {
  const found = await refusal('CreateTable', {
    TableName: 'refused',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema('pk', 'sk'),
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S' }),
    ...more,
  });

  expect(found?.[0]).toBe('ValidationException');
  expect(found?.[1]).toContain(words);
});

test('indexes have what they project, in their own order, and leave out items without their key', async () => {
  await table('indexed', {
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S', at: 'N', owner: 'S' }),
    LocalSecondaryIndexes: [
      index('by-time', 'pk', 'at', { Projection: { ProjectionType: 'KEYS_ONLY' } }),
    ],
    GlobalSecondaryIndexes: [
      index('by-owner', 'owner', 'at', {
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
      }),
    ],
  });
  for (const at of [3, 1, 2])
    await put('indexed', {
      pk: S('p'),
      sk: S(`s${at}`),
      at: N(at),
      owner: S('o'),
      note: S(`n${at}`),
      more: S('x'),
    });
  await put('indexed', { pk: S('p'), sk: S('without') });
  const query = (IndexName: string, more: object = {}) =>
    db<QueryOutput>('Query', {
      TableName: 'indexed',
      IndexName,
      KeyConditionExpression: IndexName === 'by-time' ? 'pk = :k' : '#o = :k',
      ...(IndexName === 'by-time' ? {} : { ExpressionAttributeNames: { '#o': 'owner' } }),
      ExpressionAttributeValues: { ':k': S(IndexName === 'by-time' ? 'p' : 'o') },
      ...more,
    });

  const local = await query('by-time');
  const whole = await query('by-time', { Select: 'ALL_ATTRIBUTES', Limit: 1 });
  const global = await query('by-owner', { ScanIndexForward: false, Limit: 2 });
  const rest = await query('by-owner', {
    ScanIndexForward: false,
    ExclusiveStartKey: global.LastEvaluatedKey,
  });
  await db('DeleteItem', { TableName: 'indexed', Key: { pk: S('p'), sk: S('s1') } });
  await db('UpdateItem', {
    TableName: 'indexed',
    Key: { pk: S('p'), sk: S('s2') },
    UpdateExpression: 'SET #o = :other',
    ExpressionAttributeNames: { '#o': 'owner' },
    ExpressionAttributeValues: { ':other': S('p') },
  });
  const after = await query('by-owner');

  expect(local.Items).toEqual([1, 2, 3].map((at) => ({ pk: S('p'), sk: S(`s${at}`), at: N(at) })));
  expect(whole.Items?.[0]).toHaveProperty('more');
  expect(global.Items?.map(({ note }) => note)).toEqual([S('n3'), S('n2')]);
  expect(global.Items?.[0]).not.toHaveProperty('more');
  expect(global.LastEvaluatedKey).toEqual({ owner: S('o'), at: N(2), pk: S('p'), sk: S('s2') });
  expect(rest.Items?.map(({ note }) => note)).toEqual([S('n1')]);
  expect(after.Items?.map(({ note }) => note)).toEqual([S('n3')]);
  expect(
    await refusal('PutItem', {
      TableName: 'indexed',
      Item: { pk: S('p'), sk: S('x'), owner: N(1) },
    }),
  ).toEqual([
    'ValidationException',
    'One or more parameter values were invalid: Type mismatch for Index Key owner Expected: S Actual: N IndexName: by-owner',
  ]);
  expect((await describe('indexed')).GlobalSecondaryIndexes).toMatchObject([
    { IndexStatus: 'ACTIVE', ItemCount: 2, IndexArn: `${arn('indexed')}/index/by-owner` },
  ]);
});

test('an index that is added is filled with what is there, and goes again', async () => {
  await table('growing');
  for (let at = 0; at < 12; at += 1)
    await put('growing', { pk: S('p'), sk: S(`s${at}`), k: S('k') });
  const update = {
    TableName: 'growing',
    AttributeDefinitions: definitions({ k: 'S' }),
    GlobalSecondaryIndexUpdates: [{ Create: index('by-k', 'k') }],
  };

  const { TableDescription } = await db<UpdateTableOutput>('UpdateTable', update);
  const early = await refusal('Scan', { TableName: 'growing', IndexName: 'by-k' });
  await put('growing', { pk: S('p'), sk: S('meanwhile'), k: S('k') });
  await pass(5);
  const scanned = await db<ScanOutput>('Scan', { TableName: 'growing', IndexName: 'by-k' });
  await db('UpdateTable', {
    TableName: 'growing',
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-k' } }],
  });
  await pass(5);
  const after = await describe('growing');

  expect(TableDescription).toMatchObject({
    TableStatus: 'UPDATING',
    GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: true }],
  });
  expect(early?.[1]).toBe('Cannot read from backfilling global secondary index: by-k');
  expect(scanned.Count).toBe(13);
  expect(after.GlobalSecondaryIndexes).toBeUndefined();
  expect(after.AttributeDefinitions).toHaveLength(2);
});

test('capacity is changed, and not to what it is', async () => {
  const provisioned = { ReadCapacityUnits: 1, WriteCapacityUnits: 2 };
  await table('capacity', { BillingMode: 'PROVISIONED', ProvisionedThroughput: provisioned });

  const same = await refusal('UpdateTable', {
    TableName: 'capacity',
    ProvisionedThroughput: provisioned,
  });
  const nothing = await refusal('UpdateTable', { TableName: 'capacity' });
  await db('UpdateTable', { TableName: 'capacity', BillingMode: 'PAY_PER_REQUEST' });
  const busy = await refusal('UpdateTable', { TableName: 'capacity', BillingMode: 'PROVISIONED' });
  await pass(5);

  expect(same?.[1]).toContain('The provisioned throughput for the table will not change.');
  expect(nothing?.[1]).toContain('At least one of ProvisionedThroughput, BillingMode');
  expect(busy?.[0]).toBe('ResourceInUseException');
  expect(await describe('capacity')).toMatchObject({
    TableStatus: 'ACTIVE',
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: { ReadCapacityUnits: 0 },
  });
});

test('items expire once time to live is on, with their index entries, those that were there before too', async () => {
  await table('expiring', {
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S', k: 'S' }),
    GlobalSecondaryIndexes: [index('by-k', 'k')],
  });
  const seconds = (plus: number) => N(Math.floor(fixture.clock.now().getTime() / 1000) + plus);
  await put('expiring', { pk: S('p'), sk: S('before'), k: S('k'), ttl: seconds(90) });
  await put('expiring', { pk: S('p'), sk: S('text'), k: S('k'), ttl: S('1') });
  const on = {
    TableName: 'expiring',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
  };
  await db('UpdateTimeToLive', on);
  const enabling = await db('DescribeTimeToLive', { TableName: 'expiring' });
  await pass(5);
  await put('expiring', { pk: S('p'), sk: S('after'), k: S('k'), ttl: seconds(20) });
  await put('expiring', { pk: S('p'), sk: S('ancient'), k: S('k'), ttl: N(1) });
  const names = async (more: object = {}) => {
    const { Items = [] } = await db<ScanOutput>('Scan', { TableName: 'expiring', ...more });
    return Items.map(({ sk }) => sk?.S ?? '').toSorted((one, other) => one.localeCompare(other));
  };
  await pass(60);
  const first = await names();
  await pass(60);
  const second = [await names(), await names({ IndexName: 'by-k' })];
  const again = await refusal('UpdateTimeToLive', on);
  await db('UpdateTimeToLive', {
    ...on,
    TimeToLiveSpecification: { Enabled: false, AttributeName: 'ttl' },
  });
  await pass(5);

  expect(enabling).toEqual({
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING', AttributeName: 'ttl' },
  });
  expect(first).toEqual(['ancient', 'before', 'text']);
  expect(second).toEqual([
    ['ancient', 'text'],
    ['ancient', 'text'],
  ]);
  expect(again?.[1]).toBe('TimeToLive is already enabled');
  expect(await db('DescribeTimeToLive', { TableName: 'expiring' })).toEqual({
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
});

test('tables are listed by name, a page after another', async () => {
  const own = await dynamoDbFixture();
  for (const name of ['ccc', 'aaa', 'bbb']) await own.table(name);

  const first = await own.db<ListTablesOutput>('ListTables', { Limit: 2 });
  const second = await own.db<ListTablesOutput>('ListTables', {
    ExclusiveStartTableName: first.LastEvaluatedTableName,
  });

  expect(first).toEqual({ TableNames: ['aaa', 'bbb'], LastEvaluatedTableName: 'bbb' });
  expect(second.TableNames).toEqual(['ccc']);
});

test('tags, recovery settings and limits are kept and told', async () => {
  await table('kept', { Tags: [{ Key: 'a', Value: '1' }] });
  const ResourceArn = arn('kept');

  await db('TagResource', {
    ResourceArn,
    Tags: Array.from({ length: 12 }, (_, n) => ({ Key: `t${n + 10}`, Value: '' })),
  });
  await db('UntagResource', { ResourceArn, TagKeys: ['a'] });
  const page = await db<ListTagsOfResourceOutput>('ListTagsOfResource', { ResourceArn });
  const rest = await db<ListTagsOfResourceOutput>('ListTagsOfResource', {
    ResourceArn,
    NextToken: page.NextToken,
  });
  await db('UpdateContinuousBackups', {
    TableName: 'kept',
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
  });

  expect(page.Tags).toHaveLength(10);
  expect(rest.Tags).toHaveLength(2);
  expect(await db('DescribeContinuousBackups', { TableName: 'kept' })).toMatchObject({
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: 7,
      },
    },
  });
  expect(
    await refusal('TagResource', { ResourceArn: arn('nope'), Tags: [{ Key: 'a', Value: 'b' }] }),
  ).toEqual([
    'ResourceNotFoundException',
    `Requested resource not found: ResourcArn: ${arn('nope')} not found`,
  ]);
  expect(await db('DescribeLimits', {})).toMatchObject({ TableMaxReadCapacityUnits: 40_000 });
  expect(await db('DescribeEndpoints', {})).toMatchObject({
    Endpoints: [{ CachePeriodInMinutes: 1440 }],
  });
});
