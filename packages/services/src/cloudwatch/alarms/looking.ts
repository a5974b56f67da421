import { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import type { MetricReader } from '../ports.ts';
import { type ComparedMetric, comparedMetric, criteriaOf, statisticOf } from './criteria.ts';
import {
  evaluate,
  evaluationRange,
  isBreaching,
  onlyGrowsWorse,
  type Slot,
  type Verdict,
} from './evaluate.ts';
import type { MetricAlarm } from './model.ts';
import { reasonData, reasonOf } from './reasons.ts';
import type { NewState } from './transitions.ts';

/** Data may come so far ahead of time (PutMetricData). */
const FUTURE_MILLISECONDS = 2 * 60 * 60 * 1000;

/** What a look at an alarm's metrics comes to. */
export interface Look {
  /** Undefined: the alarm stays as it is. */
  readonly next?: NewState | undefined;
  /** Whether anything was measured in the evaluation range, or in the period that runs. */
  readonly hasData: boolean;
  /** Its queries cannot be evaluated. */
  readonly failed: boolean;
}

interface Range {
  /** The start of the period that runs. */
  readonly running: number;
  readonly periodMilliseconds: number;
  readonly from: number;
}

export const rangeOf = ({ configuration }: MetricAlarm, now: Date): Range => {
  const periodMilliseconds = configuration.periodSeconds * 1000;
  const running = Math.floor(now.getTime() / periodMilliseconds) * periodMilliseconds;
  const from = running - evaluationRange(configuration.evaluationPeriods) * periodMilliseconds;
  return { running, periodMilliseconds, from };
};

type Points = readonly (Omit<Slot, 'value'> & { readonly value: number })[];

/** Every period of the range, newest first, those without data too. */
const slotsOf = (points: Points, { from, running, periodMilliseconds }: Range): readonly Slot[] => {
  const byTime = new Map(points.map((point) => [point.at, point]));
  const slots: Slot[] = [];
  for (let at = running - periodMilliseconds; at >= from; at -= periodMilliseconds)
    slots.push(byTime.get(at) ?? { at });
  return slots;
};

interface Measured {
  readonly points: Points;
  readonly running: Slot | undefined;
}

const readMetric = async (
  tx: Tx,
  reader: MetricReader,
  { account, region, configuration }: MetricAlarm,
  metric: ComparedMetric,
  { from, running, periodMilliseconds }: Range,
): Promise<Measured> => {
  const { periodSeconds } = configuration;
  const query = { ...metric, account, region, periodSeconds };
  const points = await reader.read(tx, query, from, running + periodMilliseconds);
  return { points, running: points.find(({ at }) => at === running) };
};

const readQueries = async (
  tx: Tx,
  reader: MetricReader,
  { configuration, account, region }: MetricAlarm,
  from: number,
  to: number,
): Promise<Points> => {
  const { queries = [], thresholdMetricId } = configuration;
  const { returned, byId } = await reader.evaluate(tx, { account, region }, queries, from, to);
  if (thresholdMetricId === undefined) return returned.points;
  const band = new Map(byId.get(thresholdMetricId)?.band?.map((edge) => [edge.at, edge]));
  // A model that has not been trained yet says nothing of a datum: it counts as missing.
  return returned.points.flatMap((point) => {
    const edge = band.get(point.at);
    return edge === undefined ? [] : [{ ...point, lower: edge.lower, upper: edge.upper }];
  });
};

/** Whether the period that runs breaches already, and whatever may yet arrive in it cannot change that. */
export const isDecided = async (
  tx: Tx,
  reader: MetricReader,
  alarm: MetricAlarm,
  range: Range,
  running: Slot | undefined,
): Promise<boolean> => {
  const { comparison, threshold } = alarm.configuration;
  const metric = comparedMetric(alarm.configuration);
  if (metric === undefined || running?.value === undefined) return false;
  if (!onlyGrowsWorse(metric.statistic, comparison)) return false;
  if (!isBreaching({ comparison, threshold }, { ...running, value: running.value })) return false;
  if (metric.statistic !== 'Sum') return true;
  // A sum that has had negative parts may sink again.
  const least = { ...metric, statistic: 'Minimum' };
  const lowest = await readMetric(tx, reader, alarm, least, { ...range, from: range.running });
  return lowest.running?.value !== undefined && lowest.running.value >= 0;
};

/** What the running period measures; undefined where a running period decides nothing. */
export const readRunning = async (
  tx: Tx,
  reader: MetricReader,
  alarm: MetricAlarm,
  range: Range,
): Promise<Slot | undefined> => {
  const metric = comparedMetric(alarm.configuration);
  if (metric === undefined || !onlyGrowsWorse(metric.statistic, alarm.configuration.comparison))
    return undefined;
  return (await readMetric(tx, reader, alarm, metric, { ...range, from: range.running })).running;
};

const stateFor = (
  alarm: MetricAlarm,
  verdict: Verdict,
  slots: readonly Slot[],
  now: Date,
): NewState | undefined => {
  const { configuration, state } = alarm;
  if (verdict.state === 'KEEP' || verdict.state === state.value) return undefined;
  const criteria = criteriaOf(configuration);
  const isManyOfMany = configuration.datapointsToAlarm !== undefined;
  return {
    value: verdict.state,
    reason: reasonOf(criteria, { ...verdict, state: verdict.state }, isManyOfMany).slice(0, 1023),
    data: reasonData(criteria, verdict, slots.slice(0, configuration.evaluationPeriods), {
      queryDate: now,
      statistic: statisticOf(configuration),
      unit: configuration.metric?.unit,
      periodSeconds: configuration.periodSeconds,
    }),
  };
};

const measure = async (
  tx: Tx,
  reader: MetricReader,
  alarm: MetricAlarm,
  range: Range,
): Promise<Measured> => {
  const metric = comparedMetric(alarm.configuration);
  if (metric !== undefined) return readMetric(tx, reader, alarm, metric, range);
  const points = await readQueries(tx, reader, alarm, range.from, range.running);
  return { points, running: undefined };
};

/** Whether data are waiting for the periods that have not ended. */
const hasComingData = async (
  tx: Tx,
  reader: MetricReader,
  alarm: MetricAlarm,
  { running, periodMilliseconds }: Range,
): Promise<boolean> => {
  const to = running + periodMilliseconds + FUTURE_MILLISECONDS;
  const until = to - ((to - running) % periodMilliseconds);
  const coming = { from: running, running: until, periodMilliseconds };
  return (await measure(tx, reader, alarm, coming)).points.length > 0;
};

const look = async (tx: Tx, reader: MetricReader, alarm: MetricAlarm, now: Date): Promise<Look> => {
  const range = rangeOf(alarm, now);
  const criteria = criteriaOf(alarm.configuration);
  const { points, running } = await measure(tx, reader, alarm, range);
  const slots = slotsOf(points, range);
  const hasData = points.length > 0 || (await hasComingData(tx, reader, alarm, range));
  if (running !== undefined && (await isDecided(tx, reader, alarm, range, running))) {
    const early = [running, ...slots.slice(0, -1)];
    const verdict = evaluate(criteria, early);
    if (verdict.state === 'ALARM') {
      const next = stateFor(alarm, verdict, early, now);
      const heldUntil = new Date(range.running + range.periodMilliseconds);
      return { next: next && { ...next, heldUntil }, hasData, failed: false };
    }
  }
  // What a running period has decided stays until it ends, or data that arrive in another order would make the alarm flap.
  if (alarm.heldUntil !== undefined && alarm.heldUntil > now && alarm.state.value === 'ALARM')
    return { hasData, failed: false };
  const next = stateFor(alarm, evaluate(criteria, slots), slots, now);
  return { next, hasData, failed: false };
};

/** Looks at what an alarm watches and says what it comes to; changes nothing. */
export const lookAt = async (
  tx: Tx,
  reader: MetricReader,
  alarm: MetricAlarm,
  now: Date,
): Promise<Look> => {
  try {
    return await look(tx, reader, alarm, now);
  } catch (error) {
    if (error instanceof AwsError) return { hasData: true, failed: true };
    throw error;
  }
};

// Of these no value comes where there are no data; FILL, TIME_SERIES, HOUR and others make values of nothing.
const OF_DATA_ONLY = new Set(
  'ABS AVG CEIL DIFF DIFF_TIME FLOOR IF LOG LOG10 MAX METRICS MIN PERIOD RATE REMOVE_EMPTY RUNNING_SUM SORT STDDEV SUM'.split(
    ' ',
  ),
);

const CALLED = /([A-Za-z_][A-Za-z0-9_]*)\s*\(/g;
const QUERY = /\bselect\b/i;

/** Whether an alarm whose metrics have no data stays as it is until some arrive. */
export const staysWithoutData = ({ configuration }: MetricAlarm): boolean =>
  (configuration.queries ?? []).every(
    ({ Expression = '' }) =>
      !QUERY.test(Expression) &&
      [...Expression.matchAll(CALLED)].every(([, name = '']) =>
        OF_DATA_ONLY.has(name.toUpperCase()),
      ),
  );
