import { mergedSpread, type Spread, spreadOf } from './spread.ts';

/** What is kept of the values of a period. */
export interface Aggregate {
  readonly samples: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly spread: Spread;
}

export const merged = (a: Aggregate, b: Aggregate): Aggregate => ({
  samples: a.samples + b.samples,
  sum: a.sum + b.sum,
  minimum: Math.min(a.minimum, b.minimum),
  maximum: Math.max(a.maximum, b.maximum),
  spread: mergedSpread(a.spread, b.spread),
});

/** Of values that came; undefined when none did. */
export const aggregateOf = (
  values: readonly (readonly [value: number, count: number])[],
): Aggregate | undefined => {
  const counts = new Map<number, number>();
  let samples = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const [value, count] of values) {
    if (count <= 0) continue;
    counts.set(value, (counts.get(value) ?? 0) + count);
    samples += count;
    sum += value * count;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return counts.size === 0
    ? undefined
    : { samples, sum, minimum, maximum, spread: spreadOf(counts) };
};
