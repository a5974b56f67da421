import type { Event } from '@aws-sdk/client-cloudtrail';
import type { AuditEntry } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { EventFilter, LookupAttributeKey } from '../model.ts';
import type { Scope } from '../repositories/chunks.ts';
import type { EventPosition } from '../repositories/events.ts';
import { insightEvents } from '../repositories/insights.ts';

const PAGE = 200;

interface Details {
  readonly eventSource?: string;
  readonly eventName?: string;
}

/** As `insightEntry` made it. */
const detailsOf = ({ record }: AuditEntry): Details => record['insightDetails'] ?? {};

/** What an Insights event is found by: the call that it is about. */
const valueOf = (entry: AuditEntry, key: LookupAttributeKey): string | undefined => {
  switch (key) {
    case 'EventId':
      return entry.record.eventID;
    case 'EventName':
      return detailsOf(entry).eventName;
    case 'EventSource':
      return detailsOf(entry).eventSource;
    default:
      return undefined;
  }
};

/** Up to `limit` matching Insights events after `position`, newest first. */
export const findInsights = async (
  tx: Tx,
  scope: Scope,
  { attribute, from, to }: EventFilter,
  position: EventPosition | undefined,
  limit: number,
): Promise<readonly AuditEntry[]> => {
  const found: AuditEntry[] = [];
  let reached = position;
  for (;;) {
    const page = await insightEvents.find(tx, scope, { from, to }, reached, PAGE);
    for (const entry of page)
      if (attribute === undefined || valueOf(entry, attribute.key) === attribute.value)
        found.push(entry);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE || found.length >= limit)
      return found.slice(0, limit);
    reached = { at: last.at, eventId: last.record.eventID };
  }
};

/** An Insights event as LookupEvents answers it. */
export const toInsight = (entry: AuditEntry): Event => {
  const { eventName, eventSource } = detailsOf(entry);
  return {
    EventId: entry.record.eventID,
    EventName: eventName,
    EventTime: new Date(entry.at),
    EventSource: eventSource,
    Resources: [],
    CloudTrailEvent: JSON.stringify(entry.record),
  };
};
