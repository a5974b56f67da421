import type { Dimension, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Json } from '../../../api/json.ts';

export type Alarm = Json<MetricAlarm>;
export type MetricQuery = Json<MetricDataQuery>;

export const STATISTICS: readonly string[] = [
  'Sum',
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
  'p50',
  'p90',
  'p95',
  'p99',
];

const SIMPLE: ReadonlySet<string> = new Set([
  'Sum',
  'Average',
  'Maximum',
  'Minimum',
  'SampleCount',
]);

/** Percentiles and trimmed statistics have a member of their own in the API of alarms. */
export const isExtended = (statistic: string): boolean => !SIMPLE.has(statistic);

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export const PERIODS: readonly (readonly [value: string, label: string])[] = [
  ['10', '10 seconds'],
  ['30', '30 seconds'],
  ['60', '1 minute'],
  ['300', '5 minutes'],
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['21600', '6 hours'],
  ['86400', '1 day'],
];

const counted = (count: number, what: string): string =>
  count === 1 ? `1 ${what}` : `${count} ${what}s`;

/** `5 minutes` */
export const periodText = (seconds: number): string => {
  if (seconds % DAY === 0) return counted(seconds / DAY, 'day');
  if (seconds % HOUR === 0) return counted(seconds / HOUR, 'hour');
  if (seconds % MINUTE === 0) return counted(seconds / MINUTE, 'minute');
  return counted(seconds, 'second');
};

export const OPERATORS: readonly (readonly [value: string, label: string])[] = [
  ['GreaterThanOrEqualToThreshold', 'Greater or equal (>=)'],
  ['GreaterThanThreshold', 'Greater (>)'],
  ['LessThanOrEqualToThreshold', 'Lower or equal (<=)'],
  ['LessThanThreshold', 'Lower (<)'],
];

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanOrEqualToThreshold: '<=',
  LessThanThreshold: '<',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside of',
  LessThanLowerThreshold: 'below',
  GreaterThanUpperThreshold: 'above',
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** `Errors >= 1 for 1 of 3 datapoints within 15 minutes` */
export const conditionText = (alarm: Alarm): string => {
  const { EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods, Threshold } = alarm;
  const period = alarm.Period ?? periodOf(alarm.Metrics ?? []);
  const bound = alarm.ThresholdMetricId === undefined ? String(Threshold ?? '') : 'its band';
  const sign = SIGNS[alarm.ComparisonOperator ?? ''] ?? alarm.ComparisonOperator ?? '';
  const name = alarm.MetricName ?? labelOf(alarm.Metrics ?? []);
  const within = period === undefined ? '' : ` within ${periodText(period * EvaluationPeriods)}`;
  return `${name} ${sign} ${bound} for ${DatapointsToAlarm} of ${EvaluationPeriods} datapoints${within}`;
};

const periodOf = (queries: readonly MetricQuery[]): number | undefined =>
  queries.map(({ Period, MetricStat }) => MetricStat?.Period ?? Period).find(Boolean);

const labelOf = (queries: readonly MetricQuery[]): string => {
  const main = queries.find(({ ReturnData }) => ReturnData !== false) ?? queries[0];
  return main?.Label ?? main?.Expression ?? main?.MetricStat?.Metric?.MetricName ?? 'Metric math';
};

export const dimensionsText = (dimensions: readonly Json<Dimension>[] = []): string =>
  dimensions.map(({ Name = '', Value = '' }) => `${Name}=${Value}`).join(', ');

/** `Name=Value, Other=Value` of a form, as the API takes it. */
export const dimensionsOf = (text: string): readonly { Name: string; Value: string }[] =>
  text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1
        ? { Name: pair, Value: '' }
        : { Name: pair.slice(0, at).trim(), Value: pair.slice(at + 1).trim() };
    });

/** What GetMetricData is asked to show what an alarm looks at. */
export const queriesOf = (alarm: Alarm): readonly MetricQuery[] =>
  alarm.Metrics !== undefined && alarm.Metrics.length > 0
    ? alarm.Metrics.map((query) => ({
        ...query,
        ReturnData: query.ReturnData !== false || query.Id === alarm.ThresholdMetricId,
      }))
    : [
        {
          Id: 'm1',
          Label: alarm.MetricName ?? '',
          MetricStat: {
            Metric: {
              Namespace: alarm.Namespace,
              MetricName: alarm.MetricName,
              Dimensions: alarm.Dimensions ?? [],
            },
            Period: alarm.Period,
            Stat: alarm.ExtendedStatistic ?? alarm.Statistic,
            ...(alarm.Unit === undefined ? {} : { Unit: alarm.Unit }),
          },
        },
      ];

export const alarmPeriod = (alarm: Alarm): number =>
  alarm.Period ?? periodOf(alarm.Metrics ?? []) ?? 5 * MINUTE;

/** `m1` for the first, as GetMetricData names queries. */
export const queryId = (index: number): string =>
  `${LETTERS[index % LETTERS.length] ?? 'm'}${index + 1}`;
