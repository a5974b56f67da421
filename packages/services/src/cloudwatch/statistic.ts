import type { Aggregate } from './aggregate.ts';
import { sortedValues } from './spread.ts';

/** A statistic by its name. */
export interface Statistic {
  /** Sum, average, smallest, largest and number need not know how values are spread. */
  readonly needsSpread: boolean;
  /** Undefined: what is kept does not tell. */
  of(aggregate: Aggregate): number | undefined;
}

export const SIMPLE_STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;

const simple = (of: (aggregate: Aggregate) => number): Statistic => ({ needsSpread: false, of });

const SIMPLE: ReadonlyMap<string, Statistic> = new Map([
  ['SampleCount', simple(({ samples }) => samples)],
  ['Average', simple(({ sum, samples }) => sum / samples)],
  ['Sum', simple(({ sum }) => sum)],
  ['Minimum', simple(({ minimum }) => minimum)],
  ['Maximum', simple(({ maximum }) => maximum)],
]);

type Values = readonly (readonly [value: number, count: number])[];

const percentile = (values: Values, samples: number, percent: number): number => {
  const rank = (percent / 100) * samples;
  let below = 0;
  for (const [value, count] of values) {
    below += count;
    // Sums of fractions: a rank that is met but for its last bit is met.
    if (below >= rank * (1 - 1e-12)) return value;
  }
  return values.at(-1)?.[0] ?? 0;
};

/** Part of the values: between two percentiles (a value may count in part), or between two values. */
interface Bounds {
  readonly by: 'percent' | 'value';
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const within = (values: Values, samples: number, { by, low, high }: Bounds): Values => {
  // Lower bounds are exclusive, upper ones inclusive (User Guide, "CloudWatch statistics definitions").
  if (by === 'value')
    return values.filter(([value]) => value > (low ?? -Infinity) && value <= (high ?? Infinity));
  const from = ((low ?? 0) / 100) * samples;
  const to = ((high ?? 100) / 100) * samples;
  let before = 0;
  const kept: (readonly [number, number])[] = [];
  for (const [value, count] of values) {
    const part = Math.min(before + count, to) - Math.max(before, from);
    if (part > 0) kept.push([value, part]);
    before += count;
  }
  return kept;
};

const countOf = (values: Values): number => values.reduce((sum, [, count]) => sum + count, 0);
const sumOf = (values: Values): number =>
  values.reduce((sum, [value, count]) => sum + value * count, 0);

const meanOf = (values: Values): number | undefined => {
  const count = countOf(values);
  return count === 0 ? undefined : sumOf(values) / count;
};

/** Values outside of the bounds count as the bound that is nearest. */
const winsorized = (values: Values, samples: number, bounds: Bounds): number | undefined => {
  const ofPercent = (percent: number): number => percentile(values, samples, percent);
  const { by, low, high } = bounds;
  const lowest = low === undefined ? -Infinity : by === 'value' ? low : ofPercent(low);
  const highest = high === undefined ? Infinity : by === 'value' ? high : ofPercent(high);
  return meanOf(
    values.map(([value, count]) => [Math.min(Math.max(value, lowest), highest), count] as const),
  );
};

type Measure = (values: Values, samples: number, bounds: Bounds) => number | undefined;

const TRIMMED: ReadonlyMap<string, Measure> = new Map<string, Measure>([
  ['TM', (values, samples, bounds) => meanOf(within(values, samples, bounds))],
  ['TC', (values, samples, bounds) => countOf(within(values, samples, bounds))],
  ['TS', (values, samples, bounds) => sumOf(within(values, samples, bounds))],
  ['WM', winsorized],
  ['PR', (values, samples, bounds) => (100 * countOf(within(values, samples, bounds))) / samples],
]);

const spreading = (
  measure: (values: Values, samples: number) => number | undefined,
): Statistic => ({
  needsSpread: true,
  of: ({ spread, samples, minimum, maximum }) => {
    const values = sortedValues(spread);
    if (values === undefined) return undefined;
    // A bin of a sketch may reach beyond what was ever measured.
    const real = values.map(
      ([value, count]) => [Math.min(Math.max(value, minimum), maximum), count] as const,
    );
    return measure(real, samples);
  },
});

const trimmed = (name: string, bounds: Bounds): Statistic | undefined => {
  const measure = TRIMMED.get(name);
  return measure === undefined
    ? undefined
    : spreading((values, samples) => measure(values, samples, bounds));
};

// AWS's model, AnomalyDetectorMetricStat: the forms that GetMetricData takes as well.
const SHORT = /^(p|tm|tc|ts|wm)(\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)$/;
const CALL = /^(TM|TC|TS|WM|PR)\(([^:()]*):([^:()]*)\)$/;
const PERCENT = /^(?:\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)%$/;
const NUMBER = /^\d+(?:\.\d{0,10})?(?:[Ee][+-]?\d{1,3})?$/;

const number = (text: string): number | undefined =>
  text === '' ? undefined : Number(text.replace('%', ''));

const boundsOf = (low: string, high: string): Bounds | undefined => {
  const given = [low, high].filter((text) => text !== '');
  if (given.length === 0) return undefined;
  const by = given.every((text) => PERCENT.test(text)) ? 'percent' : 'value';
  if (by === 'value' && !given.every((text) => NUMBER.test(text))) return undefined;
  const bounds = { by, low: number(low), high: number(high) } as const;
  const isOrdered = (bounds.low ?? -Infinity) < (bounds.high ?? Infinity);
  return isOrdered ? bounds : undefined;
};

const percentileOf = (percent: number): Statistic => {
  const between = spreading((values, samples) => percentile(values, samples, percent));
  if (percent > 0 && percent < 100) return between;
  return {
    needsSpread: true,
    of: ({ spread, minimum, maximum }) => {
      if (spread.kind === 'unknown') return undefined;
      return percent === 0 ? minimum : maximum;
    },
  };
};

const compute = (name: string): Statistic | undefined => {
  const plain = SIMPLE.get(name);
  if (plain !== undefined) return plain;
  if (name === 'IQM') return trimmed('TM', { by: 'percent', low: 25, high: 75 });
  const [, letter, percent] = SHORT.exec(name) ?? [];
  if (letter === 'p') return percentileOf(Number(percent));
  if (letter !== undefined)
    return trimmed(letter.toUpperCase(), { by: 'percent', low: undefined, high: Number(percent) });
  const [, called, low = '', high = ''] = CALL.exec(name) ?? [];
  const bounds = called === undefined ? undefined : boundsOf(low, high);
  if (called === undefined || bounds === undefined) return undefined;
  // PR() ranks values and takes no percentages.
  return called === 'PR' && bounds.by === 'percent' ? undefined : trimmed(called, bounds);
};

/** A statistic by its name as AWS spells it; undefined when there is no such. */
export const statisticOf = (name: string): Statistic | undefined => compute(name);

export const isExtended = (name: string): boolean =>
  !SIMPLE.has(name) && statisticOf(name) !== undefined;
