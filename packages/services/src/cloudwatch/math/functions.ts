import type { MathFunction } from './context.ts';
import {
  requireNumber,
  scalarAt,
  seriesAt,
  textAt,
  valueAt,
  wrongNumber,
  wrongType,
} from './given.ts';
import { listFunctions } from './list-functions.ts';
import { type Summary, SUMMARIES } from './statistics.ts';
import {
  acrossTimes,
  mapValues,
  scalar,
  several,
  single,
  type TimeSeries,
  type Value,
  withPoints,
} from './time-series.ts';
import { ExpressionError } from './tokens.ts';

type Change = (series: TimeSeries) => TimeSeries;

const changed = (value: Value, change: Change): Value | undefined => {
  if (value.kind === 'series') return single(change(value.series));
  if (value.kind === 'list') return several(value.list.map(change));
  return value.kind === 'band'
    ? several([value.band.upper, value.band.lower].map(change))
    : undefined;
};

/** Of each value, by itself. */
const ofValues =
  (change: (value: number) => number): MathFunction =>
  async (call) => {
    requireNumber(call, 1);
    const value = await valueAt(call, 0);
    if (value.kind === 'scalar') return scalar(change(value.value));
    const result = changed(value, (series) => mapValues(series, (one) => change(one)));
    if (result === undefined) throw wrongType(call.name, 0, value);
    return result;
  };

/** Of each series as a whole. */
const ofSeries =
  (change: Change): MathFunction =>
  async (call) => {
    requireNumber(call, 1);
    const value = await valueAt(call, 0);
    const result = changed(value, change);
    if (result === undefined) throw wrongType(call.name, 0, value);
    return result;
  };

/** One number of a series; one series of a list. */
const summary =
  (join: Summary): MathFunction =>
  async (call) => {
    requireNumber(call, 1);
    const value = await valueAt(call, 0);
    if (value.kind === 'scalar') return value;
    if (value.kind === 'series')
      return scalar(value.series.values.length === 0 ? NaN : join(value.series.values));
    if (value.kind === 'text') throw wrongType(call.name, 0, value);
    const list = value.kind === 'list' ? value.list : [value.band.upper, value.band.lower];
    return single(acrossTimes(list, call.name, join));
  };

const ofTime = (read: (time: Date) => number): MathFunction =>
  ofSeries((series) => mapValues(series, (_, at) => read(new Date(at))));

const SUNDAY = 7;
const weekday = (time: Date): number => (time.getUTCDay() === 0 ? SUNDAY : time.getUTCDay());

/** What becomes of two values that follow one another. */
const ofPairs = (join: (value: number, before: number, seconds: number) => number): MathFunction =>
  ofSeries((series) =>
    mapValues(series, (value, at, index) => {
      const before = series.values[index - 1];
      const beforeAt = series.times[index - 1];
      return before === undefined || beforeAt === undefined
        ? undefined
        : join(value, before, (at - beforeAt) / 1000);
    }),
  );

const runningSum: Change = (series) => {
  let total = 0;
  return mapValues(series, (value) => (total += value));
};

const period: MathFunction = async (call) => {
  requireNumber(call, 1);
  return scalar((await seriesAt(call, 0)).periodSeconds);
};

const timeSeries: MathFunction = async (call) => {
  requireNumber(call, 1);
  const value = await scalarAt(call, 0);
  const { periodSeconds } = call.context;
  const points = call.context.periods(periodSeconds).map((at) => [at, value] as const);
  return single(withPoints({ label: String(value), periodSeconds }, points));
};

const metrics: MathFunction = async (call) => {
  requireNumber(call, 0, 1);
  const part = call.given.length === 0 ? '' : textAt(call, 0);
  const found: TimeSeries[] = [];
  for (const id of call.context.metricIds.filter((one) => one.includes(part))) {
    const value = await call.context.named(id);
    if (value?.kind === 'series') found.push(value.series);
  }
  return several(found);
};

const search: MathFunction = async (call) => {
  requireNumber(call, 2, 3);
  const periodSeconds = call.given.length === 3 ? await scalarAt(call, 2) : undefined;
  return several(await call.context.search(textAt(call, 0), textAt(call, 1), periodSeconds));
};

const DEVIATIONS = 2;

const band: MathFunction = async (call) => {
  requireNumber(call, 1, 2);
  const deviations = call.given.length === 2 ? await scalarAt(call, 1) : DEVIATIONS;
  if (!(deviations > 0))
    throw new ExpressionError('ANOMALY_DETECTION_BAND takes a positive number of deviations');
  const series = await seriesAt(call, 0);
  const [node] = call.given;
  if (node === undefined) throw wrongNumber(call.name);
  return { kind: 'band', band: await call.context.band(node, series, deviations) };
};

/** By their names (User Guide, "Functions that are supported for metric math"). */
export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map<string, MathFunction>([
  ['ABS', ofValues(Math.abs)],
  ['CEIL', ofValues(Math.ceil)],
  ['FLOOR', ofValues(Math.floor)],
  ['LOG', ofValues(Math.log)],
  ['LOG10', ofValues(Math.log10)],
  ...[...SUMMARIES].map(([name, join]) => [name, summary(join)] as const),
  ['DATE', ofTime((time) => time.getUTCDate())],
  ['DAY', ofTime(weekday)],
  ['EPOCH', ofTime((time) => time.getTime() / 1000)],
  ['HOUR', ofTime((time) => time.getUTCHours())],
  ['MINUTE', ofTime((time) => time.getUTCMinutes())],
  ['MONTH', ofTime((time) => time.getUTCMonth() + 1)],
  ['YEAR', ofTime((time) => time.getUTCFullYear())],
  ['DIFF', ofPairs((value, before) => value - before)],
  ['DIFF_TIME', ofPairs((_, __, seconds) => seconds)],
  ['RATE', ofPairs((value, before, seconds) => (value - before) / seconds)],
  ['RUNNING_SUM', ofSeries(runningSum)],
  ['PERIOD', period],
  ['TIME_SERIES', timeSeries],
  ['METRICS', metrics],
  ['SEARCH', search],
  ['ANOMALY_DETECTION_BAND', band],
  ...listFunctions,
]);
