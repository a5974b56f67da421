import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { type Call, reads } from '@gatehouse/service-kit';
import { defaultNames } from '../default-names.ts';
import type { CloudWatchParts } from '../deps.ts';
import { nextTokenInvalid, validationError } from '../errors.ts';
import { createEvaluation, type QueryEvaluation } from '../evaluation.ts';
import { limitsWithin } from '../input.ts';
import { isDynamic, type LabelSettings, offsetMinutes, renderLabel } from '../labels.ts';
import type { TimeSeries, Value } from '../math/time-series.ts';
import { parseQueries, type Query } from '../queries.ts';
import { MOST_FOUND } from '../search-metrics.ts';

const MOST_DATAPOINTS = 100_800;

/** Where a page ends: within which query, which of its series, and after how many of its values. */
interface Place {
  readonly query: number;
  readonly series: number;
  readonly offset: number;
}

const START: Place = { query: 0, series: 0, offset: 0 };

const placeOf = (position: readonly (string | number)[] | undefined): Place => {
  const [query, series, offset] = position ?? [];
  if (typeof query !== 'number' || typeof series !== 'number' || typeof offset !== 'number')
    throw nextTokenInvalid();
  return { query, series, offset };
};

const seriesOf = (value: Value): readonly TimeSeries[] => {
  if (value.kind === 'series') return [value.series];
  if (value.kind === 'list') return value.list;
  return value.kind === 'band' ? [value.band.upper, value.band.lower] : [];
};

/** Of several series of one expression, each adds its own label to what the query is called. */
const labelOf = (query: Query, series: TimeSeries, of: number, asked: Asked): string => {
  const plain = query.kind === 'metric' ? asked.names.get(query.id) : query.id;
  const own = of > 1 || plain === undefined ? series.label : plain;
  if (query.label === undefined) return own;
  if (isDynamic(query.label)) return renderLabel(query.label, series, own, asked.labels);
  return of > 1 ? `${query.label} ${own}` : query.label;
};

interface Page {
  readonly results: MetricDataResult[];
  next: Place | undefined;
  room: number;
}

interface Asked {
  readonly isAscending: boolean;
  readonly labels: LabelSettings;
  /** What metrics are called by default, by the ids of their queries. */
  readonly names: ReadonlyMap<string, string>;
  readonly account: string;
}

const isForbidden = (query: Query, { account }: Asked): boolean =>
  query.kind === 'metric' && query.account !== undefined && query.account !== account;

/** One series on a page: as many of its values as fit. Answers how many of them are behind us then. */
const place = (
  page: Page,
  query: Query,
  series: TimeSeries,
  from: number,
  asked: Asked,
  of: number,
): number => {
  const to = Math.min(series.times.length, from + page.room);
  const slice = <Item>(list: readonly Item[]): readonly Item[] =>
    (asked.isAscending ? list : list.toReversed()).slice(from, to);
  const isWhole = to === series.times.length;
  const complete = isForbidden(query, asked) ? 'Forbidden' : 'Complete';
  const isCut = of >= MOST_FOUND && query.kind === 'expression';
  page.results.push({
    Id: query.id,
    Label: labelOf(query, series, of, asked),
    Timestamps: slice(series.times).map((at) => new Date(at)),
    Values: [...slice(series.values)],
    StatusCode: isWhole ? complete : 'PartialData',
    ...(isCut
      ? {
          Messages: [
            {
              Code: 'MaxMetricsExceeded',
              Value: `The maximum number of metrics (${MOST_FOUND}) has been returned.`,
            },
          ],
        }
      : {}),
  });
  page.room -= to - from;
  return to;
};

const fill = async (
  page: Page,
  queries: readonly Query[],
  evaluation: QueryEvaluation,
  start: Place,
  asked: Asked,
): Promise<void> => {
  for (let at = start.query; at < queries.length; at += 1) {
    const query = queries[at];
    if (query === undefined) return;
    const list = seriesOf(await evaluation.result(query.id));
    const isFirst = at === start.query;
    for (let nth = isFirst ? start.series : 0; nth < list.length; nth += 1) {
      const series = list[nth];
      if (series === undefined) break;
      const offset = isFirst && nth === start.series ? start.offset : 0;
      if (page.room === 0) {
        page.next = { query: at, series: nth, offset };
        return;
      }
      const end = place(page, query, series, offset, asked, list.length);
      if (end < series.times.length) {
        page.next = { query: at, series: nth, offset: end };
        return;
      }
    }
  }
};

const rangeOf = ({ StartTime, EndTime }: GetMetricDataInput): { from: number; to: number } => {
  const [from, to] = [StartTime?.getTime() ?? NaN, EndTime?.getTime() ?? NaN];
  if (!(from < to))
    throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  return { from, to };
};

const askedOf = (input: GetMetricDataInput, queries: readonly Query[], call: Call): Asked => {
  const zone = offsetMinutes(input.LabelOptions?.Timezone);
  if (zone === undefined)
    throw validationError('The value for parameter LabelOptions.Timezone is invalid.');
  return {
    isAscending: input.ScanBy === 'TimestampAscending',
    labels: { now: call.now.getTime(), offsetMinutes: zone },
    names: defaultNames(queries),
    account: call.account,
  };
};

const limits = {
  ...limitsWithin('MetricDataQueries[].MetricStat.Metric.'),
  'MetricDataQueries[].Expression': { minLength: 1, maxLength: 2048 },
  // The API states none; each series of an expression has it.
  'MetricDataQueries[].Label': { maxLength: 2048 },
  ScanBy: { oneOf: ['TimestampDescending', 'TimestampAscending'] },
  MaxDatapoints: { minValue: 1, maxValue: MOST_DATAPOINTS },
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const getMetricData = ({ pages, model }: CloudWatchParts) =>
  reads<GetMetricDataInput, GetMetricDataOutput>(
    {
      limits,
      event: { data: true },
      partial:
        'No Metrics Insights queries (`SELECT …`); of the functions, no `DB_PERF_INSIGHTS`, `INSIGHT_RULE_METRIC`, `LAMBDA` and `SERVICE_QUOTA`.',
    },
    async (input, call) => {
      await call.authorize('cloudwatch:GetMetricData', '*');
      const range = rangeOf(input);
      const queries = parseQueries(input.MetricDataQueries ?? [], 'MetricDataQueries');
      const asked = askedOf(input, queries, call);
      const { NextToken, ...question } = input;
      const sealed = ['GetMetricData', call.account, call.region, JSON.stringify(question)];
      const start = NextToken === undefined ? START : placeOf(pages.open(sealed, NextToken));
      const evaluation = createEvaluation({
        tx: call.tx,
        scope: call,
        queries,
        ...range,
        now: call.now.getTime(),
        model,
      });
      const page: Page = {
        results: [],
        next: undefined,
        room: input.MaxDatapoints ?? MOST_DATAPOINTS,
      };
      const returned = queries.filter(({ isReturned }) => isReturned);
      await fill(page, returned, evaluation, start, asked);
      const { next } = page;
      return {
        MetricDataResults: page.results,
        Messages: [],
        NextToken:
          next === undefined
            ? undefined
            : pages.seal(sealed, [next.query, next.series, next.offset]),
      };
    },
  );
