import type { Metric, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { double, json } from './json.ts';
import type {
  Alarm,
  AlarmState,
  Configuration,
  MetricConfiguration,
  Suppression,
} from './model.ts';
import { regionName } from './region-names.ts';
import { isoTime } from './times.ts';

/** What has happened to an alarm, for whoever hears of it. */
export interface StateChange {
  /** As it was before. */
  readonly alarm: Alarm;
  readonly state: AlarmState;
  readonly suppression?: Suppression | undefined;
}

const noticeMetric = ({ MetricName, Namespace, Dimensions }: Metric): unknown => ({
  Dimensions: (Dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name })),
  MetricName,
  Namespace,
});

const noticeQuery = (query: MetricDataQuery): unknown => ({
  Expression: query.Expression,
  Id: query.Id,
  Label: query.Label,
  MetricStat: query.MetricStat && {
    Metric: noticeMetric(query.MetricStat.Metric ?? {}),
    Period: query.MetricStat.Period,
    Stat: query.MetricStat.Stat,
    Unit: query.MetricStat.Unit,
  },
  Period: query.Period,
  ReturnData: query.ReturnData ?? true,
});

const noticeTrigger = (configuration: MetricConfiguration): unknown => {
  const { metric, threshold } = configuration;
  const comparison = {
    Period: configuration.periodSeconds,
    EvaluationPeriods: configuration.evaluationPeriods,
    DatapointsToAlarm: configuration.datapointsToAlarm,
    ComparisonOperator: configuration.comparison,
    Threshold: threshold === undefined ? undefined : double(threshold),
    ThresholdMetricId: configuration.thresholdMetricId,
    TreatMissingData: configuration.missingData ?? 'missing',
    EvaluateLowSampleCountPercentile: configuration.lowSamples ?? '',
  };
  if (metric === undefined)
    return { ...comparison, Metrics: (configuration.queries ?? []).map(noticeQuery) };
  return {
    MetricName: metric.name,
    Namespace: metric.namespace,
    ...(metric.statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: metric.extendedStatistic }
      : { StatisticType: 'Statistic', Statistic: noticeStatistic(metric.statistic) }),
    Unit: metric.unit ?? null,
    Dimensions: [...metric.dimensions].map(([name, value]) => ({ value, name })),
    ...comparison,
  };
};

/** Notices shout: `SUM`, `SAMPLE_COUNT`. */
const noticeStatistic = (statistic: string): string =>
  statistic === 'SampleCount' ? 'SAMPLE_COUNT' : statistic.toUpperCase();

/** What a composite alarm's reason data say of its children: whoever sets a state may have given any others. */
const triggeringChildren = ({ data }: AlarmState): readonly unknown[] => {
  const given: unknown = data === undefined ? undefined : JSON.parse(data);
  const found = member(given, 'triggeringAlarms');
  if (!Array.isArray(found)) return [];
  return found.map((child: unknown) => ({
    Arn: member(child, 'arn'),
    State: {
      Value: member(member(child, 'state'), 'value'),
      Timestamp: member(member(child, 'state'), 'timestamp'),
    },
  }));
};

const member = (of: unknown, name: string): unknown =>
  of !== null && typeof of === 'object' && Object.hasOwn(of, name)
    ? Reflect.get(of, name)
    : undefined;

/** What a topic takes, with room for what it adds. */
const MOST_NOTICE_BYTES = 250_000;

/** The message to a topic. What an alarm watches may be longer than a topic takes: then it goes without, rather than not at all. */
export const noticeOf = (change: StateChange): string => {
  const { configuration } = change.alarm;
  const whole = noticeWith(
    change,
    configuration.kind === 'metric' ? noticeTrigger(configuration) : undefined,
  );
  return Buffer.byteLength(whole) <= MOST_NOTICE_BYTES ? whole : noticeWith(change, undefined);
};

const noticeWith = ({ alarm, state }: StateChange, Trigger: unknown): string => {
  const { configuration } = alarm;
  return json({
    AlarmName: alarm.name,
    AlarmDescription: configuration.description ?? null,
    AWSAccountId: alarm.account,
    AlarmConfigurationUpdatedTimestamp:
      configuration.kind === 'metric' ? isoTime(alarm.configuredAt) : undefined,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: isoTime(state.changedAt),
    Region: regionName(alarm.region),
    AlarmArn: alarm.arn,
    OldStateValue: alarm.state.value,
    OKActions: configuration.okActions,
    AlarmActions: configuration.alarmActions,
    InsufficientDataActions: configuration.insufficientDataActions,
    ...(configuration.kind === 'metric'
      ? { Trigger }
      : {
          AlarmRule: configuration.rule,
          TriggeringChildren: triggeringChildren(state),
        }),
  });
};

/** A subject of SNS has at most 100 characters, and no control characters. */
const MOST_SUBJECT = 100;

export const subjectOf = (change: StateChange): string =>
  subjectWith(change)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ');

const subjectWith = ({ alarm, state }: StateChange): string => {
  const around = (name: string): string =>
    `${state.value}: "${name}" in ${regionName(alarm.region)}`;
  const room = MOST_SUBJECT - around('').length;
  if (alarm.name.length <= room) return around(alarm.name);
  return around(`${alarm.name.slice(0, room - 3)}...`);
};

