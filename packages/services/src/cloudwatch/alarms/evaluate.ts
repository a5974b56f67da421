import type { ComparisonOperator } from '@aws-sdk/client-cloudwatch';
import type { MissingData } from './model.ts';

/** One period, with what was measured in it. */
export interface Slot {
  /** The start of the period, milliseconds since 1970. */
  readonly at: number;
  /** Undefined: there are no data. */
  readonly value?: number | undefined;
  readonly samples?: number | undefined;
  /** The band of an anomaly detection model. */
  readonly lower?: number | undefined;
  readonly upper?: number | undefined;
}

export interface Datum extends Slot {
  readonly value: number;
}

/** What decides on a metric alarm's state. */
export interface Criteria {
  readonly comparison: ComparisonOperator;
  /** Undefined for the comparisons with a band. */
  readonly threshold: number | undefined;
  /** N */
  readonly evaluationPeriods: number;
  /** M */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  /** A percentile of fewer samples than these says nothing. */
  readonly leastSamples?: number | undefined;
}

export interface Verdict {
  /** `KEEP`: whatever it is now. */
  readonly state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'KEEP';
  /** The data that counted, newest first: at most as many as there are evaluation periods. */
  readonly evaluated: readonly Datum[];
  readonly breaching: readonly Datum[];
  /** How many of the evaluation periods had to be filled. */
  readonly filled: number;
}

/** Extra periods that AWS looks back for data that are missing (its documented examples: 5 for 3 evaluation periods). */
const EXTRA_PERIODS = 2;

export const evaluationRange = (evaluationPeriods: number): number =>
  evaluationPeriods + EXTRA_PERIODS;

export const isBreaching = (
  { comparison, threshold = Number.NaN }: Pick<Criteria, 'comparison' | 'threshold'>,
  { value, lower = -Infinity, upper = Infinity }: Datum,
): boolean => {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper;
    case 'LessThanLowerThreshold':
      return value < lower;
    case 'GreaterThanUpperThreshold':
      return value > upper;
    default:
      return comparison satisfies never;
  }
};

const isDatum = (slot: Slot): slot is Datum => slot.value !== undefined;

const withoutData = (missing: MissingData): Verdict['state'] => {
  switch (missing) {
    case 'missing':
      return 'INSUFFICIENT_DATA';
    case 'ignore':
      return 'KEEP';
    case 'breaching':
      return 'ALARM';
    case 'notBreaching':
      return 'OK';
    default:
      return missing satisfies never;
  }
};

/**
 * CloudWatch User Guide, "Avoiding premature transitions to alarm state": of data that all breach and are too few, the oldest
 * must be as old as there are datapoints to alarm, or the next datum could still be a good one.
 */
const ofTooFew = (
  { missingData, datapointsToAlarm }: Criteria,
  slots: readonly Slot[],
): Verdict['state'] => {
  const oldest = slots.findLastIndex(isDatum);
  return missingData === 'missing' && oldest + 1 >= datapointsToAlarm ? 'ALARM' : 'KEEP';
};

const stateOf = (
  criteria: Criteria,
  slots: readonly Slot[],
  { evaluated, breaching, filled }: Omit<Verdict, 'state'>,
): Verdict['state'] => {
  const { missingData, datapointsToAlarm, leastSamples } = criteria;
  if (evaluated.length === 0) return withoutData(missingData);
  if (
    leastSamples !== undefined &&
    evaluated.some(({ samples = Infinity }) => samples < leastSamples)
  )
    return 'KEEP';
  const bad = breaching.length + (missingData === 'breaching' ? filled : 0);
  if (bad >= datapointsToAlarm) return 'ALARM';
  const asMissing = missingData === 'missing' || missingData === 'ignore';
  return filled > 0 && asMissing && breaching.length === evaluated.length
    ? ofTooFew(criteria, slots)
    : 'OK';
};

/**
 * What the periods of the evaluation range come to, newest first (CloudWatch User Guide, "Configuring how CloudWatch alarms
 * treat missing data"): the most recent data count, wherever in the range they are, and only what is then still lacking is
 * filled in.
 */
export const evaluate = (criteria: Criteria, slots: readonly Slot[]): Verdict => {
  const evaluated = slots.filter(isDatum).slice(0, criteria.evaluationPeriods);
  const breaching = evaluated.filter((datum) => isBreaching(criteria, datum));
  const counted = {
    evaluated,
    breaching,
    filled: criteria.evaluationPeriods - evaluated.length,
  };
  return { state: stateOf(criteria, slots, counted), ...counted };
};

const PERCENTILE = /^p([0-9]{1,2}(?:\.[0-9]+)?|100)$/;

/**
 * How many samples a percentile needs to be significant (CloudWatch User Guide, "Percentile-based CloudWatch alarms and low
 * data samples"); undefined for other statistics, and for the two ends, which need no more than one.
 */
export const samplesFor = (statistic: string): number | undefined => {
  const percent = Number(PERCENTILE.exec(statistic)?.[1] ?? Number.NaN);
  if (!(percent > 0 && percent < 100)) return undefined;
  return 10 / ((percent >= 50 ? 100 - percent : percent) / 100);
};

/** Whether more data of a period can only make it breach more. */
export const onlyGrowsWorse = (statistic: string, comparison: ComparisonOperator): boolean => {
  const above =
    comparison === 'GreaterThanThreshold' || comparison === 'GreaterThanOrEqualToThreshold';
  if (statistic === 'Minimum')
    return comparison === 'LessThanThreshold' || comparison === 'LessThanOrEqualToThreshold';
  return above && (statistic === 'Sum' || statistic === 'Maximum' || statistic === 'SampleCount');
};
