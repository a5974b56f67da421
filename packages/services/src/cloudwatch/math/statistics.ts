/** What several values come to. */
export type Summary = (values: readonly number[]) => number;

const sum: Summary = (values) => values.reduce((total, value) => total + value, 0);
const average: Summary = (values) => sum(values) / values.length;

const deviation: Summary = (values) => {
  const mean = average(values);
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
};

const smallest: Summary = (values) =>
  values.reduce((least, value) => Math.min(least, value), Infinity);
const largest: Summary = (values) =>
  values.reduce((most, value) => Math.max(most, value), -Infinity);

/** By the names of the functions. */
export const SUMMARIES: ReadonlyMap<string, Summary> = new Map([
  ['AVG', average],
  ['MAX', largest],
  ['MIN', smallest],
  ['STDDEV', deviation],
  ['SUM', sum],
]);
