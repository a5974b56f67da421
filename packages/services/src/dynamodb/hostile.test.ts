import type { GetItemOutput, QueryOutput, ScanOutput } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { allow, definitions, dynamoDbFixture, keySchema } from './dynamodb.fixture.ts';
import { charactersIn, textWithin } from './values/find.ts';

const S = (text: string) => ({ S: text });
const N = (number: number) => ({ N: String(number) });
const Key = (pk: string) => ({ pk: S(pk), sk: S('s') });
const BY_N = {
  Create: {
    IndexName: 'by-n',
    KeySchema: keySchema('n'),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  },
};

const withIndexOnNumbers = async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one');
  await fixture.put('one', { ...Key('odd'), n: S('text'), ends: N(0) });
  await fixture.db('UpdateTable', {
    TableName: 'one',
    AttributeDefinitions: definitions({ n: 'N' }),
    GlobalSecondaryIndexUpdates: [BY_N],
  });
  for (let wait = 0; wait < 3; wait += 1) await fixture.pass(5);
  return fixture;
};

test('an item that a later index leaves out can be put right and deleted', async () => {
  const { db, refusal } = await withIndexOnNumbers();

  const repaired = await refusal('UpdateItem', {
    TableName: 'one',
    Key: Key('odd'),
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': N(7) },
  });
  const query = {
    TableName: 'one',
    IndexName: 'by-n',
    KeyConditionExpression: 'n = :n',
    ExpressionAttributeValues: { ':n': N(7) },
  };

  expect(repaired).toBeUndefined();
  expect((await db<QueryOutput>('Query', query)).Count).toBe(1);
});

test('it does not keep the items of its table from expiring', async () => {
  const { db, put, pass, clock } = await withIndexOnNumbers();
  const past = N(Math.floor(clock.now().getTime() / 1000) - 60);
  await db('DeleteItem', { TableName: 'one', Key: Key('odd') });
  await db('UpdateTimeToLive', {
    TableName: 'one',
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ends' },
  });
  await pass(5);
  await put('one', { ...Key('over'), ends: past });
  await pass(90);

  expect((await db<ScanOutput>('Scan', { TableName: 'one' })).Count).toBe(0);
});

test('what is shown where a condition fails is told to policies', async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one');
  await fixture.put('one', { ...Key('a'), open: N(1), secret: S('hidden') });
  const as = fixture.userWith(
    'reader',
    allow('dynamodb:*', {
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'open'] },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
      },
    }),
  );
  const failing = {
    TableName: 'one',
    Key: Key('a'),
    ConditionExpression: '#o = :zero',
    ExpressionAttributeNames: { '#o': 'open' },
    ExpressionAttributeValues: { ':zero': N(0) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };

  for (const operation of ['DeleteItem', 'UpdateItem'])
    expect((await fixture.refusal(operation, failing, { as }))?.[0]).toBe('AccessDeniedException');
});

test('lists that are appended to themselves end where an item would be too large', async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one');
  const many = { L: Array.from({ length: 100_000 }, () => ({ NULL: true as const })) };
  const nested = Array.from({ length: 120 }).reduce<string>(
    (inner) => `list_append(:l,${inner})`,
    ':l',
  );
  const begun = performance.now();

  const answer = await fixture.refusal('UpdateItem', {
    TableName: 'one',
    Key: Key('a'),
    UpdateExpression: `SET a = ${nested}`,
    ExpressionAttributeValues: { ':l': many },
  });

  expect(answer?.[1]).toBe('Item size to update has exceeded the maximum allowed size');
  expect(performance.now() - begun).toBeLessThan(3000);
});

test('a text is found in another in little time, however both are made', () => {
  const whole = 'a'.repeat(400_000);
  const part = `${'a'.repeat(100_000)}b${'a'.repeat(100_000)}`;
  const begun = performance.now();

  expect(textWithin(whole, part)).toBe(false);
  expect(textWithin(`${whole}b${whole}`, part)).toBe(true);
  expect(performance.now() - begun).toBeLessThan(500);
  for (const [text, piece] of [
    ['abcabcabd'.repeat(30), 'abcabd'.repeat(20)],
    [`${'ab'.repeat(50)}c`, `${'ab'.repeat(40)}c`],
    ['x'.repeat(64), 'x'.repeat(65)],
  ] as const)
    expect(textWithin(text, piece)).toBe(text.includes(piece));
  expect(charactersIn('a\u{1F600}b\ud83d')).toBe(4);
});

