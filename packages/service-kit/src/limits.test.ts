import { expect, test } from 'vitest';
import { validator } from './limits.ts';

const check = validator({
  Limit: { minValue: 1, maxValue: 1000 },
  'Rules[].Days': { minValue: 1 },
  Score: {},
});

test.for<readonly [object, string]>([
  [
    { Limit: 1.5 },
    "Value '1.5' at 'limit' failed to satisfy constraint: Member must be an integer",
  ],
  [{ Limit: 0.5 }, 'Member must have value greater than or equal to 1'],
  [
    { Rules: [{ Days: 7 }, { Days: 7.25 }] },
    "Value '7.25' at 'rules.2.member.days' failed to satisfy constraint: Member must be an integer",
  ],
])('%j is a fraction where a whole number is counted', ([input, message]) => {
  expect(() => check(input, 'ValidationException')).toThrow(message);
});

test('whole numbers, and numbers without a range, pass', () => {
  expect(() =>
    check({ Limit: 1, Rules: [{ Days: 7 }], Score: 0.5 }, 'ValidationException'),
  ).not.toThrow();
});

const named = validator({
  Name: { minLength: 2, maxLength: 4, pattern: '[^x]*' },
  'Names[]': { maxLength: 1 },
});

// Letters beyond the Basic Multilingual Plane are two units of UTF-16 and one letter.
test.for<object>([
  { Name: 'ab' },
  { Name: 'abcd' },
  { Name: '😀😀' },
  { Name: '😀😀😀😀' },
  { Names: ['a', '😀'] },
])('%j is as long as it may be', (input) => {
  expect(() => named(input, 'ValidationException')).not.toThrow();
});

test.for<object>([
  { Name: 'a' },
  { Name: 'abcde' },
  { Name: 'axb' },
  { Name: '😀' },
  { Name: '😀😀😀😀😀' },
  { Names: ['a', 'bc'] },
])('%j is not', (input) => {
  expect(() => named(input, 'ValidationException')).toThrow(/length|pattern/);
});
