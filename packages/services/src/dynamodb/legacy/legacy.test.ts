import type {
  GetItemOutput,
  QueryOutput,
  ScanOutput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { dynamoDbFixture } from '../dynamodb.fixture.ts';

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });
const Key = (pk: string, sk = 's') => ({ pk: S(pk), sk: S(sk) });

const fixture = await dynamoDbFixture();
const { db, refusal, table } = fixture;
await table('one');

test('the parameters of before there were expressions do what expressions do', async () => {
  const put2 = { TableName: 'one', Item: { ...Key('old'), n: N(1) } };
  await db('PutItem', { ...put2, Expected: { pk: { Exists: false } } });
  const twice = await refusal('PutItem', { ...put2, Expected: { pk: { Exists: false } } });
  const { Attributes } = await db<UpdateItemOutput>('UpdateItem', {
    TableName: 'one',
    Key: Key('old'),
    AttributeUpdates: {
      n: { Action: 'ADD', Value: N(4) },
      tags: { Value: { SS: ['a', 'b'] } },
      nope: { Action: 'DELETE' },
    },
    Expected: {
      n: { ComparisonOperator: 'BETWEEN', AttributeValueList: [N(0), N(1)] },
      m: { ComparisonOperator: 'NOT_NULL' },
    },
    ConditionalOperator: 'OR',
    ReturnValues: 'UPDATED_NEW',
  });
  await db('UpdateItem', {
    TableName: 'one',
    Key: Key('ghost'),
    AttributeUpdates: { a: { Action: 'DELETE' } },
  });
  const found = await db<QueryOutput>('Query', {
    TableName: 'one',
    KeyConditions: {
      pk: { ComparisonOperator: 'EQ', AttributeValueList: [S('old')] },
      sk: { ComparisonOperator: 'BEGINS_WITH', AttributeValueList: [S('')] },
    },
  }).catch((error: Error) => error.message);
  const scanned = await db<ScanOutput>('Scan', {
    TableName: 'one',
    AttributesToGet: ['n'],
    ScanFilter: { tags: { ComparisonOperator: 'CONTAINS', AttributeValueList: [S('b')] } },
  });

  expect(twice?.[0]).toBe('ConditionalCheckFailedException');
  expect(Attributes).toEqual({ n: N(5), tags: { SS: ['a', 'b'] } });
  expect(
    (await db<GetItemOutput>('GetItem', { TableName: 'one', Key: Key('ghost') })).Item,
  ).toBeUndefined();
  expect(found).toContain('cannot contain an empty string value. Key: sk');
  expect(scanned.Items).toEqual([{ n: N(5) }]);
  expect(
    (await refusal('Scan', { TableName: 'one', FilterExpression: 'a = :a', ScanFilter: {} }))?.[1],
  ).toBe(
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}',
  );
});

test.for<[object, string]>([
  [
    { a: { Value: S('x'), Exists: false } },
    'Value cannot be used when Exists is false for Attribute: a',
  ],
  [{ a: {} }, 'Value must be provided when Exists is null for Attribute: a'],
  [
    { a: { ComparisonOperator: 'EQ', Exists: true } },
    'Exists and ComparisonOperator cannot be used together for Attribute: a',
  ],
  [
    { a: { AttributeValueList: [S('x')] } },
    'AttributeValueList can only be used with a ComparisonOperator for Attribute: a',
  ],
  [
    { a: { ComparisonOperator: 'EQ', AttributeValueList: [] } },
    'Invalid number of argument(s) for the EQ ComparisonOperator',
  ],
  [
    { a: { ComparisonOperator: 'LT', AttributeValueList: [{ BOOL: true }] } },
    'ComparisonOperator LT is not valid for BOOL AttributeValue type',
  ],
])('an expectation is refused: $1', async ([Expected, words]) => {
  expect((await refusal('DeleteItem', { TableName: 'one', Key: Key('a'), Expected }))?.[1]).toBe(
    `One or more parameter values were invalid: ${words}`,
  );
});
