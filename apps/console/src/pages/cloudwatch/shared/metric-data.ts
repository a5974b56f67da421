import type { GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../../../api/aws.ts';
import type { ChartPoint } from '../../../shared/time-chart.tsx';
import type { MetricQuery } from './metric.ts';

export interface MetricSeries {
  readonly title: string;
  readonly points: readonly ChartPoint[];
}

export interface MetricRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

const MOST_PAGES = 20;

/** The values of metrics and metric math, oldest first. Pages of one answer are put together. */
export const readMetrics = async (
  aws: Aws,
  queries: readonly MetricQuery[],
  { from, to }: MetricRange,
  signal: AbortSignal,
): Promise<readonly MetricSeries[]> => {
  const found = new Map<string, { title: string; points: ChartPoint[] }>();
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { MetricDataResults = [], NextToken } = await aws.call<GetMetricDataOutput>(
      'cloudwatch',
      'GetMetricData',
      {
        MetricDataQueries: queries,
        StartTime: new Date(from).toISOString(),
        EndTime: new Date(to).toISOString(),
        ScanBy: 'TimestampAscending',
        ...(token === undefined ? {} : { NextToken: token }),
      },
      signal,
    );
    const times = new Map<string, number>();
    for (const { Id = '', Label, Timestamps = [], Values = [] } of MetricDataResults) {
      // A band or a SEARCH() is several results of one id.
      const time = (times.get(Id) ?? 0) + 1;
      times.set(Id, time);
      const key = `${Id} ${time}`;
      const label = Label ?? Id;
      const title = time === 1 ? label : `${label} (${time})`;
      const series = found.get(key) ?? { title, points: [] };
      found.set(key, series);
      for (const [at, value] of Values.entries())
        series.points.push({ at: Date.parse(Timestamps[at] ?? ''), value });
    }
    token = NextToken;
    if (token === undefined) break;
  }
  return [...found.values()];
};

const SECOND = 1000;
const MINUTE = 60_000;

export const RANGES: readonly (readonly [value: string, label: string])[] = [
  ['60', 'Last hour'],
  ['180', 'Last 3 hours'],
  ['720', 'Last 12 hours'],
  ['1440', 'Last day'],
  ['10080', 'Last 7 days'],
  ['43200', 'Last 30 days'],
];

/** The last minutes, to the end of the running period: periods begin where those of alarms do. */
export const lastMinutes = (minutes: string, periodSeconds: number): MetricRange => {
  const period = Math.max(MINUTE, periodSeconds * SECOND);
  const to = Math.ceil(Date.now() / period) * period;
  return { from: to - Math.ceil((Number(minutes) * MINUTE) / period) * period, to };
};
