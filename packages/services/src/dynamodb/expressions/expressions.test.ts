import { AwsError } from '@gatehouse/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryOf, updateAndCondition } from '../items/requests.ts';
import type { Item, Value } from '../values/value.ts';
import { meets } from './condition-evaluation.ts';
import { parseCondition } from './condition-parser.ts';
import { placeholdersOf } from './placeholders.ts';
import { parseProjection, projected } from './projection.ts';
import { readerOf } from './reader.ts';
import { updated } from './update-evaluation.ts';
import { parseUpdate } from './update-parser.ts';

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });

const VALUES: Record<string, Value> = {
  ':one': N(1),
  ':two': N(2),
  ':a': S('a'),
  ':b': S('b'),
  ':ss': { SS: ['a', 'b'] },
  ':l': { L: [S('a')] },
  ':yes': { BOOL: true },
  ':type': S('NS'),
};
const NAMES = { '#n': 'name', '#size': 'size' };

const placeholders = () =>
  placeholdersOf(
    { ExpressionAttributeNames: NAMES, ExpressionAttributeValues: VALUES },
    { present: true, absent: [] },
  );

const condition = (source: string) =>
  parseCondition(readerOf('ConditionExpression', source, placeholders()));
const update = (source: string) =>
  parseUpdate(readerOf('UpdateExpression', source, placeholders()));

const ITEM: Item = {
  id: S('a'),
  n: N('1.5'),
  name: S('été'),
  tags: { SS: ['b', 'a'] },
  nums: { NS: ['1', '2'] },
  list: { L: [S('a'), { M: { deep: N(2) } }] },
  bin: { B: Buffer.from([1, 2, 3]) },
  none: { NULL: true },
};

test.for([
  ['id = :a', true],
  ['id <> :a', false],
  ['absent <> :a', true],
  ['absent = :a', false],
  ['n > :one AND n < :two', true],
  ['n BETWEEN :one AND :two AND NOT id = :b', true],
  ['id IN (:b, :a)', true],
  ['id = :b OR n > :two AND id = :a OR (id = :a)', true],
  ['NOT (id = :a OR n = :one)', false],
  ['attribute_exists(#l[1].deep) and attribute_not_exists(#l[2])', true],
  ['attribute_type(nums, :type)', true],
  [
    'begins_with(id, :a) AND contains(tags, :b) AND contains(nums, :two) AND contains(#l, :a)',
    true,
  ],
  ['contains(id, :one)', false],
  ['size(#n) = :three AND size(tags) = :two AND size(bin) > :two', true],
  ['size(n) = :one', false],
  ['tags = :ss', true],
  ['(n) >= (:one)', true],
  ['id < :one', false],
  ['#l[1].deep = :two', true],
] as const)('%s is %s of the item', ([source, expected]) => {
  const names = { ...NAMES, '#l': 'list' };
  const given = placeholdersOf(
    { ExpressionAttributeNames: names, ExpressionAttributeValues: { ...VALUES, ':three': N(3) } },
    { present: true, absent: [] },
  );

  const parsed = parseCondition(readerOf('ConditionExpression', source, given));

  expect(meets(parsed, ITEM)).toBe(expected);
});

test.for([
  ['', 'The expression can not be empty;'],
  ['a', 'Syntax error; token: "<EOF>", near: "a"'],
  ['a = ', 'Syntax error; token: "<EOF>", near: "="'],
  ['a b :one', 'Syntax error; token: "b", near: "a b :one"'],
  ['a = :one AND', 'Syntax error; token: "<EOF>", near: "AND"'],
  ['a = :one %', 'Syntax error; token: "%", near: ":one %"'],
  ['((a = :one))', 'The expression has redundant parentheses;'],
  ['name = :a', 'Attribute name is a reserved keyword; reserved keyword: name'],
  [
    '#x = :a',
    'An expression attribute name used in the document path is not defined; attribute name: #x',
  ],
  [
    'a = :x',
    'An expression attribute value used in expression is not defined; attribute value: :x',
  ],
  ['foo(a)', 'Invalid function name; function: foo'],
  [
    'if_not_exists(a, :a)',
    'The function is not allowed in a condition expression; function: if_not_exists',
  ],
  [
    'attribute_exists(a, b)',
    'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2',
  ],
  [
    'attribute_exists(:a)',
    'Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    'begins_with(a, :one)',
    'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
  ],
  [
    'a < :yes',
    'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
  ],
  [
    'attribute_type(a, :a)',
    'Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
  ],
  [
    'a = a',
    'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]',
  ],
  [
    'a BETWEEN :two AND :one',
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
  ],
  ['size(a)', 'Syntax error; token: "<EOF>", near: ")"'],
  ['a[x] = :a', 'Syntax error; token: "x", near: "[x]"'],
] as const)('the condition %j is refused: %s', ([source, reason]) => {
  expect(() => condition(source)).toThrow(`Invalid ConditionExpression: ${reason}`);
});

