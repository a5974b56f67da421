import type {
  BatchGetItemOutput,
  BatchWriteItemOutput,
  GetItemOutput,
  QueryOutput,
  TransactGetItemsOutput,
  TransactWriteItemsOutput,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { arn, type Attributes, dynamoDbFixture, keySchema } from './dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });
const Key = (pk: string, sk = 's') => ({ pk: S(pk), sk: S(sk) });

const fixture = await dynamoDbFixture();
const { db, put, refusal, table } = fixture;
await table('one');
await table('two');

const get = async (TableName: string, key: Attributes): Promise<Attributes | undefined> =>
  (await db<GetItemOutput>('GetItem', { TableName, Key: key })).Item;

test('a batch writes and reads over tables, and says what it consumed', async () => {
  const written = await db<BatchWriteItemOutput>('BatchWriteItem', {
    RequestItems: {
      one: [1, 2, 3].map((n) => ({ PutRequest: { Item: { ...Key(`b${n}`), n: N(n) } } })),
      [arn('two')]: [{ DeleteRequest: { Key: Key('gone') } }],
    },
    ReturnConsumedCapacity: 'TOTAL',
  });
  const read = await db<BatchGetItemOutput>('BatchGetItem', {
    RequestItems: {
      one: {
        Keys: [Key('b1'), Key('b3'), Key('none')],
        ProjectionExpression: 'n',
        ConsistentRead: true,
      },
      two: { Keys: [Key('gone')] },
    },
    ReturnConsumedCapacity: 'TOTAL',
  });

  expect(written).toMatchObject({
    UnprocessedItems: {},
    ConsumedCapacity: [
      { TableName: 'one', CapacityUnits: 3 },
      { TableName: 'two', CapacityUnits: 1 },
    ],
  });
  expect(read).toMatchObject({
    Responses: { one: [{ n: N(1) }, { n: N(3) }], two: [] },
    UnprocessedKeys: {},
    ConsumedCapacity: [{ CapacityUnits: 3 }, { CapacityUnits: 0.5 }],
  });
});

const puts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ PutRequest: { Item: Key(`x${n}`) } }));

test.for<[string, object, string]>([
  [
    'BatchWriteItem',
    { RequestItems: { one: puts(26) } },
    'Too many items requested for the BatchWriteItem call',
  ],
  [
    'BatchWriteItem',
    { RequestItems: { one: [...puts(1), ...puts(1)] } },
    'Provided list of item keys contains duplicates',
  ],
  [
    'BatchWriteItem',
    { RequestItems: { one: puts(1), [arn('one')]: puts(1) } },
    'Provided list of item keys contains duplicates',
  ],
  ['BatchWriteItem', { RequestItems: {} }, 'Member must have length greater than or equal to 1'],
  ['BatchWriteItem', { RequestItems: { nowhere: puts(1) } }, 'Requested resource not found'],
  [
    'BatchGetItem',
    { RequestItems: { one: { Keys: Array.from({ length: 101 }, (_, n) => Key(`x${n}`)) } } },
    'Too many items requested for the BatchGetItem call',
  ],
  [
    'BatchGetItem',
    { RequestItems: { one: { Keys: [Key('a'), Key('a')] } } },
    'Provided list of item keys contains duplicates',
  ],
  [
    'BatchGetItem',
    { RequestItems: { one: { Keys: [{ pk: S('a') }] } } },
    'The provided key element does not match the schema',
  ],
  [
    'TransactWriteItems',
    { TransactItems: [{}] },
    'TransactItems can only contain one of Check, Put, Update or Delete',
  ],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'one', Item: Key('a') } },
        { Delete: { TableName: arn('one'), Key: Key('a') } },
      ],
    },
    'Transaction request cannot include multiple operations on one item',
  ],
  [
    'TransactGetItems',
    {
      TransactItems: [
        { Get: { TableName: 'one', Key: Key('a') } },
        { Get: { TableName: 'one', Key: Key('a') } },
      ],
    },
    'Transaction request cannot include multiple operations on one item',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'sk = :v',
      ExpressionAttributeValues: { ':v': S('a') },
    },
    'Query condition missed key schema element: pk',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'pk > :v',
      ExpressionAttributeValues: { ':v': S('a') },
    },
    'Query key condition not supported',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: { ':v': N(1) },
    },
    'Condition parameter type does not match schema type',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'pk = :v',
      FilterExpression: 'sk = :v',
      ExpressionAttributeValues: { ':v': S('a') },
    },
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: { ':v': S('a') },
      ExclusiveStartKey: Key('b'),
    },
    'The provided starting key is outside query boundaries',
  ],
  [
    'Query',
    {
      TableName: 'one',
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: { ':v': S('a') },
      ExclusiveStartKey: { pk: S('a') },
    },
    'The provided starting key is invalid',
  ],
  [
    'Query',
    { TableName: 'one' },
    'Either the KeyConditions or KeyConditionExpression parameter must be specified',
  ],
  [
    'Scan',
    { TableName: 'one', IndexName: 'nope' },
    'The table does not have the specified index: nope',
  ],
  [
    'Scan',
    { TableName: 'one', Segment: 3, TotalSegments: 3 },
    'Segment: 3 is not less than TotalSegments: 3',
  ],
  ['Scan', { TableName: 'one', Segment: 0 }, 'The TotalSegments parameter is required'],
  [
    'Scan',
    { TableName: 'one', Select: 'ALL_PROJECTED_ATTRIBUTES' },
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  ],
  [
    'Scan',
    { TableName: 'one', Select: 'COUNT', AttributesToGet: ['a'] },
    'Cannot specify the AttributesToGet when choosing to get only the Count',
  ],
  [
    'PutItem',
    { TableName: 'one', Item: Key('a'), ReturnValues: 'ALL_NEW' },
    'ReturnValues can only be ALL_OLD or NONE',
  ],
  [
    'UpdateItem',
    {
      TableName: 'one',
      Key: Key('a'),
      UpdateExpression: 'SET sk = :v',
      ExpressionAttributeValues: { ':v': S('a') },
    },
    'Cannot update attribute sk. This attribute is part of the key',
  ],
])('%s refuses: $2', async ([operation, input, words]) => {
  expect((await refusal(operation, input))?.[1]).toContain(words);
});

