import type { LoadedRule } from './model.ts';

/** PutMetricFilter's parameters but for the log group. */
export interface MetricFilterDefinition {
  readonly filterName: string;
  readonly filterPattern: string;
  readonly metricTransformations: readonly [
    {
      readonly metricName: string;
      readonly metricNamespace: string;
      readonly metricValue: '1';
      readonly defaultValue: 0;
    },
  ];
}

/** PutMetricAlarm's parameters but for the actions. */
export interface AlarmDefinition {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Statistic: 'Sum';
  readonly Period: number;
  readonly EvaluationPeriods: 1;
  readonly Threshold: number;
  readonly ComparisonOperator: 'GreaterThanOrEqualToThreshold';
  readonly TreatMissingData: 'notBreaching';
}

export interface MetricFilter {
  readonly filters: readonly MetricFilterDefinition[];
  readonly alarm: AlarmDefinition;
}

const NAMESPACE = 'Gatehouse/Detection';
const DAY = 86_400;

/**
 * A rule as metric filters of a trail's log group and an alarm on what they count; or why it cannot be one. The alarm asks
 * for the sum: an average of ones is one however many there are.
 */
export const metricFilter = ({
  spec,
  condition,
}: LoadedRule): MetricFilter | { readonly problem: string } => {
  if (condition !== undefined)
    return { problem: 'Its condition is not written as filter patterns.' };
  if (spec.check !== undefined)
    return { problem: `It needs the check ${spec.check}, which no filter pattern can say.` };
  if ((spec.except ?? []).length > 0)
    return { problem: 'It has exceptions, which no filter pattern can say.' };
  if (spec.burst !== undefined || spec.distinct !== undefined)
    return { problem: 'It counts different things, which no metric does.' };
  const name = spec.id.replaceAll('.', '-');
  const filters = spec.when.map((filterPattern, at) => ({
    filterName: at === 0 ? name : `${name}-${at + 1}`,
    filterPattern,
    metricTransformations: [
      { metricName: name, metricNamespace: NAMESPACE, metricValue: '1', defaultValue: 0 },
    ] as const,
  }));
  const alarm: AlarmDefinition = {
    AlarmName: name,
    AlarmDescription: `${spec.title}. ${spec.description}`.slice(0, 1024),
    Namespace: NAMESPACE,
    MetricName: name,
    Statistic: 'Sum',
    Period: periodOf(spec.threshold === undefined ? 300 : (spec.windowSeconds ?? 300)),
    EvaluationPeriods: 1,
    Threshold: spec.threshold ?? 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  };
  return { filters, alarm };
};

/** Whole minutes, of at most a day. */
const periodOf = (seconds: number): number =>
  Math.min(DAY, Math.max(60, Math.ceil(seconds / 60) * 60));