test.for([
  ['SET', 'Syntax error; token: "<EOF>", near: "SET"'],
  ['SET a = :a SET b = :b', 'The "SET" section can only be used once in an update expression;'],
  [
    'SET a = :a, a = :b',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'SET a.b = :a REMOVE a',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]',
  ],
  [
    'SET a.b = :a, a[0] = :b',
    'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]',
  ],
  [
    'ADD a :a',
    'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
  ],
  [
    'DELETE a :one',
    'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
  ],
  [
    'SET a = b + :a',
    'Incorrect operand type for operator or function; operator or function: +, operand type: S',
  ],
  [
    'SET a = attribute_exists(a)',
    'The function is not allowed in an update expression; function: attribute_exists',
  ],
  [
    'SET a = list_append(a, :a)',
    'Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
  ],
  ['CHANGE a = :a', 'Syntax error; token: "CHANGE", near: "CHANGE a"'],
] as const)('the update %j is refused: %s', ([source, reason]) => {
  expect(() => update(source)).toThrow(`Invalid UpdateExpression: ${reason}`);
});

test.for([
  [
    'SET other1 = absent',
    'The provided expression refers to an attribute that does not exist in the item',
  ],
  ['SET n2 = id + :one', 'An operand in the update expression has an incorrect data type'],
  ['SET id.x = :a', 'The document path provided in the update expression is invalid for update'],
  ['REMOVE absent.x', 'The document path provided in the update expression is invalid for update'],
  ['ADD id :one', 'An operand in the update expression has an incorrect data type'],
  ['DELETE nums :ss', 'An operand in the update expression has an incorrect data type'],
] as const)('the update %j does not fit the item: %s', ([source, reason]) => {
  expect(() => updated(ITEM, update(source))).toThrow(reason);
});

test('a projection keeps the order of lists and what is below its paths', () => {
  const paths = parseProjection(
    readerOf('ProjectionExpression', '#n, ll[1].deep, ll[0], nope.x', placeholders()),
  );

  expect(projected({ ...ITEM, ll: ITEM['list'] ?? S('') }, paths)).toEqual({
    name: S('été'),
    ll: { L: [S('a'), { M: { deep: N(2) } }] },
  });
});

test.for([
  [{ ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
  [
    { ExpressionAttributeNames: { n: 'x' } },
    'ExpressionAttributeNames contains invalid key: Syntax error; key: "n"',
  ],
  [
    { ExpressionAttributeNames: { '#n': 'x' } },
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}',
  ],
  [
    { ExpressionAttributeValues: { ':v': S('x'), ':w': S('y') } },
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
  ],
  [{ ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
  [
    { ExpressionAttributeValues: { ':v': N('x') } },
    'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v',
  ],
  [
    { UpdateExpression: undefined, ExpressionAttributeValues: { ':v': S('x') } },
    'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
  ],
  [
    { UpdateExpression: undefined, ExpressionAttributeNames: { '#n': 'x' } },
    'ExpressionAttributeNames can only be specified when using expressions',
  ],
  [
    { Expected: { a: { Exists: false } } },
    'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {UpdateExpression}',
  ],
] as const)('placeholders %j are refused: %s', ([more, reason]) => {
  const UpdateExpression = 'ExpressionAttributeValues' in more ? 'SET a = :v' : 'REMOVE a';

  expect(() => updateAndCondition({ UpdateExpression, ...more })).toThrow(reason);
});

test.for([
  ['id = :a OR n = :one', 'Invalid operator used in KeyConditionExpression: OR'],
  ['id = :a AND id = :b', 'KeyConditionExpressions must only contain one condition per key'],
  ['id <> :a', 'Invalid operator used in KeyConditionExpression: <>'],
  ['contains(id, :a)', 'Invalid operator used in KeyConditionExpression: contains'],
  ['id.x = :a', 'KeyConditionExpressions cannot have conditions on nested attributes'],
  ['size(id) = :one', 'KeyConditionExpressions cannot contain nested operations'],
] as const)('the key condition %j is refused: %s', ([KeyConditionExpression, reason]) => {
  expect(() => queryOf({ KeyConditionExpression, ExpressionAttributeValues: VALUES })).toThrow(
    `Invalid KeyConditionExpression: ${reason}`,
  );
});

/** Texts that look like expressions, and texts that do not. */
const sources = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        ...'a #n :one :a ( ) [ ] 0 1 , . + - = <> < <= > >= AND OR NOT BETWEEN IN SET REMOVE ADD DELETE size begins_with attribute_exists if_not_exists list_append name'.split(
          ' ',
        ),
      ),
      { maxLength: 30 },
    )
    .map((tokens) => tokens.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const errorOf = (run: () => unknown): unknown => {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
};

const isValidation = (error: unknown): boolean =>
  error === undefined || (error instanceof AwsError && error.name === 'ValidationException');

test('whatever the text, reading it ends with an expression or a ValidationException', () => {
  fc.assert(
    fc.property(sources, (source) => {
      for (const read of [condition, update]) {
        expect(errorOf(() => read(source))).toSatisfy(isValidation);
      }
    }),
    { numRuns: 600 },
  );
});

test.for([
  ['parentheses', '('.repeat(4000)],
  ['negations', 'NOT '.repeat(1000)],
  ['names', `a${'.a'.repeat(2000)}`],
  ['sums', `SET a = ${'if_not_exists(a, '.repeat(230)}`],
  ['paths', `REMOVE ${Array.from({ length: 1000 }, () => 'a.b').join(',')}`.slice(0, 4090)],
  ['too much', 'a'.repeat(5000)],
])('hostile %s end soon', ([, source = '']) => {
  const began = performance.now();
  for (const read of [condition, update]) expect(() => read(source)).toThrow(AwsError);
  expect(performance.now() - began).toBeLessThan(500);
});
