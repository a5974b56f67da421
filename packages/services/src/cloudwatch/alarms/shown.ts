import type {
  CompositeAlarm as ShownComposite,
  MetricAlarm as ShownMetric,
} from '@aws-sdk/client-cloudwatch';
import { shownDimensions } from '../input.ts';
import { suppressedReason } from './documents.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './model.ts';

const common = ({ name, arn, configuration, configuredAt, state }: Alarm) => ({
  AlarmName: name,
  AlarmArn: arn,
  AlarmDescription: configuration.description,
  AlarmConfigurationUpdatedTimestamp: configuredAt,
  ActionsEnabled: configuration.actionsEnabled,
  OKActions: [...configuration.okActions],
  AlarmActions: [...configuration.alarmActions],
  InsufficientDataActions: [...configuration.insufficientDataActions],
  StateValue: state.value,
  StateReason: state.reason,
  StateReasonData: state.data,
  StateUpdatedTimestamp: state.updatedAt,
  StateTransitionedTimestamp: state.changedAt,
});

export const shownMetric = (alarm: MetricAlarm): ShownMetric => {
  const { configuration } = alarm;
  const { metric } = configuration;
  return {
    ...common(alarm),
    MetricName: metric?.name,
    Namespace: metric?.namespace,
    Statistic: metric?.statistic,
    ExtendedStatistic: metric?.extendedStatistic,
    Dimensions: metric === undefined ? [] : shownDimensions(metric.dimensions),
    Period: metric === undefined ? undefined : configuration.periodSeconds,
    Unit: metric?.unit,
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    Threshold: configuration.threshold,
    ComparisonOperator: configuration.comparison,
    TreatMissingData: configuration.missingData,
    EvaluateLowSampleCountPercentile: configuration.lowSamples,
    Metrics: configuration.queries === undefined ? undefined : [...configuration.queries],
    ThresholdMetricId: configuration.thresholdMetricId,
    EvaluationState: alarm.evaluationError ? 'EVALUATION_ERROR' : undefined,
  };
};

export const shownComposite = (alarm: CompositeAlarm): ShownComposite => {
  const { configuration, suppression } = alarm;
  return {
    ...common(alarm),
    AlarmRule: configuration.rule,
    ActionsSuppressedBy: suppression?.by,
    ActionsSuppressedReason: suppression && suppressedReason(suppression),
    ActionsSuppressor: configuration.suppressor,
    ActionsSuppressorWaitPeriod: configuration.waitSeconds,
    ActionsSuppressorExtensionPeriod: configuration.extensionSeconds,
  };
};
