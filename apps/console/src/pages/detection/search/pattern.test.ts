import { describe, expect, test } from 'vitest';
import { conditionFault, conditionOf, conditionsIn, patternOf } from './pattern.ts';

describe('filter patterns as chips', () => {
  test.each([
    ['', []],
    ['{ $.eventName = "ListBuckets" }', ['eventName = ListBuckets text']],
    ['{ $.eventName=ListBuckets }', ['eventName = ListBuckets text']],
    [
      '{ ($.eventName = "ListBucket*") && ($.userAgent != "[AWS Internal*") }',
      ['eventName = ListBucket* text', 'userAgent != [AWS Internal* text'],
    ],
    ['{ $.a >= 3.5 && $.b NOT EXISTS }', ['a >= 3.5 number', 'b NOT EXISTS  text']],
    ['{ ($.a = 1 && $.b IS TRUE) }', ['a = 1 number', 'b IS TRUE  text']],
    ['{ $.sourceIPAddress = %^10\\.% }', ['sourceIPAddress = ^10\\. regex']],
    ['{ $.a = "x && y" }', ['a = x && y text']],
    ['{ $.resources[0].ARN = "arn*" }', ['resources[0].ARN = arn* text']],
  ])('%s', (pattern, expected) => {
    expect(
      conditionsIn(pattern)?.map(({ field, operator, value, form }) =>
        [field, operator, value, form].join(' '),
      ),
    ).toEqual(expected);
  });

  test.each([
    '{ $.a = 1 || $.b = 2 }',
    '{ ($.a = 1 || $.b = 2) && $.c = 3 }',
    '{ ($.a = 1) && ($.b = 2',
    '{ $.a = "x }',
    '{ $.a < "x" }',
    '{ ($.a = 1 && $.b = 2) && $.c = 3 }',
    'ERROR -warning',
    '[ip, user]',
  ])('%s says more than chips can, or is none', (pattern) => {
    expect(conditionsIn(pattern)).toBeUndefined();
  });

  test('what is made of chips is read as the same chips', () => {
    const conditions = [
      conditionOf('$.eventName', '=', 'Get*'),
      conditionOf('requestParameters.maxResults', '>', '50'),
      conditionOf('errorCode', 'NOT EXISTS', 'ignored'),
      conditionOf('sourceIPAddress', '!=', '%^10\\.%'),
    ];
    expect(conditionsIn(patternOf(conditions))).toEqual(conditions);
    expect(conditionsIn(patternOf(conditions.slice(0, 1)))).toEqual(conditions.slice(0, 1));
  });

  test('a chip that would be no pattern is refused', () => {
    expect(conditionFault(conditionOf('a', '>', 'many'))).toBe('> compares numbers.');
    expect(conditionFault(conditionOf('', '=', 'x'))).toBe('Name a field.');
    expect(conditionFault(conditionOf('a', '=', ''))).toBe('Write a value.');
    expect(conditionFault(conditionOf('a', '=', 'say "x"'))).toContain('ends it');
    expect(conditionFault(conditionOf('a', 'IS NULL', ''))).toBeUndefined();
  });
});
