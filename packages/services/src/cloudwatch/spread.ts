/**
 * How the values of a period are spread, for percentiles and what is trimmed by them. The values themselves while there are few
 * different ones; a sketch of logarithmic bins when there are more (Masson, Rim, Lee: DDSketch, VLDB 2019), whose bins are joined
 * in pairs when there are too many of them (Epicoco et al., UDDSketch, 2020). A value comes back at most 1 % off while all values
 * lie within a factor of some 28 000, 2 % within the square of that, 4 % within its fourth power.
 */
export type Spread =
  | { readonly kind: 'values'; readonly counts: ReadonlyMap<number, number> }
  | {
      readonly kind: 'sketch';
      /** How often bins were joined. */
      readonly level: number;
      readonly zeros: number;
      readonly bins: ReadonlyMap<number, number>;
    }
  /** Only statistics of it were given, or it has negative values: AWS knows no percentiles then either. */
  | { readonly kind: 'unknown' };

const MOST_VALUES = 128;
const MOST_BINS = 512;
const ACCURACY = 0.01;
const LOG_BASE = Math.log((1 + ACCURACY) / (1 - ACCURACY));

export const unknownSpread: Spread = { kind: 'unknown' };

const binOf = (value: number, level: number): number =>
  Math.ceil(Math.log(value) / (LOG_BASE * 2 ** level));

/** The value that is equally far, in proportion, from both ends of a bin. */
const valueOfBin = (bin: number, level: number): number => {
  const logBase = LOG_BASE * 2 ** level;
  return (2 * Math.exp(bin * logBase)) / (Math.exp(logBase) + 1);
};

const add = (counts: Map<number, number>, key: number, count: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + count);
};

type Sketch = Extract<Spread, { readonly kind: 'sketch' }>;

const joined = ({ level, zeros, bins }: Sketch): Sketch => {
  const fewer = new Map<number, number>();
  for (const [bin, count] of bins) add(fewer, Math.ceil(bin / 2), count);
  return { kind: 'sketch', level: level + 1, zeros, bins: fewer };
};

const fitted = (sketch: Sketch): Sketch => {
  let fitting = sketch;
  while (fitting.bins.size > MOST_BINS) fitting = joined(fitting);
  return fitting;
};

const sketchOf = (counts: ReadonlyMap<number, number>): Sketch => {
  const bins = new Map<number, number>();
  let zeros = 0;
  for (const [value, count] of counts)
    if (value === 0) zeros += count;
    else add(bins, binOf(value, 0), count);
  return fitted({ kind: 'sketch', level: 0, zeros, bins });
};

const united = (a: Sketch, b: Sketch): Sketch => {
  if (a.level < b.level) return united(joined(a), b);
  if (b.level < a.level) return united(a, joined(b));
  const bins = new Map(a.bins);
  for (const [bin, count] of b.bins) add(bins, bin, count);
  return fitted({ kind: 'sketch', level: a.level, zeros: a.zeros + b.zeros, bins });
};

/** @param counts values and how often each came */
export const spreadOf = (counts: ReadonlyMap<number, number>): Spread => {
  for (const value of counts.keys()) if (value < 0) return unknownSpread;
  return counts.size > MOST_VALUES ? sketchOf(counts) : { kind: 'values', counts };
};

export const mergedSpread = (a: Spread, b: Spread): Spread => {
  if (a.kind === 'unknown' || b.kind === 'unknown') return unknownSpread;
  if (a.kind === 'values' && b.kind === 'values') {
    const counts = new Map(a.counts);
    for (const [value, count] of b.counts) add(counts, value, count);
    return spreadOf(counts);
  }
  return united(
    a.kind === 'sketch' ? a : sketchOf(a.counts),
    b.kind === 'sketch' ? b : sketchOf(b.counts),
  );
};

/** Values and their counts, smallest first; undefined where they are not known. */
export const sortedValues = (
  spread: Spread,
): readonly (readonly [value: number, count: number])[] | undefined => {
  if (spread.kind === 'unknown') return undefined;
  if (spread.kind === 'values') return [...spread.counts].toSorted(([a], [b]) => a - b);
  const { bins, level, zeros } = spread;
  const sorted = [...bins]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, count]) => [valueOfBin(bin, level), count] as const);
  return zeros > 0 ? [[0, zeros], ...sorted] : sorted;
};

const pairs = (counts: ReadonlyMap<number, number>): string =>
  [...counts].map(([key, count]) => (count === 1 ? `${key}` : `${key}*${count}`)).join(' ');

const readPairs = (text: string): ReadonlyMap<number, number> =>
  new Map(
    text.split(' ').map((pair) => {
      const star = pair.indexOf('*');
      return star < 0
        ? [Number(pair), 1]
        : [Number(pair.slice(0, star)), Number(pair.slice(star + 1))];
    }),
  );

/** `v1 2*3` values; `s1/0/-3 7*2` level, zeros and bins of a sketch; `?`. */
export const spreadText = (spread: Spread): string => {
  switch (spread.kind) {
    case 'values':
      return `v${pairs(spread.counts)}`;
    case 'sketch':
      return `s${spread.level}/${spread.zeros}/${pairs(spread.bins)}`;
    case 'unknown':
      return '?';
    default:
      return spread satisfies never;
  }
};

/** What `spreadText` has written. */
export const readSpread = (text: string): Spread => {
  if (text.startsWith('v')) return { kind: 'values', counts: readPairs(text.slice(1)) };
  if (!text.startsWith('s')) return unknownSpread;
  const [level = '0', zeros = '0', bins = ''] = text.slice(1).split('/');
  return {
    kind: 'sketch',
    level: Number(level),
    zeros: Number(zeros),
    bins: bins === '' ? new Map() : readPairs(bins),
  };
};
