import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  decimalText,
  negated,
  parseDecimal,
  sortableDecimal,
} from './number.ts';
import { afterPrefix } from './sortable.ts';

/** Numbers of up to 38 digits over the whole range, as texts with and without exponents. */
const decimals = fc
  .tuple(
    fc.boolean(),
    fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -130, max: 87 }),
  )
  .map(([negative, digits, exponent]) => `${negative ? '-' : ''}${digits}e${exponent}`);

test('numbers sort as their bytes do, whatever their signs, digits and exponents', () => {
  fc.assert(
    fc.property(decimals, decimals, (one, other) => {
      const [left, right] = [parseDecimal(one), parseDecimal(other)];
      const order = compareDecimals(left, right);

      const bytes = Buffer.compare(sortableDecimal(left), sortableDecimal(right));

      expect(Math.sign(bytes)).toBe(Math.sign(order));
    }),
    { numRuns: 500 },
  );
});

const scaled = (text: string): bigint => {
  const [digits = '0', exponent = '0'] = text.split('e');
  return BigInt(digits) * 10n ** BigInt(Number(exponent) + 130);
};

test('comparison and text agree with exact arithmetic on integers', () => {
  fc.assert(
    fc.property(decimals, decimals, (one, other) => {
      const [left, right] = [parseDecimal(one), parseDecimal(other)];
      const difference = scaled(one) - scaled(other);

      expect(Math.sign(compareDecimals(left, right))).toBe(
        difference < 0n ? -1 : difference > 0n ? 1 : 0,
      );
      expect(parseDecimal(decimalText(left))).toEqual(left);
      expect(addDecimals(left, negated(left))).toEqual(parseDecimal('0'));
    }),
    { numRuns: 500 },
  );
});

test.for([
  ['0.1', '0.2', '0.3'],
  ['99999999999999999999999999999999999999', '-1', '99999999999999999999999999999999999998'],
  ['1e-130', '-1e-130', '0'],
  ['-5', '2.50', '-2.5'],
  ['1e10', '1', '10000000001'],
] as const)('%s and %s is %s, exactly', ([one, other, sum]) => {
  expect(decimalText(addDecimals(parseDecimal(one), parseDecimal(other)))).toBe(sum);
});

test('a sum with more digits than are kept is refused, not rounded', () => {
  expect(() => addDecimals(parseDecimal('1e37'), parseDecimal('0.1'))).toThrow(
    'Attempting to store more than 38 significant digits in a Number',
  );
});

test('the bytes after a prefix are after all that begin with it', () => {
  expect(afterPrefix(Buffer.from([1, 2]))).toEqual(Buffer.from([1, 3]));
  expect(afterPrefix(Buffer.from([1, 255, 255]))).toEqual(Buffer.from([2]));
  expect(afterPrefix(Buffer.from([255]))).toBeUndefined();
});
