import type { Metric } from '@aws-sdk/client-cloudwatch';
import type { Json } from '../../../api/json.ts';
import { dimensionsText, type MetricQuery, queryId } from '../shared/metric.ts';

export type MetricRow = Json<Metric>;

type Written = readonly [
  namespace: string,
  name: string,
  dimensions: readonly (readonly [string, string])[],
];

const MOST = 20;

export const metricKey = ({ Namespace = '', MetricName = '', Dimensions }: MetricRow): string =>
  `${Namespace} ${MetricName} ${dimensionsText(Dimensions)}`;

/** Metrics as the address has them. */
export const written = (metrics: readonly MetricRow[]): string =>
  JSON.stringify(
    metrics
      .slice(0, MOST)
      .map(({ Namespace = '', MetricName = '', Dimensions = [] }): Written => [
        Namespace,
        MetricName,
        Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]),
      ]),
  );

const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((one) => typeof one === 'string');

const isWritten = (value: unknown): value is Written =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  typeof value[1] === 'string' &&
  Array.isArray(value[2]) &&
  value[2].every(isPair);

export const readWritten = (text: string | null): readonly MetricRow[] => {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return (Array.isArray(list) ? list : [])
      .filter(isWritten)
      .slice(0, MOST)
      .map(([Namespace, MetricName, dimensions]) => ({
        Namespace,
        MetricName,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      }));
  } catch {
    return [];
  }
};

const titleOf = (metric: MetricRow, several: boolean): string => {
  const dimensions = dimensionsText(metric.Dimensions);
  const name = several ? `${metric.Namespace ?? ''} ${metric.MetricName ?? ''}` : metric.MetricName;
  return dimensions === '' ? (name ?? '') : `${name ?? ''} (${dimensions})`;
};

export const chosenQueries = (
  metrics: readonly MetricRow[],
  statistic: string,
  period: string,
): readonly MetricQuery[] => {
  const several = new Set(metrics.map(({ Namespace }) => Namespace)).size > 1;
  return metrics.map((metric, at) => ({
    Id: queryId(at),
    Label: titleOf(metric, several),
    MetricStat: { Metric: metric, Period: Number(period), Stat: statistic },
  }));
};
