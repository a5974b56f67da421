import type {
  ListInsightsMetricDataRequest,
  ListInsightsMetricDataResponse,
} from '@aws-sdk/client-cloudtrail';
import { type AuditEntry, type Call, reads, type ServiceDeps } from '@gatehouse/service-kit';
import { invalidNextToken, invalidParameter } from '../errors.ts';
import { events } from '../repositories/events.ts';

type Deps = Pick<ServiceDeps, 'audit' | 'pages'>;

const PERIODS = [60, 300, 3600];
const MOST_POINTS = 21_600;
const RETENTION_MILLISECONDS = 90 * 24 * 3_600_000;

interface Asked {
  readonly eventSource: string;
  readonly eventName: string;
  readonly isErrors: boolean;
  readonly errorCode: string | undefined;
  readonly periodMilliseconds: number;
  /** The beginning of the first period, and what no period begins at or after. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

const askedOf = (input: ListInsightsMetricDataRequest, now: Date): Asked => {
  const { EventSource = '', EventName = '', InsightType, ErrorCode, Period = 3600 } = input;
  const isErrors = InsightType === 'ApiErrorRateInsight';
  if (isErrors && ErrorCode === undefined)
    throw invalidParameter('ErrorCode is required for ApiErrorRateInsight.');
  if (!isErrors && ErrorCode !== undefined)
    throw invalidParameter('ErrorCode can be given for ApiErrorRateInsight only.');
  if (!PERIODS.includes(Period))
    throw invalidParameter(`Period must be one of ${PERIODS.join(', ')}, not ${Period}.`);
  const oldest = now.getTime() - RETENTION_MILLISECONDS;
  const start = Math.max(input.StartTime?.getTime() ?? oldest, oldest);
  const to = Math.min(input.EndTime?.getTime() ?? now.getTime(), now.getTime());
  if (
    input.StartTime !== undefined &&
    input.EndTime !== undefined &&
    input.StartTime > input.EndTime
  )
    throw invalidParameter('StartTime must be before EndTime.');
  const periodMilliseconds = Period * 1000;
  return {
    eventSource: EventSource,
    eventName: EventName,
    isErrors,
    errorCode: ErrorCode,
    periodMilliseconds,
    from: Math.floor(start / periodMilliseconds) * periodMilliseconds,
    to,
    limit: input.MaxResults ?? MOST_POINTS,
  };
};

/** Calls of write operations, or failures of any: what the Insights type counts. */
const counts = ({ eventSource, isErrors, errorCode }: Asked, { record }: AuditEntry): boolean =>
  record['eventSource'] === eventSource &&
  (isErrors ? record['errorCode'] === errorCode : record['readOnly'] !== true);

/** How many calls each period has, by its beginning. */
const series = async (call: Call, asked: Asked): Promise<ReadonlyMap<number, number>> => {
  const { eventName, periodMilliseconds, from, to } = asked;
  const scope = { account: call.account, region: call.region };
  const found = new Map<number, number>();
  const attribute = { key: 'EventName', value: eventName } as const;
  await events.each(call.tx, scope, { attribute, from, to: to - 1 }, (entry) => {
    if (!counts(asked, entry)) return;
    const at = Math.floor(entry.at / periodMilliseconds) * periodMilliseconds;
    found.set(at, (found.get(at) ?? 0) + 1);
  });
  return found;
};

/** Beginnings of the periods that are shown, from a time on. */
const timesOf = (
  { periodMilliseconds, to, limit }: Asked,
  found: ReadonlyMap<number, number>,
  start: number,
  fills: boolean,
): readonly number[] => {
  if (!fills) return [...found.keys()].filter((at) => at >= start).toSorted((a, b) => a - b);
  // One more than is shown tells that there are more.
  const many = Math.min(Math.max(0, Math.ceil((to - start) / periodMilliseconds)), limit + 1);
  return Array.from({ length: many }, (_, index) => start + index * periodMilliseconds);
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListInsightsMetricData.html */
export const listInsightsMetricData = ({ audit, pages }: Deps) =>
  reads<ListInsightsMetricDataRequest, ListInsightsMetricDataResponse>(
    {
      partial: 'management events only; the values are counted from the event history',
      limits: {
        EventSource: { maxLength: 256 },
        EventName: { maxLength: 128 },
        InsightType: { oneOf: ['ApiCallRateInsight', 'ApiErrorRateInsight'] },
        ErrorCode: { maxLength: 128 },
        DataType: { oneOf: ['FillWithZeros', 'NonZeroData'] },
        MaxResults: { minValue: 1, maxValue: MOST_POINTS },
        NextToken: { minLength: 1, maxLength: 5000 },
      },
    },
    async (input, call) => {
      await call.authorize('cloudtrail:ListInsightsMetricData', '*');
      if (input.TrailName !== undefined)
        throw invalidParameter('TrailName is for Insights on data events.');
      const asked = askedOf(input, call.now);
      const { NextToken, MaxResults: _, ...filters } = input;
      const { account, region } = call;
      const question = { operation: 'ListInsightsMetricData', account, region, filters };
      const position = NextToken === undefined ? undefined : pages.open(question, NextToken);
      if (NextToken !== undefined && position === undefined) throw invalidNextToken();
      // What was answered before this call is counted by it.
      if (position === undefined) await audit.flush();

      const found = await series(call, asked);
      const start = position === undefined ? asked.from : Number(position[0]);
      const times = timesOf(asked, found, start, input.DataType === 'FillWithZeros');
      const shown = times.slice(0, asked.limit);
      const next = times[asked.limit];
      return {
        EventSource: asked.eventSource,
        EventName: asked.eventName,
        InsightType: input.InsightType,
        ...(asked.errorCode === undefined ? {} : { ErrorCode: asked.errorCode }),
        Timestamps: shown.map((at) => new Date(at)),
        Values: shown.map((at) => found.get(at) ?? 0),
        ...(next === undefined ? {} : { NextToken: pages.seal(question, [next]) }),
      };
    },
  );
