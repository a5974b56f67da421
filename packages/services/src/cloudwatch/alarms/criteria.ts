import { type Dimensions, dimensionsOf } from '../model.ts';
import { type Criteria, samplesFor } from './evaluate.ts';
import type { MetricConfiguration, MissingData } from './model.ts';

/** Alarms on metrics of this namespace ignore missing data unless they are told otherwise. */
const IGNORING_NAMESPACE = 'AWS/DynamoDB';

/** What is compared: a statistic by its name, as PutMetricAlarm has two members for it. */
export const statisticOf = ({ metric }: MetricConfiguration): string | undefined =>
  metric?.statistic ?? metric?.extendedStatistic;

/** The one metric that an alarm compares as it is. */
export interface ComparedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly statistic: string;
  readonly unit?: string | undefined;
}

/** Undefined: it compares what is computed, or with a band. A list of one query that computes nothing is one metric too. */
export const comparedMetric = (configuration: MetricConfiguration): ComparedMetric | undefined => {
  const { metric, queries: [query, ...others] = [] } = configuration;
  const statistic = statisticOf(configuration);
  if (metric !== undefined && statistic !== undefined) return { ...metric, statistic };
  if (others.length > 0 || query?.MetricStat?.Metric === undefined) return undefined;
  const { Metric, Stat = '', Unit: unit } = query.MetricStat;
  const dimensions = (Metric.Dimensions ?? []).map(
    ({ Name = '', Value = '' }) => [Name, Value] as const,
  );
  return {
    namespace: Metric.Namespace ?? '',
    name: Metric.MetricName ?? '',
    dimensions: dimensionsOf(dimensions),
    statistic: Stat,
    unit,
  };
};

const missingDataOf = (configuration: MetricConfiguration): MissingData =>
  configuration.missingData ??
  (comparedMetric(configuration)?.namespace === IGNORING_NAMESPACE ? 'ignore' : 'missing');

/** The configuration, with its defaults. */
export const criteriaOf = (configuration: MetricConfiguration): Criteria => ({
  comparison: configuration.comparison,
  threshold: configuration.threshold,
  evaluationPeriods: configuration.evaluationPeriods,
  datapointsToAlarm: configuration.datapointsToAlarm ?? configuration.evaluationPeriods,
  missingData: missingDataOf(configuration),
  leastSamples:
    configuration.lowSamples === 'ignore'
      ? samplesFor(comparedMetric(configuration)?.statistic ?? '')
      : undefined,
});
