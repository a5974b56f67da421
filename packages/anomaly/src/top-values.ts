/**
 * Frequent values in bounded space (Metwally, Agrawal, El Abbadi: "Efficient computation of frequent and top-k elements in data
 * streams", 2005): with room for k values, every value of more than 1/k of the calls is kept, and no count is too high by more
 * than 1/k of the calls. Exact while no more than k values come.
 */
export type TopValues = Map<string, number>;

export const VALUES_KEPT = 16;

const LONGEST_VALUE = 512;

export const countValue = (values: TopValues, value: string, by: number): void => {
  const known = values.get(value);
  if (known !== undefined) {
    values.set(value, known + by);
    return;
  }
  if (values.size < VALUES_KEPT) {
    values.set(value, by);
    return;
  }
  let least = Number.POSITIVE_INFINITY;
  let leastValue = '';
  for (const [candidate, count] of values) {
    if (count >= least) continue;
    least = count;
    leastValue = candidate;
  }
  values.delete(leastValue);
  values.set(value, least + by);
};

export const countValues = (values: TopValues, others: TopValues, sign: 1 | -1 = 1): void => {
  for (const [value, count] of others) {
    if (sign === 1) countValue(values, value, count);
    else if (values.has(value)) values.set(value, Math.max(0, (values.get(value) ?? 0) - count));
  }
};

/** The most frequent first; ties by the value, so that two readings of the same calls say the same. */
export const mostFrequent = (
  values: TopValues,
  most: number,
): readonly (readonly [string, number])[] =>
  [...values]
    .filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, most);

export const shortened = (value: string): string =>
  value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value;
