import type { Dimensions } from '../model.ts';

/** The metric behind a series, for labels. */
export interface Origin {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly statistic: string;
}

/** Values by time, oldest first; both lists are equally long. */
export interface TimeSeries {
  readonly label: string;
  readonly periodSeconds: number;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Undefined for what was computed of more than one. */
  readonly origin?: Origin | undefined;
  /** Values that were computed of so many samples; only of a metric itself. */
  readonly samples?: readonly number[] | undefined;
}

/** Bounds of what is expected. */
export interface Band {
  readonly lower: TimeSeries;
  readonly upper: TimeSeries;
  readonly middle: TimeSeries;
}

export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'list'; readonly list: readonly TimeSeries[] }
  | { readonly kind: 'band'; readonly band: Band }
  | { readonly kind: 'text'; readonly text: string };

/** The names by which errors call them. */
export const typeName = ({ kind }: Value): string => {
  switch (kind) {
    case 'scalar':
      return 'Scalar';
    case 'series':
      return 'TimeSeries';
    case 'list':
    case 'band':
      return 'Array[TimeSeries]';
    case 'text':
      return 'String';
    default:
      return kind satisfies never;
  }
};

export const scalar = (value: number): Value => ({ kind: 'scalar', value });
export const single = (series: TimeSeries): Value => ({ kind: 'series', series });
export const several = (list: readonly TimeSeries[]): Value => ({ kind: 'list', list });

/** The same series with other values; what is no number is no value. */
export const withPoints = (
  series: Pick<TimeSeries, 'label' | 'periodSeconds' | 'origin'>,
  points: Iterable<readonly [at: number, value: number | undefined]>,
): TimeSeries => {
  const times: number[] = [];
  const values: number[] = [];
  for (const [at, value] of points) {
    if (value === undefined || !Number.isFinite(value)) continue;
    times.push(at);
    values.push(value);
  }
  const { label, periodSeconds, origin } = series;
  return { label, periodSeconds, origin, times, values };
};

export const mapValues = (
  series: TimeSeries,
  change: (value: number, at: number, index: number) => number | undefined,
): TimeSeries =>
  withPoints(
    series,
    series.values.map((value, index) => {
      const at = series.times[index] ?? 0;
      return [at, change(value, at, index)] as const;
    }),
  );

/** Two series where both have a value. */
export const zipValues = (
  left: TimeSeries,
  right: TimeSeries,
  join: (left: number, right: number) => number | undefined,
): TimeSeries => {
  const points: (readonly [number, number | undefined])[] = [];
  let other = 0;
  for (const [index, at] of left.times.entries()) {
    while ((right.times[other] ?? Infinity) < at) other += 1;
    if (right.times[other] === at)
      points.push([at, join(left.values[index] ?? 0, right.values[other] ?? 0)]);
  }
  const origin = left.origin === right.origin ? left.origin : undefined;
  return withPoints(
    {
      label: left.label,
      periodSeconds: Math.max(left.periodSeconds, right.periodSeconds),
      origin,
    },
    points,
  );
};

/** Of several series, the values that there are at each time. */
export const acrossTimes = (
  list: readonly TimeSeries[],
  label: string,
  join: (values: readonly number[]) => number,
): TimeSeries => {
  const byTime = new Map<number, number[]>();
  for (const { times, values } of list)
    for (const [index, at] of times.entries()) {
      const value = values[index] ?? 0;
      const there = byTime.get(at);
      if (there === undefined) byTime.set(at, [value]);
      else there.push(value);
    }
  const sorted = [...byTime].toSorted(([a], [b]) => a - b);
  return withPoints(
    { label, periodSeconds: Math.max(60, ...list.map(({ periodSeconds }) => periodSeconds)) },
    sorted.map(([at, values]) => [at, join(values)] as const),
  );
};
