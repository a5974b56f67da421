import type {
  GetItemOutput,
  PutItemOutput,
  QueryOutput,
  ScanOutput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { type Attributes, definitions, dynamoDbFixture, keySchema } from './dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });

const fixture = await dynamoDbFixture();
const { db, put, refusal, table } = fixture;

const get = async (TableName: string, Key: Attributes): Promise<Attributes | undefined> =>
  (await db<GetItemOutput>('GetItem', { TableName, Key })).Item;

test('an item comes back as it was put, every type of it, numbers without exponents', async () => {
  await table('types');
  const item = {
    pk: S('a'),
    sk: S('b'),
    text: S(''),
    number: N('-1.50E+3'),
    long: N('12345678901234567890123456789012345678'),
    tiny: N('1e-130'),
    bytes: { B: Buffer.from([0, 255]) },
    none: { B: new Uint8Array() },
    yes: { BOOL: true },
    nothing: { NULL: true as const },
    texts: { SS: ['b', 'a'] },
    numbers: { NS: ['1.0', '2'] },
    blobs: { BS: [Buffer.from('x')] },
    list: { L: [S('x'), { L: [N(1)] }] },
    map: { M: JSON.parse('{"__proto__":{"S":"own"},"in":{"M":{}}}') as Attributes },
  };

  await put('types', item);

  const found = await get('types', { pk: S('a'), sk: S('b') });
  expect(found).toEqual({
    ...item,
    number: N(-1500),
    tiny: N(`0.${'0'.repeat(129)}1`),
    numbers: { NS: ['1', '2'] },
    bytes: { B: Buffer.from([0, 255]) },
    none: { B: Buffer.from([]) },
    map: { M: expect.anything() as unknown },
  });
  expect(Object.keys(found?.['map']?.M ?? {})).toEqual(['__proto__', 'in']);
});

test.for<[object, string]>([
  [{ x: N('') }, 'The parameter cannot be converted to a numeric value'],
  [{ x: N('abc') }, 'The parameter cannot be converted to a numeric value: abc'],
  [{ x: N('1e126') }, 'Number overflow.'],
  [{ x: N('1e-131') }, 'Number underflow.'],
  [{ x: N('123456789012345678901234567890123456789') }, 'more than 38 significant digits'],
  [{ x: { SS: [] } }, 'An string set  may not be empty'],
  [{ x: { NS: ['1', '1.0'] } }, 'Input collection contains duplicates'],
  [{ x: { SS: ['a', 'a'] } }, 'Input collection [a, a] contains duplicates.'],
  [{ x: { NULL: false } }, 'Null attribute value types must have the value of true'],
  [{ x: {} }, 'Supplied AttributeValue is empty'],
  [{ x: { S: 'a', N: '1' } }, 'Supplied AttributeValue has more than one datatypes set'],
  [{ x: S('a'.repeat(409_600)) }, 'Item size has exceeded the maximum allowed size'],
  [{ pk: S('') }, 'cannot contain an empty string value. Key: pk'],
  [{ pk: N(1) }, 'Type mismatch for key pk expected: S actual: N'],
  [{ pk: S('a'.repeat(2049)) }, 'Size of hashkey has exceeded the maximum size limit of2048 bytes'],
  [{ sk: S('a'.repeat(1025)) }, 'Aggregated size of all range keys has exceeded'],
])('an item is refused: $1', async ([more, words]) => {
  await table('refusals').catch(() => undefined);

  const found = await refusal('PutItem', {
    TableName: 'refusals',
    Item: { pk: S('a'), sk: S('b'), ...more },
  });

  expect(found?.[0]).toBe('ValidationException');
  expect(found?.[1]).toContain(words);
});

test('a condition decides, and says what it found where that is asked for', async () => {
  await table('conditions');
  const Item = { pk: S('a'), sk: S('b'), n: N(1) };
  const once = { TableName: 'conditions', Item, ConditionExpression: 'attribute_not_exists(pk)' };
  await db('PutItem', once);

  await expect(
    db('PutItem', { ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  ).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    members: { Item },
  });
  const old = await db<PutItemOutput>('PutItem', {
    TableName: 'conditions',
    Item: { ...Item, n: N(2) },
    ConditionExpression: 'n < :two AND size(pk) = :one',
    ExpressionAttributeValues: { ':two': N(2), ':one': N(1) },
    ReturnValues: 'ALL_OLD',
    ReturnConsumedCapacity: 'TOTAL',
  });

  expect(old.Attributes).toEqual(Item);
  expect(old.ConsumedCapacity).toEqual({ TableName: 'conditions', CapacityUnits: 1 });
});

test('an update changes places in one step, all sources seeing the item as it was', async () => {
  await table('updates');
  await put('updates', {
    pk: S('a'),
    sk: S('b'),
    a: N('0.1'),
    b: N(5),
    l: { L: [S('0'), S('1'), S('2')] },
    m: { M: { in: S('x'), out: S('y') } },
    set: { SS: ['a', 'b'] },
  });

  const { Attributes } = await db<UpdateItemOutput>('UpdateItem', {
    TableName: 'updates',
    Key: { pk: S('a'), sk: S('b') },
    UpdateExpression:
      'SET a = b + :d, b = a, l[9] = :x, #m.#new = if_not_exists(nope, :x), l2 = list_append(l, :l) REMOVE l[1], #m.#in ADD cnt :one DELETE #set :gone',
    ExpressionAttributeNames: { '#m': 'm', '#new': 'new', '#in': 'in', '#set': 'set' },
    ExpressionAttributeValues: {
      ':d': N('0.2'),
      ':x': S('9'),
      ':one': N(1),
      ':gone': { SS: ['a', 'b', 'c'] },
      ':l': { L: [N(3)] },
    },
    ReturnValues: 'ALL_NEW',
  });

  expect(Attributes).toEqual({
    pk: S('a'),
    sk: S('b'),
    a: N('5.2'),
    b: N('0.1'),
    cnt: N(1),
    l: { L: [S('0'), S('2'), S('9')] },
    l2: { L: [S('0'), S('1'), S('2'), N(3)] },
    m: { M: { out: S('y'), new: S('9') } },
  });
});

const NUMBERS = [
  '-1e125',
  '-100',
  '-99.5',
  '-99',
  '-1.23',
  '-1.2',
  '-1e-130',
  '0',
  '1e-130',
  '0.5',
  '1',
  '1.05',
  '9',
  '10',
  '99',
  '100',
  '9.9e125',
];

const query = async (more: object) => {
  const { Items = [] } = await db<QueryOutput>('Query', {
    TableName: 'numbers',
    KeyConditionExpression: 'pk = :pk',
    ...more,
    ExpressionAttributeValues: {
      ':pk': S('a'),
      ...Reflect.get(more, 'ExpressionAttributeValues'),
    },
  });
  return Items.map(({ raw }) => raw?.S);
};

test('number sort keys are in order, forward, backward and between', async () => {
  await table('numbers', {
    KeySchema: keySchema('pk', 'n'),
    AttributeDefinitions: definitions({ pk: 'S', n: 'N' }),
  });
  for (const n of NUMBERS.toReversed()) await put('numbers', { pk: S('a'), n: N(n), raw: S(n) });

  expect(await query({})).toEqual(NUMBERS);
  expect(await query({ ScanIndexForward: false, Limit: 3 })).toEqual(
    NUMBERS.toReversed().slice(0, 3),
  );
  expect(
    await query({
      KeyConditionExpression: 'pk = :pk AND n BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':low': N('-1.205'), ':high': N('1.0') },
    }),
  ).toEqual(['-1.2', '-1e-130', '0', '1e-130', '0.5', '1']);
  expect(
    await query({
      KeyConditionExpression: 'pk = :pk AND :low < n',
      ExpressionAttributeValues: { ':low': N('99') },
    }),
  ).toEqual(['100', '9.9e125']);
});

test('a scan in segments and pages meets every item once', async () => {
  await table('scans');
  for (let at = 0; at < 60; at += 1)
    await put('scans', { pk: S(`p${at % 20}`), sk: S(`s${at}`), even: { BOOL: at % 2 === 0 } });
  const seen: string[] = [];
  let scanned = 0;

  for (const Segment of [0, 1, 2]) {
    let ExclusiveStartKey: Attributes | undefined;
    do {
      const page: ScanOutput = await db('Scan', {
        TableName: 'scans',
        Limit: 7,
        Segment,
        TotalSegments: 3,
        FilterExpression: 'even = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      });
      seen.push(...(page.Items ?? []).map(({ sk }) => sk?.S ?? ''));
      scanned += page.ScannedCount ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }

  expect(seen).toHaveLength(30);
  expect(new Set(seen).size).toBe(30);
  expect(scanned).toBe(60);
});

test('what an item may nest, what it consumes and how large its partition is', async () => {
  await table('measured', {
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S', at: 'N', owner: 'S' }),
    LocalSecondaryIndexes: [
      {
        IndexName: 'local',
        KeySchema: keySchema('pk', 'at'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'global',
        KeySchema: keySchema('owner'),
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const nested = (depth: number): Attributes[string] =>
    depth === 0 ? S('x') : { L: [nested(depth - 1)] };
  const Item = { pk: S('p'), sk: S('s'), at: N(1), owner: S('o'), deep: nested(32) };

  const made = await db<PutItemOutput>('PutItem', {
    TableName: 'measured',
    Item: { ...Item, body: S('x'.repeat(2000)) },
    ReturnConsumedCapacity: 'INDEXES',
    ReturnItemCollectionMetrics: 'SIZE',
  });
  const read = await db<GetItemOutput>('GetItem', {
    TableName: 'measured',
    Key: { pk: S('p'), sk: S('s') },
    ConsistentRead: true,
    ReturnConsumedCapacity: 'INDEXES',
  });
  const deep = await refusal('PutItem', {
    TableName: 'measured',
    Item: { ...Item, deep: nested(33) },
  });

  expect(made).toEqual({
    ConsumedCapacity: {
      TableName: 'measured',
      CapacityUnits: 7,
      Table: { CapacityUnits: 3 },
      LocalSecondaryIndexes: { local: { CapacityUnits: 1 } },
      GlobalSecondaryIndexes: { global: { CapacityUnits: 3 } },
    },
    ItemCollectionMetrics: { ItemCollectionKey: { pk: S('p') }, SizeEstimateRangeGB: [0, 1] },
  });
  expect(read.ConsumedCapacity).toEqual({
    TableName: 'measured',
    CapacityUnits: 1,
    Table: { CapacityUnits: 1 },
  });
  expect(deep?.[1]).toBe('Nesting Levels have exceeded supported limits');
});
