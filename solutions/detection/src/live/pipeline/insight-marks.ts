import { isObject, objectOf, textOf } from '../../events/json.ts';
import type { Alert, Signal } from '../../model.ts';
import type { InsightMark } from '../api/index.ts';

const TYPES = ['ApiCallRateInsight', 'ApiErrorRateInsight', 'ApiCallGap'] as const;

const MINUTE_MS = 60_000;

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** What a chart shows of an insight's signal. */
export const markOf = (signal: Signal, alerts: readonly Alert[]): InsightMark | undefined => {
  const { event, group, because } = signal;
  const details = objectOf(event.record['insightDetails']);
  const type = TYPES.find((one) => one === details?.['insightType']);
  const statistics = objectOf(objectOf(details?.['insightContext'])?.['statistics']);
  if (details === undefined || type === undefined || !isObject(statistics)) return undefined;
  const ended = details['state'] === 'End';
  const startedAt = ended
    ? event.at - numberOf(statistics['insightDuration']) * MINUTE_MS
    : event.at;
  return {
    id: group,
    alertId: alerts.find((alert) => alert.group === group)?.id,
    type,
    account: event.account,
    region: event.region,
    source: event.source,
    name: event.name,
    errorCode: textOf(details['errorCode']),
    startedAt: new Date(startedAt).toISOString(),
    endedAt: ended ? new Date(event.at).toISOString() : undefined,
    baselineAverage: numberOf(objectOf(statistics['baseline'])?.['average']),
    insightAverage: numberOf(objectOf(statistics['insight'])?.['average']),
    because,
  };
};
