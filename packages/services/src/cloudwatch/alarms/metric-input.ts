import type {
  ComparisonOperator,
  MetricDataQuery,
  PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { Limits } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../deps.ts';
import { metricLimits, requestDimensions, UNITS } from '../input.ts';
import type { MetricRef, Scope } from '../model.ts';
import type { MetricReader } from '../ports.ts';
import { isExtended } from '../statistic.ts';
import {
  comparisonNeedsBand,
  comparisonWithBand,
  criteriaNotHere,
  lowSamplesUnknown,
  metricIncomplete,
  missingDataUnknown,
  missingMember,
  moreThanADay,
  moreThanAWeek,
  mutuallyExclusive,
  otherAccount,
  periodNotAllowed,
  returnsOne,
  returnsTwo,
  searchNotHere,
  statisticUnknown,
  thresholdMetricUnknown,
  thresholdRequired,
  thresholdWithBand,
  tooManyDatapointsToAlarm,
  withQueries,
} from './errors.ts';
import { alarmLimits, requestActions } from './input.ts';
import type { MetricConfiguration, MissingData, WatchedMetric } from './model.ts';

const COMPARISONS: readonly ComparisonOperator[] = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];

const BAND_COMPARISONS: ReadonlySet<string> = new Set(COMPARISONS.slice(4));

export const limits: Limits = {
  ...alarmLimits,
  ...metricLimits,
  Statistic: { oneOf: ['Maximum', 'SampleCount', 'Sum', 'Minimum', 'Average'] },
  Unit: { oneOf: [...UNITS] },
  Period: { minValue: 1, maxValue: 604_800 },
  EvaluationPeriods: { minValue: 1, maxValue: 604_800 },
  DatapointsToAlarm: { minValue: 1, maxValue: 604_800 },
  ComparisonOperator: { oneOf: COMPARISONS },
  TreatMissingData: { minLength: 1, maxLength: 255 },
  EvaluateLowSampleCountPercentile: { minLength: 1, maxLength: 255 },
  ThresholdMetricId: { minLength: 1, maxLength: 255 },
  Metrics: { maxLength: 20 },
  'Metrics[].Id': { minLength: 1, maxLength: 255 },
  'Metrics[].Expression': { minLength: 1, maxLength: 2048 },
  'Metrics[].Label': { maxLength: 2048 },
  'Metrics[].Period': { minValue: 1, maxValue: 604_800 },
  'Metrics[].AccountId': { minLength: 1, maxLength: 255 },
  'Metrics[].MetricStat.Stat': { minLength: 1, maxLength: 255 },
  'Metrics[].MetricStat.Period': { minValue: 1, maxValue: 604_800 },
  'Metrics[].MetricStat.Unit': { oneOf: [...UNITS] },
  'Metrics[].MetricStat.Metric.Namespace': { minLength: 1, maxLength: 255, pattern: '[^:].*' },
  'Metrics[].MetricStat.Metric.MetricName': { minLength: 1, maxLength: 255 },
  'Metrics[].MetricStat.Metric.Dimensions[].Name': { minLength: 1, maxLength: 255 },
  'Metrics[].MetricStat.Metric.Dimensions[].Value': { minLength: 1, maxLength: 1024 },
};

const MISSING_DATA: readonly string[] = ['breaching', 'notBreaching', 'ignore', 'missing'];

const isMissingData = (text: string): text is MissingData => MISSING_DATA.includes(text);

const missingDataOf = (text: string | undefined): MissingData | undefined => {
  if (text === undefined || isMissingData(text)) return text;
  throw missingDataUnknown(text);
};

const lowSamplesOf = (text: string | undefined): 'evaluate' | 'ignore' | undefined => {
  if (text === undefined || text === 'evaluate' || text === 'ignore') return text;
  throw lowSamplesUnknown(text);
};

const SHORT_PERIODS: ReadonlySet<number> = new Set([10, 20, 30]);
const DAY = 86_400;

/** PutMetricAlarm, `Period`: "An alarm's total current evaluation period can be no longer than…". */
const requirePeriods = (periodSeconds: number, evaluationPeriods: number): void => {
  if (!SHORT_PERIODS.has(periodSeconds) && periodSeconds % 60 !== 0) throw periodNotAllowed();
  const total = periodSeconds * evaluationPeriods;
  if (periodSeconds < 3600 && total > DAY) throw moreThanADay();
  if (total > 7 * DAY) throw moreThanAWeek();
};

interface Watched {
  readonly metric?: WatchedMetric | undefined;
  readonly queries?: readonly MetricDataQuery[] | undefined;
  readonly periodSeconds: number;
  readonly metrics: readonly MetricRef[];
}