const eventMetric = ({ MetricName, Namespace, Dimensions }: Metric): unknown => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
});

const eventQuery = (query: MetricDataQuery): unknown => ({
  id: query.Id,
  expression: query.Expression,
  label: query.Label,
  metricStat: query.MetricStat && {
    metric: eventMetric(query.MetricStat.Metric ?? {}),
    period: query.MetricStat.Period,
    stat: query.MetricStat.Stat,
    unit: query.MetricStat.Unit,
  },
  period: query.Period,
  accountId: query.AccountId,
  returnData: query.ReturnData ?? true,
});

/** `id` names a metric that no query has named. */
const eventMetrics = (configuration: MetricConfiguration, id: string): unknown => {
  const { metric } = configuration;
  if (metric === undefined) return (configuration.queries ?? []).map(eventQuery);
  return [
    {
      id,
      metricStat: {
        metric: {
          namespace: metric.namespace,
          name: metric.name,
          dimensions: Object.fromEntries(metric.dimensions),
        },
        period: configuration.periodSeconds,
        stat: metric.statistic ?? metric.extendedStatistic,
        unit: metric.unit,
      },
      returnData: true,
    },
  ];
};

const composition = (configuration: Configuration): object =>
  configuration.kind === 'metric'
    ? {}
    : {
        alarmRule: configuration.rule,
        actionsSuppressor: configuration.suppressor,
        actionsSuppressorWaitPeriod: configuration.waitSeconds,
        actionsSuppressorExtensionPeriod: configuration.extensionSeconds,
      };

const eventState = (state: AlarmState, suppression?: Suppression): unknown => ({
  value: state.value,
  reason: state.reason,
  reasonData: state.data,
  timestamp: isoTime(state.updatedAt),
  ...(suppression === undefined
    ? {}
    : {
        actionsSuppressedBy: suppression.by,
        actionsSuppressedReason: suppressedReason(suppression),
      }),
});

export const suppressedReason = ({ by }: Suppression): string => `Actions suppressed by ${by}`;

/** `detail` of "CloudWatch Alarm State Change", and `alarmData` of what a function gets. */
export const stateChangeDetail = (
  { alarm, state, suppression }: StateChange,
  id: string,
): Readonly<Record<string, unknown>> => ({
  alarmName: alarm.name,
  state: eventState(state, suppression),
  previousState: eventState(alarm.state, alarm.suppression),
  configuration: {
    description: alarm.configuration.description,
    ...(alarm.configuration.kind === 'metric'
      ? { metrics: eventMetrics(alarm.configuration, id) }
      : composition(alarm.configuration)),
  },
});

/** What a function is invoked with (CloudWatch User Guide, "Event object sent from CloudWatch to Lambda"). */
export const functionEvent = (change: StateChange, id: string): string =>
  JSON.stringify({
    source: 'aws.cloudwatch',
    alarmArn: change.alarm.arn,
    accountId: change.alarm.account,
    time: isoTime(change.state.updatedAt),
    region: change.alarm.region,
    alarmData: stateChangeDetail(change, id),
  });

const configurationDetail = (
  name: string,
  configuration: Configuration,
  at: Date,
  id: string,
): unknown => ({
  ...(configuration.kind === 'metric'
    ? {
        evaluationPeriods: configuration.evaluationPeriods,
        datapointsToAlarm: configuration.datapointsToAlarm,
        threshold: configuration.threshold,
        thresholdMetricId: configuration.thresholdMetricId,
        comparisonOperator: configuration.comparison,
        treatMissingData: configuration.missingData,
        evaluateLowSampleCountPercentile: configuration.lowSamples,
        metrics: eventMetrics(configuration, id),
      }
    : composition(configuration)),
  alarmName: name,
  description: configuration.description,
  actionsEnabled: configuration.actionsEnabled,
  timestamp: isoTime(at),
  okActions: configuration.okActions,
  alarmActions: configuration.alarmActions,
  insufficientDataActions: configuration.insufficientDataActions,
});

export interface ConfigurationChange {
  readonly operation: 'create' | 'update' | 'delete';
  readonly alarm: Pick<Alarm, 'name' | 'configuration' | 'configuredAt' | 'state'>;
  /** For `update`. */
  readonly previous?: Pick<Alarm, 'configuration' | 'configuredAt'> | undefined;
}

/** `detail` of "CloudWatch Alarm Configuration Change". */
export const configurationChangeDetail = (
  { operation, alarm, previous }: ConfigurationChange,
  id: () => string,
): unknown => ({
  alarmName: alarm.name,
  operation,
  state: { value: alarm.state.value, timestamp: isoTime(alarm.state.updatedAt) },
  configuration: configurationDetail(alarm.name, alarm.configuration, alarm.configuredAt, id()),
  ...(previous === undefined
    ? {}
    : {
        previousConfiguration: configurationDetail(
          alarm.name,
          previous.configuration,
          previous.configuredAt,
          id(),
        ),
      }),
});
