import { expect, test } from 'vitest';
import { logUpperTail, smallestUnlikely } from './tail.ts';

// Sums of the probabilities by hand: Poisson(1), and a negative binomial of mean 2 and variance 6 (size 1, miss 2/3).
test.for([
  [1, 1, 1, 1 - Math.exp(-1)],
  [1, 1, 3, 1 - 2.5 * Math.exp(-1)],
  [2, 6, 5, (2 / 3) ** 5],
  [2, 6, 50, (2 / 3) ** 50],
] as const)('the tail of mean %d and variance %d from %d is %d', ([mean, variance, from, tail]) => {
  // At the mean itself nothing is called unlikely.
  const expected = from <= mean ? 0 : Math.log(tail);

  expect(logUpperTail(mean, variance, from)).toBeCloseTo(expected, 9);
});

test('the smallest unlikely count is the first one below the limit', () => {
  const limit = Math.log(1e-8);

  const found = smallestUnlikely(2, 6, limit, { from: 3, most: 10_000 });

  expect(logUpperTail(2, 6, found)).toBeLessThanOrEqual(limit);
  expect(logUpperTail(2, 6, found - 1)).toBeGreaterThan(limit);
});