test('a transaction is done as a whole, once for its token, and says why it is not', async () => {
  await put('one', { ...Key('t'), n: N(1) });
  const TransactItems = [
    { Put: { TableName: 'two', Item: Key('t') } },
    {
      Update: {
        TableName: 'one',
        Key: Key('t'),
        UpdateExpression: 'ADD n :one',
        ConditionExpression: 'n < :most',
        ExpressionAttributeValues: { ':one': N(1), ':most': N(2) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    {
      ConditionCheck: {
        TableName: 'one',
        Key: Key('u'),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    { Delete: { TableName: 'one', Key: Key('b1') } },
  ];
  const input = { TransactItems, ClientRequestToken: 'token-1', ReturnConsumedCapacity: 'TOTAL' };

  const done = await db<TransactWriteItemsOutput>('TransactWriteItems', input);
  await db('TransactWriteItems', input);
  const once = await get('one', Key('t'));
  await db('DeleteItem', { TableName: 'two', Key: Key('t') });

  expect(done.ConsumedCapacity).toMatchObject([
    { TableName: 'two', CapacityUnits: 2, WriteCapacityUnits: 2 },
    { TableName: 'one', CapacityUnits: 6 },
  ]);
  expect(once?.['n']).toEqual(N(2));
  await expect(
    db('TransactWriteItems', { ...input, ClientRequestToken: 'token-2' }),
  ).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, None]',
    members: {
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { ...Key('t'), n: N(2) } },
        { Code: 'None' },
        { Code: 'None' },
      ],
    },
  });
  expect(await get('two', Key('t'))).toBeUndefined();
  expect(
    await refusal('TransactWriteItems', { ...input, TransactItems: TransactItems.slice(1) }),
  ).toEqual([
    'IdempotentParameterMismatchException',
    'Request had the same client token, but different parameters',
  ]);
  fixture.clock.advance({ minutes: 11 });
  expect((await refusal('TransactWriteItems', input))?.[0]).toBe('TransactionCanceledException');
});

test('what does not fit its item cancels the transaction, and nothing of it is left', async () => {
  await put('one', { ...Key('fit'), text: S('x') });

  await expect(
    db('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'two', Item: Key('fit') } },
        {
          Update: {
            TableName: 'one',
            Key: Key('fit'),
            UpdateExpression: 'SET n = #t + :one',
            ExpressionAttributeNames: { '#t': 'text' },
            ExpressionAttributeValues: { ':one': N(1) },
          },
        },
      ],
    }),
  ).rejects.toMatchObject({
    members: {
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ValidationError',
          Message: 'An operand in the update expression has an incorrect data type',
        },
      ],
    },
  });
  expect(await get('two', Key('fit'))).toBeUndefined();
  const read = await db<TransactGetItemsOutput>('TransactGetItems', {
    TransactItems: [
      { Get: { TableName: 'one', Key: Key('fit'), ProjectionExpression: 'sk' } },
      { Get: { TableName: 'two', Key: Key('fit') } },
    ],
  });
  expect(read.Responses).toEqual([{ Item: { sk: S('s') } }, {}]);
});

const query = (more: object) =>
  db<QueryOutput>('Query', {
    TableName: 'large',
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :s)',
    ReturnConsumedCapacity: 'TOTAL',
    ...more,
    ExpressionAttributeValues: {
      ':pk': S('p'),
      ':s': S('s'),
      ...Reflect.get(more, 'ExpressionAttributeValues'),
    },
  });

test('pages end at a megabyte and at a limit, filters count what they leave out', async () => {
  await table('large', { KeySchema: keySchema('pk', 'sk') });
  for (let at = 0; at < 7; at += 1)
    await put('large', {
      ...Key('p', `s${at}`),
      body: S('x'.repeat(300_000)),
      odd: { BOOL: at % 2 === 1 },
    });

  const first = await query({ ProjectionExpression: 'sk' });
  const rest = await query({ Select: 'COUNT', ExclusiveStartKey: first.LastEvaluatedKey });
  const filtered = await query({
    Limit: 3,
    FilterExpression: 'odd = :yes',
    ExpressionAttributeValues: { ':yes': { BOOL: true } },
  });

  expect(first).toMatchObject({ Count: 3, LastEvaluatedKey: Key('p', 's2') });
  expect(first.ConsumedCapacity?.CapacityUnits).toBe(110);
  expect(rest).toMatchObject({ Count: 3, ScannedCount: 3 });
  expect(rest).not.toHaveProperty('Items');
  expect(filtered).toMatchObject({ Count: 1, ScannedCount: 3, LastEvaluatedKey: Key('p', 's2') });
});
