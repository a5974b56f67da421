import type { Alarm, AlarmState, Configuration } from './model.ts';
import { isoTime } from './times.ts';

/** Longest HistoryData of the API. */
const MOST = 4095;
const MOST_SUMMARY = 255;

export const summaryText = (text: string): string =>
  Array.from(text).slice(0, MOST_SUMMARY).join('');

/** Reason data are JSON text already; what somebody gave to SetAlarmState is checked to be. */
const stateText = ({ value, reason, data }: AlarmState, withData: boolean): string => {
  const shown = JSON.stringify({ stateValue: value, stateReason: reason });
  return data === undefined || !withData
    ? shown
    : `${shown.slice(0, -1)},"stateReasonData":${data}}`;
};

/** HistoryData of a StateUpdate; what is too long goes without reason data, those of the old state first. */
export const stateUpdateData = (old: AlarmState, now: AlarmState): string => {
  const text = (oldData: boolean, newData: boolean): string =>
    `{"version":"1.0","oldState":${stateText(old, oldData)},"newState":${stateText(now, newData)}}`;
  const whole = text(true, true);
  if (whole.length <= MOST) return whole;
  const half = text(false, true);
  return half.length <= MOST ? half : text(false, false);
};

const shownConfiguration = (
  alarm: Pick<Alarm, 'name' | 'arn' | 'configuredAt'>,
  configuration: Configuration,
): Readonly<Record<string, unknown>> => ({
  ...(configuration.kind === 'metric'
    ? {
        metricName: configuration.metric?.name,
        namespace: configuration.metric?.namespace,
        statistic: configuration.metric?.statistic?.toUpperCase(),
        extendedStatistic: configuration.metric?.extendedStatistic,
        dimensions: [...(configuration.metric?.dimensions ?? [])].map(([name, value]) => ({
          name,
          value,
        })),
        unit: configuration.metric?.unit,
        metrics: configuration.queries,
        period: configuration.metric === undefined ? undefined : configuration.periodSeconds,
        evaluationPeriods: configuration.evaluationPeriods,
        datapointsToAlarm: configuration.datapointsToAlarm,
        threshold: configuration.threshold,
        thresholdMetricId: configuration.thresholdMetricId,
        comparisonOperator: configuration.comparison,
        treatMissingData: configuration.missingData,
        evaluateLowSampleCountPercentile: configuration.lowSamples,
      }
    : {
        alarmRule: configuration.rule,
        actionsSuppressor: configuration.suppressor,
        actionsSuppressorWaitPeriod: configuration.waitSeconds,
        actionsSuppressorExtensionPeriod: configuration.extensionSeconds,
      }),
  alarmName: alarm.name,
  description: configuration.description,
  alarmArn: alarm.arn,
  actionsEnabled: configuration.actionsEnabled,
  okactions: configuration.okActions,
  alarmActions: configuration.alarmActions,
  insufficientDataActions: configuration.insufficientDataActions,
  alarmConfigurationUpdatedTimestamp: isoTime(alarm.configuredAt),
});

const limited = (text: string, instead: () => string): string =>
  text.length <= MOST ? text : instead();

/** HistoryData of a ConfigurationUpdate. One that is too long says only what kind it is. */
export const configurationData = (
  type: 'Create' | 'Update' | 'Delete',
  alarm: Alarm,
  previous?: Alarm,
): string => {
  const head = { version: '1.0', type };
  const shown = shownConfiguration(alarm, alarm.configuration);
  const brief = (): string => JSON.stringify({ ...head, alarmName: alarm.name });
  if (previous === undefined) {
    const member = type === 'Create' ? 'createdAlarm' : 'deletedAlarm';
    return limited(JSON.stringify({ ...head, [member]: shown }), brief);
  }
  const before = shownConfiguration(previous, previous.configuration);
  const original = Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(shown[name]),
    ),
  );
  return limited(
    JSON.stringify({ ...head, originalUpdatedFields: original, updatedAlarm: shown }),
    brief,
  );
};

interface ActionOutcome {
  readonly action: string;
  readonly stateUpdatedAt: number;
  readonly published: string | undefined;
  /** Undefined: it succeeded. */
  readonly error: string | undefined;
}

/** HistoryData of an Action. */
export const actionData = ({ action, stateUpdatedAt, published, error }: ActionOutcome): string => {
  const text = (message: string | null): string =>
    JSON.stringify({
      actionState: error === undefined ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: stateUpdatedAt,
      notificationResource: action,
      publishedMessage: message,
      error: error ?? null,
    });
  return limited(text(published ?? null), () => text(null));
};