const watchedMetric = (input: PutMetricAlarmInput): Watched => {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period } = input;
  if (MetricName === undefined) throw metricIncomplete('MetricName');
  if (Namespace === undefined) throw metricIncomplete('Namespace');
  if (Period === undefined) throw metricIncomplete('Period');
  if (Statistic !== undefined && ExtendedStatistic !== undefined)
    throw mutuallyExclusive('Statistic', 'ExtendedStatistic');
  if (Statistic === undefined && ExtendedStatistic === undefined)
    throw metricIncomplete('Statistic or ExtendedStatistic');
  if (ExtendedStatistic !== undefined && !isExtended(ExtendedStatistic))
    throw statisticUnknown(ExtendedStatistic);
  const metric: WatchedMetric = {
    namespace: Namespace,
    name: MetricName,
    dimensions: requestDimensions(input.Dimensions, 'Dimensions'),
    statistic: Statistic,
    extendedStatistic: ExtendedStatistic,
    unit: input.Unit,
  };
  return { metric, periodSeconds: Period, metrics: [metric] };
};

/** Members that describe one metric, and cannot stand beside a list of queries. */
const OF_METRIC = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Unit',
  'Statistic',
  'ExtendedStatistic',
] as const;

const watchedQueries = (
  input: PutMetricAlarmInput,
  queries: readonly MetricDataQuery[],
  reader: MetricReader,
  { account }: Scope,
): Watched => {
  for (const member of OF_METRIC) {
    const value = input[member];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (isGiven)
      throw member === 'MetricName' ? mutuallyExclusive(member, 'Metrics') : withQueries(member);
  }
  for (const { AccountId } of queries)
    if (AccountId !== undefined && AccountId !== account) throw otherAccount(AccountId);
  const band = input.ThresholdMetricId;
  const returning = queries.filter(({ ReturnData }) => ReturnData ?? true);
  if (band === undefined && returning.length !== 1) throw returnsOne();
  if (band !== undefined) {
    const model = queries.find(({ Id }) => Id === band);
    if (model?.Expression?.includes('ANOMALY_DETECTION_BAND') !== true)
      throw thresholdMetricUnknown(band);
    if (returning.filter(({ Id }) => Id !== band).length !== 1) throw returnsTwo();
  }
  const { metrics, periodSeconds, searches } = reader.check(queries);
  if (searches) throw searchNotHere();
  return { queries, periodSeconds, metrics };
};

const requireThreshold = ({
  Threshold,
  ThresholdMetricId,
  ComparisonOperator = 'GreaterThanThreshold',
}: PutMetricAlarmInput): void => {
  const needsBand = BAND_COMPARISONS.has(ComparisonOperator);
  if (ThresholdMetricId === undefined) {
    if (needsBand) throw comparisonNeedsBand(ComparisonOperator);
    if (Threshold === undefined) throw thresholdRequired();
    return;
  }
  if (Threshold !== undefined) throw thresholdWithBand();
  if (!needsBand) throw comparisonWithBand(ComparisonOperator);
};

const watchedBy = (input: PutMetricAlarmInput, reader: MetricReader, scope: Scope): Watched => {
  if (input.EvaluationCriteria !== undefined || input.EvaluationInterval !== undefined)
    throw criteriaNotHere();
  const queries = input.Metrics ?? [];
  if (queries.length > 0) return watchedQueries(input, queries, reader, scope);
  if (input.MetricName === undefined && input.Namespace === undefined) throw returnsOne();
  if (input.ThresholdMetricId !== undefined) throw thresholdMetricUnknown(input.ThresholdMetricId);
  return watchedMetric(input);
};

export interface RequestedAlarm {
  readonly configuration: MetricConfiguration;
  /** All that it reads by name. */
  readonly metrics: readonly MetricRef[];
}

/** The configuration that a request asks for, checked. */
export const requestedAlarm = (
  input: PutMetricAlarmInput,
  { reader, acceptsLooseInput: loose = false }: Pick<AlarmDeps, 'reader' | 'acceptsLooseInput'>,
  scope: Scope,
): RequestedAlarm => {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator } = input;
  if (EvaluationPeriods === undefined) throw missingMember('evaluationPeriods');
  if (ComparisonOperator === undefined) throw missingMember('comparisonOperator');
  const { metric, queries, periodSeconds, metrics } = watchedBy(input, reader, scope);
  requireThreshold(input);
  requirePeriods(periodSeconds, EvaluationPeriods);
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods)
    throw tooManyDatapointsToAlarm();
  return {
    configuration: {
      kind: 'metric',
      description: input.AlarmDescription,
      metric,
      queries,
      periodSeconds,
      evaluationPeriods: EvaluationPeriods,
      datapointsToAlarm: DatapointsToAlarm,
      threshold: input.Threshold,
      thresholdMetricId: input.ThresholdMetricId,
      comparison: ComparisonOperator,
      missingData: missingDataOf(input.TreatMissingData),
      lowSamples: lowSamplesOf(input.EvaluateLowSampleCountPercentile),
      ...requestActions(input, 'metric', { region: scope.region, loose }),
    },
    metrics,
  };
};
