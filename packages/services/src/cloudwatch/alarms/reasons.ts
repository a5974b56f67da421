import type { ComparisonOperator, StateValue } from '@aws-sdk/client-cloudwatch';
import type { Criteria, Datum, Slot, Verdict } from './evaluate.ts';
import { double, doubleText, json } from './json.ts';
import { datapointTime, isoTime } from './times.ts';

export const INITIAL_REASON = 'Unchecked: Initial alarm creation';

/** A reason with more data than these names the most recent only. */
const MOST_LISTED = 5;
/** Reason data may have 4 000 characters. */
const MOST_IN_DATA = 20;

const datapoints = (count: number): string => `${count} datapoint${count === 1 ? '' : 's'}`;
const verb = (count: number): string => (count === 1 ? 'was' : 'were');
const listed = (values: readonly string[]): string => `[${values.join(', ')}]`;

const withTime = ({ value, at }: Datum): string => `${doubleText(value)} (${datapointTime(at)})`;

const lowers = (data: readonly Datum[]): string =>
  `the lower thresholds ${listed(data.map(({ lower = 0 }) => doubleText(lower)))}`;
const uppers = (data: readonly Datum[]): string =>
  `the upper thresholds ${listed(data.map(({ upper = 0 }) => doubleText(upper)))}`;

/** `was not greater than the threshold (1.0)`, without its verb. */
const compared = (
  comparison: ComparisonOperator,
  threshold: number,
  data: readonly Datum[],
  isAlarm: boolean,
): string => {
  const not = isAlarm ? '' : 'not ';
  switch (comparison) {
    case 'GreaterThanThreshold':
      return `${not}greater than the threshold (${doubleText(threshold)})`;
    case 'GreaterThanOrEqualToThreshold':
      return `${not}greater than or equal to the threshold (${doubleText(threshold)})`;
    case 'LessThanThreshold':
      return `${not}less than the threshold (${doubleText(threshold)})`;
    case 'LessThanOrEqualToThreshold':
      return `${not}less than or equal to the threshold (${doubleText(threshold)})`;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return `${not}less than ${lowers(data)} or ${not}greater than ${uppers(data)}`;
    case 'LessThanLowerThreshold':
      return `${not}less than ${lowers(data)}`;
    case 'GreaterThanUpperThreshold':
      return `${not}greater than ${uppers(data)}`;
    default:
      return comparison satisfies never;
  }
};

interface Explained extends Verdict {
  readonly state: StateValue;
}

const treated = ({ missingData }: Criteria, filled: number): string =>
  `${filled} missing ${filled === 1 ? 'datapoint was' : 'datapoints were'} treated as [${missingData === 'breaching' ? 'Breaching' : 'NonBreaching'}]`;

/** Whether the sentence tells of the periods that were filled. */
const tellsOfFilled = ({ missingData }: Criteria, { filled }: Verdict): boolean =>
  filled > 0 && (missingData === 'breaching' || missingData === 'notBreaching');

/** How many data it takes: PutMetricAlarm's DatapointsToAlarm to alarm, and to end it what leaves too few of them. */
const transition = (
  { datapointsToAlarm, evaluationPeriods }: Criteria,
  state: StateValue,
): string => {
  const least = state === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const way = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return ` (minimum ${datapoints(least)} for ${way} transition)`;
};

/** A sentence about data that decided, as many as are named and no more. */
const crossed = (criteria: Criteria, verdict: Explained, saysHowMany: boolean): string => {
  const { comparison, threshold = 0 } = criteria;
  const isAlarm = verdict.state === 'ALARM';
  const data = isAlarm
    ? verdict.breaching
    : verdict.evaluated.filter((datum) => !verdict.breaching.includes(datum));
  const fills = tellsOfFilled(criteria, verdict);
  const filled = fills ? treated(criteria, verdict.filled) : '';
  const minimum = saysHowMany ? transition(criteria, verdict.state) : '';
  if (data.length === 0) return `${filled}${minimum}.`;
  const all = verdict.evaluated.length + (fills ? verdict.filled : 0);
  const count = saysHowMany
    ? `${data.length} out of the last ${all} datapoints`
    : datapoints(data.length);
  const newest = data.slice(0, MOST_LISTED);
  const comparedTo = `${verb(data.length)} ${compared(comparison, threshold, newest, isAlarm)}`;
  const values = listed(newest.map(withTime));
  const and = fills ? ` and ${filled}` : '';
  return data.length > MOST_LISTED
    ? `${count} ${comparedTo}${and}. The most recent datapoints which crossed the threshold: ${values}${minimum}.`
    : `${count} ${values} ${comparedTo}${and}${minimum}.`;
};

/** Why a metric alarm is in a state, in AWS's words. `saysHowMany`: the alarm was put with DatapointsToAlarm. */
export const reasonOf = (criteria: Criteria, verdict: Explained, saysHowMany: boolean): string => {
  const { evaluationPeriods } = criteria;
  if (verdict.state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${datapoints(evaluationPeriods)} ${verb(evaluationPeriods)} unknown.`;
  const isBand = criteria.threshold === undefined;
  const begin = isBand ? 'Thresholds Crossed' : 'Threshold Crossed';
  if (verdict.evaluated.length === 0) {
    const periods = `${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'}`;
    return `${begin}: no datapoints were received for ${periods} and ${treated(criteria, verdict.filled)}.`;
  }
  return `${begin}: ${crossed(criteria, verdict, saysHowMany)}`;
};

interface DataFacts {
  readonly queryDate: Date;
  /** Undefined for metric math. */
  readonly statistic: string | undefined;
  readonly unit: string | undefined;
  readonly periodSeconds: number;
}

const evaluatedDatapoint = ({ at, value, samples }: Slot): unknown => ({
  timestamp: isoTime(new Date(at)),
  sampleCount: samples === undefined ? undefined : double(samples),
  value: value === undefined ? undefined : double(value),
});

/** StateReasonData: the same for programs. `slots` are the evaluation periods, newest first, with those that lack data. */
export const reasonData = (
  { threshold }: Criteria,
  { evaluated }: Verdict,
  slots: readonly Slot[],
  { queryDate, statistic, unit, periodSeconds }: DataFacts,
): string => {
  const recent = evaluated.slice(0, MOST_IN_DATA).toReversed();
  const [oldest] = recent;
  const isBand = threshold === undefined;
  return json({
    version: '1.0',
    queryDate: isoTime(queryDate),
    startDate: oldest === undefined ? undefined : isoTime(new Date(oldest.at)),
    unit,
    statistic,
    period: periodSeconds,
    recentDatapoints: recent.map(({ value }) => double(value)),
    recentLowerThresholds: isBand ? recent.map(({ lower = 0 }) => double(lower)) : undefined,
    recentUpperThresholds: isBand ? recent.map(({ upper = 0 }) => double(upper)) : undefined,
    threshold: isBand ? undefined : double(threshold),
    evaluatedDatapoints: (evaluated.length === 0 ? slots : evaluated)
      .slice(0, MOST_IN_DATA)
      .map(evaluatedDatapoint),
  });
};
