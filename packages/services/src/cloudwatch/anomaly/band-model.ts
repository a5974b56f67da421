import { hourOfWeek, type HourOfWeek } from './local-time.ts';

export interface Point {
  readonly at: number;
  readonly value: number;
}

export interface BandSettings {
  /** Times, in milliseconds, that say nothing of what is usual. */
  readonly excluded: readonly { readonly from: number; readonly to: number }[];
  readonly timeZone: string;
  /** Spikes that come again at their hour are usual: the band is as wide there as they are high. */
  readonly hasPeriodicSpikes: boolean;
}

/** What is usual at a time. */
export interface Expected {
  readonly middle: number;
  /** One deviation. */
  readonly width: number;
}

export interface BandModel {
  expected(at: number): Expected;
}

/** Fewer say nothing of what is usual. */
export const LEAST_POINTS = 10;
const DAY = 86_400_000;
const HOUR = 3_600_000;
// Of a normal distribution, the median distance from the median is 1/1.4826 of the standard deviation.
const DEVIATIONS_OF_MEDIAN = 1.4826;
/** So many days must have had an hour before it counts by itself; and so many weeks an hour of the week. */
const LEAST_DAYS = 3;
const LEAST_WEEKS = 2;
/** A band has this width at least, as part of its middle: what never moved may move a little. */
const LEAST_WIDTH = 0.01;

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
};

const deviation = (distances: readonly number[]): number =>
  DEVIATIONS_OF_MEDIAN * median(distances.map(Math.abs));

/** Values of an hour, and the days on which it had any. */
interface Bin {
  readonly values: number[];
  readonly days: Set<number>;
}

const binsBy = (points: readonly Point[], key: HourOfWeek): ReadonlyMap<number, Bin> => {
  const bins = new Map<number, Bin>();
  for (const { at, value } of points) {
    const bin = bins.get(key(at)) ?? { values: [], days: new Set<number>() };
    bin.values.push(value);
    bin.days.add(Math.floor(at / DAY));
    bins.set(key(at), bin);
  }
  return bins;
};

const mediansOf = (
  bins: ReadonlyMap<number, Bin>,
  leastDays: number,
): ReadonlyMap<number, number> =>
  new Map(
    [...bins]
      .filter(([, { days }]) => days.size >= leastDays)
      .map(([key, { values }]) => [key, median(values)]),
  );

/** The level of an hour: by hour of the week where there are enough weeks, by hour of the day, or that of all. */
const levels = (points: readonly Point[], ofWeek: HourOfWeek): ((at: number) => number) => {
  const byWeek = mediansOf(binsBy(points, ofWeek), LEAST_WEEKS);
  const byDay = mediansOf(
    binsBy(points, (at) => ofWeek(at) % 24),
    LEAST_DAYS,
  );
  const overall = median(points.map(({ value }) => value));
  const ofHour = (at: number): number =>
    byWeek.get(ofWeek(at)) ?? byDay.get(ofWeek(at) % 24) ?? overall;
  // Between the middles of two hours the level goes from one to the other.
  return (at) => {
    const middle = Math.floor(at / HOUR) * HOUR + HOUR / 2;
    const other = at < middle ? at - HOUR : at + HOUR;
    const part = Math.abs(at - middle) / HOUR;
    return ofHour(at) * (1 - part) + ofHour(other) * part;
  };
};

const widths = (
  points: readonly Point[],
  ofWeek: HourOfWeek,
  level: (at: number) => number,
): { ofHour: (at: number) => number | undefined; overall: number } => {
  const distances = points.map(({ at, value }) => ({ at, value: value - level(at) }));
  const bins = binsBy(distances, (at) => ofWeek(at) % 24);
  const byHour = new Map(
    [...bins]
      .filter(([, { days }]) => days.size >= LEAST_DAYS)
      .map(([hour, { values }]) => [hour, deviation(values)]),
  );
  return {
    ofHour: (at) => byHour.get(ofWeek(at) % 24),
    overall: deviation(distances.map(({ value }) => value)),
  };
};

/**
 * What is usual for a metric, of what it was lately: medians by hour of the week or of the day, and the median distance from
 * them. A fourth of the values may be anything without the band following them. Undefined: there are too few values.
 */
export const trainBand = (
  points: readonly Point[],
  { excluded, timeZone, hasPeriodicSpikes }: BandSettings,
): BandModel | undefined => {
  const told = points.filter(({ at }) => !excluded.some(({ from, to }) => at >= from && at < to));
  if (told.length < LEAST_POINTS) return undefined;
  const ofWeek = hourOfWeek(timeZone);
  const level = levels(told, ofWeek);
  const { ofHour, overall } = widths(told, ofWeek, level);
  return {
    expected: (at) => {
      const middle = level(at);
      const own = ofHour(at) ?? overall;
      const spread = hasPeriodicSpikes ? Math.max(own, overall) : (own + overall) / 2;
      return { middle, width: Math.max(spread, Math.abs(middle) * LEAST_WIDTH) };
    },
  };
};
