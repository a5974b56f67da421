import type { Alarm, MetricQuery } from '../shared/metric.ts';
import { dimensionsOf, dimensionsText, isExtended } from '../shared/metric.ts';

/** A metric alarm as a form has it. */
export interface AlarmDraft {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: string;
  readonly statistic: string;
  readonly period: string;
  /** Metric math as JSON; empty: the one metric above. */
  readonly math: string;
  readonly operator: string;
  readonly threshold: string;
  readonly periods: string;
  readonly breaching: string;
  readonly missing: string;
  readonly actionsEnabled: boolean;
  readonly alarmAction: string;
  readonly okAction: string;
  /** More than one action of a state, and what the form has no field for: kept as it was. */
  readonly kept: Alarm | undefined;
}

/** As the post has it: one event in five minutes, silence is no alarm. */
const NEW: AlarmDraft = {
  name: '',
  description: '',
  namespace: '',
  metric: '',
  dimensions: '',
  statistic: 'Sum',
  period: '300',
  math: '',
  operator: 'GreaterThanOrEqualToThreshold',
  threshold: '1',
  periods: '1',
  breaching: '1',
  missing: 'notBreaching',
  actionsEnabled: true,
  alarmAction: '',
  okAction: '',
  kept: undefined,
};

/** A new alarm, with what the address tells of its metric. */
export const newDraft = (known: URLSearchParams): AlarmDraft => ({
  ...NEW,
  name: known.get('name') ?? '',
  namespace: known.get('namespace') ?? '',
  metric: known.get('metric') ?? '',
  dimensions: known.get('dimensions') ?? '',
  statistic: known.get('statistic') ?? NEW.statistic,
  period: known.get('period') ?? NEW.period,
  description: known.get('description') ?? '',
});

export const draftOf = (alarm: Alarm): AlarmDraft => ({
  name: alarm.AlarmName ?? '',
  description: alarm.AlarmDescription ?? '',
  namespace: alarm.Namespace ?? '',
  metric: alarm.MetricName ?? '',
  dimensions: dimensionsText(alarm.Dimensions),
  statistic: alarm.ExtendedStatistic ?? alarm.Statistic ?? NEW.statistic,
  period: String(alarm.Period ?? NEW.period),
  math:
    alarm.Metrics === undefined || alarm.Metrics.length === 0
      ? ''
      : JSON.stringify(alarm.Metrics, undefined, 2),
  operator: alarm.ComparisonOperator ?? NEW.operator,
  threshold: alarm.Threshold === undefined ? '' : String(alarm.Threshold),
  periods: String(alarm.EvaluationPeriods ?? 1),
  breaching: String(alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1),
  missing: alarm.TreatMissingData ?? 'missing',
  actionsEnabled: alarm.ActionsEnabled !== false,
  alarmAction: alarm.AlarmActions?.[0] ?? '',
  okAction: alarm.OKActions?.[0] ?? '',
  kept: alarm,
});

/** The field's action first, then the others that there were. */
const actionsOf = (first: string, before: readonly string[] = []): readonly string[] =>
  [first.trim(), ...before.slice(1)].filter((arn) => arn !== '');

/** A text that is not written is absent: the API refuses empty ones. */
const optional = (name: string, text: string): object =>
  text.trim() === '' ? {} : { [name]: text.trim() };

const metricOf = (draft: AlarmDraft): object => {
  if (draft.math.trim() !== '') {
    const queries: readonly MetricQuery[] = JSON.parse(draft.math);
    return { Metrics: queries };
  }
  return {
    Namespace: draft.namespace.trim(),
    MetricName: draft.metric.trim(),
    Dimensions: dimensionsOf(draft.dimensions),
    Period: Number(draft.period),
    [isExtended(draft.statistic) ? 'ExtendedStatistic' : 'Statistic']: draft.statistic,
    ...(draft.kept?.Unit === undefined ? {} : { Unit: draft.kept.Unit }),
  };
};

const boundOf = ({ kept, threshold }: AlarmDraft): object =>
  kept?.ThresholdMetricId === undefined
    ? { Threshold: Number(threshold) }
    : { ThresholdMetricId: kept.ThresholdMetricId };

/** What PutMetricAlarm takes; it replaces an alarm of that name. @throws SyntaxError when the metric math is no JSON */
export const inputOf = (draft: AlarmDraft): object => ({
  AlarmName: draft.name.trim(),
  ...optional('AlarmDescription', draft.description),
  ...metricOf(draft),
  ...boundOf(draft),
  ComparisonOperator: draft.operator,
  EvaluationPeriods: Number(draft.periods),
  DatapointsToAlarm: Number(draft.breaching),
  TreatMissingData: draft.missing,
  ...optional(
    'EvaluateLowSampleCountPercentile',
    draft.kept?.EvaluateLowSampleCountPercentile ?? '',
  ),
  ActionsEnabled: draft.actionsEnabled,
  AlarmActions: actionsOf(draft.alarmAction, draft.kept?.AlarmActions),
  OKActions: actionsOf(draft.okAction, draft.kept?.OKActions),
  InsufficientDataActions: draft.kept?.InsufficientDataActions ?? [],
});

/** What keeps a draft from being sent. */
export const isIncomplete = (draft: AlarmDraft): boolean =>
  draft.name.trim() === '' ||
  (draft.math.trim() === '' && (draft.namespace.trim() === '' || draft.metric.trim() === '')) ||
  (draft.kept?.ThresholdMetricId === undefined &&
    (draft.threshold.trim() === '' || Number.isNaN(Number(draft.threshold))));
