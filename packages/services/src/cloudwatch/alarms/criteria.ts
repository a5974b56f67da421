import { type Criteria, samplesFor } from './evaluate.ts';
import type { MetricConfiguration, MissingData } from './model.ts';

/** Alarms on metrics of this namespace ignore missing data unless they are told otherwise. */
const IGNORING_NAMESPACE = 'AWS/DynamoDB';

/** What is compared: a statistic by its name, as PutMetricAlarm has two members for it. */
export const statisticOf = ({ metric }: MetricConfiguration): string | undefined =>
  metric?.statistic ?? metric?.extendedStatistic;

const missingDataOf = ({ missingData, metric }: MetricConfiguration): MissingData =>
  missingData ?? (metric?.namespace === IGNORING_NAMESPACE ? 'ignore' : 'missing');

/** The configuration, with its defaults. */
export const criteriaOf = (configuration: MetricConfiguration): Criteria => ({
  comparison: configuration.comparison,
  threshold: configuration.threshold,
  evaluationPeriods: configuration.evaluationPeriods,
  datapointsToAlarm: configuration.datapointsToAlarm ?? configuration.evaluationPeriods,
  missingData: missingDataOf(configuration),
  leastSamples:
    configuration.lowSamples === 'ignore'
      ? samplesFor(configuration.metric?.extendedStatistic ?? '')
      : undefined,
});
