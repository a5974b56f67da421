import type { Context, FunctionCall, MathFunction } from './context.ts';
import {
  listAt,
  requireNumber,
  scalarAt,
  valueAt,
  wordAt,
  wrongNumber,
  wrongType,
} from './given.ts';
import { operate } from './operators.ts';
import { SUMMARIES } from './statistics.ts';
import {
  acrossTimes,
  scalar,
  several,
  single,
  type TimeSeries,
  type Value,
  withPoints,
} from './time-series.ts';
import { ExpressionError } from './tokens.ts';

type Filling = (at: number) => number | undefined;

const repeating = ({ values }: TimeSeries, before: number): number | undefined => values[before];

const linear = ({ times, values }: TimeSeries, before: number, at: number): number | undefined => {
  const [from, to] = [times[before], times[before + 1]];
  const [low, high] = [values[before], values[before + 1]];
  if (from === undefined || to === undefined || low === undefined || high === undefined)
    return undefined;
  return low + ((high - low) * (at - from)) / (to - from);
};

/** The series with a value for every period that is asked for, where `fill` has one. */
const filled = (
  series: TimeSeries,
  context: Context,
  fill: (before: number, at: number) => number | undefined,
): TimeSeries => {
  const points: (readonly [number, number | undefined])[] = [];
  let next = 0;
  for (const at of context.periods(series.periodSeconds)) {
    while ((series.times[next] ?? Infinity) < at) next += 1;
    const own = series.times[next] === at ? series.values[next] : undefined;
    points.push([at, own ?? fill(next - 1, at)]);
  }
  return withPoints(series, points);
};

const fillingOf = async (
  call: FunctionCall,
): Promise<(series: TimeSeries, before: number, at: number) => number | undefined> => {
  const word = wordAt(call, 1);
  if (word === 'REPEAT') return repeating;
  if (word === 'LINEAR') return linear;
  const value = await valueAt(call, 1);
  if (value.kind === 'scalar') return () => value.value;
  if (value.kind !== 'series') throw wrongType(call.name, 1, value);
  const known = new Map(value.series.times.map((at, index) => [at, value.series.values[index]]));
  return (_series, _before, at) => known.get(at);
};

const fill: MathFunction = async (call) => {
  requireNumber(call, 2);
  const value = await valueAt(call, 0);
  const filling = await fillingOf(call);
  const one = (series: TimeSeries): TimeSeries =>
    filled(series, call.context, (before, at) => filling(series, before, at));
  if (value.kind === 'series') return single(one(value.series));
  if (value.kind === 'list') return several(value.list.map(one));
  throw wrongType(call.name, 0, value);
};

/** What there is at a time: always the same of a number, nothing of nothing. */
const lookup = (value: Value | undefined): Filling => {
  if (value?.kind === 'scalar') return () => value.value;
  if (value?.kind !== 'series') return () => undefined;
  const byTime = new Map(value.series.times.map((at, index) => [at, value.series.values[index]]));
  return (at) => byTime.get(at);
};

const chosen = (condition: TimeSeries, yes: Value, no: Value | undefined): TimeSeries => {
  const [ofYes, ofNo] = [lookup(yes), lookup(no)];
  return withPoints(
    condition,
    condition.times.map((at, index) => {
      const isTrue = condition.values[index] !== 0;
      return [at, isTrue ? ofYes(at) : ofNo(at)] as const;
    }),
  );
};

const choose: MathFunction = async (call) => {
  requireNumber(call, 2, 3);
  const condition = await valueAt(call, 0);
  const yes = await valueAt(call, 1);
  const no = call.given.length === 3 ? await valueAt(call, 2) : undefined;
  for (const [position, value] of [yes, no].entries())
    if (value !== undefined && value.kind !== 'scalar' && value.kind !== 'series')
      throw wrongType(call.name, position + 1, value);
  if (condition.kind === 'series') return single(chosen(condition.series, yes, no));
  if (condition.kind === 'list')
    return several(condition.list.map((series) => chosen(series, yes, no)));
  if (condition.kind !== 'scalar') throw wrongType(call.name, 0, condition);
  if (condition.value !== 0) return yes;
  if (no !== undefined) return no;
  // Nothing, in the form of what there could have been.
  return yes.kind === 'scalar' ? scalar(NaN) : operate('*', yes, scalar(NaN));
};

const nth =
  (position: 0 | -1): MathFunction =>
  async (call) => {
    requireNumber(call, 1);
    const found = (await listAt(call, 0)).at(position);
    if (found === undefined)
      throw new ExpressionError(`The function ${call.name} was given no time series`);
    return single(found);
  };

const slice: MathFunction = async (call) => {
  requireNumber(call, 2, 3);
  const list = await listAt(call, 0);
  const from = await scalarAt(call, 1);
  const to = call.given.length === 3 ? await scalarAt(call, 2) : undefined;
  return several(list.slice(from, to));
};

const sort: MathFunction = async (call) => {
  requireNumber(call, 3, 4);
  const list = await listAt(call, 0);
  const summary = SUMMARIES.get(wordAt(call, 1) ?? '');
  const order = wordAt(call, 2);
  if (summary === undefined || (order !== 'ASC' && order !== 'DESC')) throw wrongNumber(call.name);
  const most = call.given.length === 4 ? await scalarAt(call, 3) : list.length;
  const sign = order === 'ASC' ? 1 : -1;
  const [known, empty] = [
    list.filter(({ values }) => values.length > 0),
    list.filter(({ values }) => values.length === 0),
  ];
  const sorted = known.toSorted((a, b) => sign * (summary(a.values) - summary(b.values)));
  return several([...sorted, ...empty].slice(0, most));
};

const removeEmpty: MathFunction = async (call) => {
  requireNumber(call, 1);
  return several((await listAt(call, 0)).filter(({ values }) => values.length > 0));
};

const datapointCount: MathFunction = async (call) => {
  requireNumber(call, 1);
  const value = await valueAt(call, 0);
  if (value.kind === 'series') return scalar(value.series.values.length);
  if (value.kind !== 'list') throw wrongType(call.name, 0, value);
  return single(acrossTimes(value.list, call.name, (values) => values.length));
};

const metricCount: MathFunction = async (call) => {
  requireNumber(call, 1);
  return scalar((await listAt(call, 0)).length);
};

/** Functions that choose, order, count and fill series. */
export const listFunctions: readonly (readonly [name: string, run: MathFunction])[] = [
  ['DATAPOINT_COUNT', datapointCount],
  ['FILL', fill],
  ['FIRST', nth(0)],
  ['IF', choose],
  ['LAST', nth(-1)],
  ['METRIC_COUNT', metricCount],
  ['REMOVE_EMPTY', removeEmpty],
  ['SLICE', slice],
  ['SORT', sort],
];