test.for([
  ['Scan', { ScanFilter: { a: { ComparisonOperator: 'constructor' } } }, 'scanFilter.a'],
  ['Scan', { ScanFilter: { a: { ComparisonOperator: 'NONE' } } }, 'scanFilter.a'],
  ['Query', { KeyConditions: { pk: { ComparisonOperator: 'toString' } } }, 'keyConditions.pk'],
  ['PutItem', { Item: Key('a'), Expected: { a: { ComparisonOperator: 'X' } } }, 'expected.a'],
  ['UpdateItem', { Key: Key('a'), AttributeUpdates: { a: { Action: 'X' } } }, 'attributeUpdates.a'],
] as const)('%s refuses an older parameter of no kind: %j', async ([operation, input, at]) => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one');

  const answer = await fixture.refusal(operation, { TableName: 'one', ...input });

  expect(answer?.[0]).toBe('ValidationException');
  expect(answer?.[1]).toContain(`at '${at}.member.`);
});

test('older parameters with conditions without end are refused', async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one');
  await fixture.put('one', Key('a'));
  const conditions = Array.from({ length: 50_000 }, (_, index) => [
    `a${index}`,
    { ComparisonOperator: 'NULL' },
  ]);

  const answer = await fixture.refusal('Scan', {
    TableName: 'one',
    ScanFilter: Object.fromEntries(conditions),
  });

  expect(answer?.[0]).toBe('ValidationException');
});

test('a page of an index that has little of large items is no larger than others can wait for', async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one', {
    AttributeDefinitions: definitions({ pk: 'S', sk: 'S', g: 'S' }),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: keySchema('g', 'pk'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  const large = S('x'.repeat(390_000));
  for (let nth = 10; nth < 40; nth += 1)
    await fixture.put('one', { ...Key(`p${nth}`), g: S('all'), large });
  const found: number[] = [];
  let ExclusiveStartKey: QueryOutput['LastEvaluatedKey'];
  do {
    const page: QueryOutput = await fixture.db<QueryOutput>('Query', {
      TableName: 'one',
      IndexName: 'by-g',
      KeyConditionExpression: 'g = :g',
      ExpressionAttributeValues: { ':g': S('all') },
      ExclusiveStartKey,
    });
    found.push(page.Count ?? 0);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);

  expect(found.length).toBeGreaterThan(1);
  expect(found.reduce((sum, count) => sum + count, 0)).toBe(30);
});

const condition = (ConditionExpression: string, values: object) => ({
  TableName: 'one',
  Item: Key('a'),
  ConditionExpression,
  ExpressionAttributeValues: values,
});

test('records of refusals tell no values of items', async () => {
  const fixture = await dynamoDbFixture({ recordsData: true });
  await fixture.table('one');
  await fixture.events();
  for (const input of [
    { TableName: 'one', Item: { ...Key('a'), n: { N: 'hunter2' } } },
    { TableName: 'one', Item: { ...Key('a'), s: { SS: ['hunter2', 'hunter2'] } } },
    {
      TableName: 'one',
      Item: { ...Key('a'), s: { BS: [Buffer.from('hunter2'), Buffer.from('hunter2')] } },
    },
    condition('a BETWEEN :x AND :y', { ':x': S('hunter2'), ':y': S('a') }),
    condition('a = :x', { ':x': { N: 'hunter2' } }),
  ])
    expect((await fixture.refusal('PutItem', input))?.[0]).toBe('ValidationException');

  const records = JSON.stringify(await fixture.events());

  expect(records).toContain('***');
  expect(records).not.toContain('hunter2');
  expect(records).not.toContain(Buffer.from('hunter2').toString('base64'));
});

test('attributes may be called as members of every object are', async () => {
  const fixture = await dynamoDbFixture();
  await fixture.table('one', {
    KeySchema: keySchema('__proto__', 'constructor'),
    AttributeDefinitions: definitions({ ['__proto__']: 'S', constructor: 'S' } as const),
  });
  const key = { ['__proto__']: S('p'), constructor: S('c') };
  await fixture.put('one', { ...key, toString: { M: { ['__proto__']: N(1) } } });

  const { Item } = await fixture.db<GetItemOutput>('GetItem', { TableName: 'one', Key: key });

  expect(JSON.stringify(Item?.['toString'])).toBe('{"M":{"__proto__":{"N":"1"}}}');
});
