import type { Event, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import {
  type AuditEntry,
  type Call,
  cutPage,
  type Position,
  reads,
  type ServiceDeps,
} from '@gatehouse/service-kit';
import {
  invalidEventCategory,
  invalidLookupAttributes,
  invalidMaxResults,
  invalidNextToken,
  invalidTimeRange,
} from '../errors.ts';
import { findInsights, toInsight } from '../insights/lookup.ts';
import {
  attributeValues,
  type EventFilter,
  LOOKUP_ATTRIBUTES,
  type LookupAttributeKey,
  userNameOf,
} from '../model.ts';
import { type EventPosition, events } from '../repositories/events.ts';

type Deps = Pick<ServiceDeps, 'pages' | 'audit'>;

const PAGE = 50;
const RETENTION_MILLISECONDS = 90 * 24 * 3600 * 1000;

const isAttribute = (key: string | undefined): key is LookupAttributeKey =>
  LOOKUP_ATTRIBUTES.some((attribute) => attribute === key);

const filterOf = (input: LookupEventsRequest, now: Date): EventFilter => {
  const { LookupAttributes = [], StartTime, EndTime } = input;
  const [attribute] = LookupAttributes;
  if (LookupAttributes.length > 1) throw invalidLookupAttributes();
  if (
    attribute !== undefined &&
    (!isAttribute(attribute.AttributeKey) || !attribute.AttributeValue)
  )
    throw invalidLookupAttributes();
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
    throw invalidTimeRange();
  const oldest = now.getTime() - RETENTION_MILLISECONDS;
  return {
    attribute:
      attribute !== undefined && isAttribute(attribute.AttributeKey)
        ? { key: attribute.AttributeKey, value: attribute.AttributeValue ?? '' }
        : undefined,
    from: Math.max(StartTime?.getTime() ?? oldest, oldest),
    // EndTime has whole seconds, our events milliseconds.
    to: EndTime === undefined ? Number.MAX_SAFE_INTEGER : EndTime.getTime() + 999,
  };
};

const toEvent = (entry: AuditEntry): Event => {
  const { record, resources } = entry;
  const one = (attribute: LookupAttributeKey): string | undefined =>
    attributeValues(entry, attribute)[0];
  return {
    EventId: record.eventID,
    EventName: one('EventName'),
    ReadOnly: one('ReadOnly'),
    AccessKeyId: one('AccessKeyId'),
    EventTime: new Date(Math.floor(entry.at / 1000) * 1000),
    EventSource: one('EventSource'),
    Username: userNameOf(entry),
    Resources: resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: JSON.stringify(record),
  };
};

const toPosition = (position: Position): EventPosition => ({
  at: Number(position[0]),
  eventId: String(position[1]),
});

const positionOf = (
  { pages }: Pick<Deps, 'pages'>,
  question: unknown,
  token: string | undefined,
): EventPosition | undefined => {
  if (token === undefined) return undefined;
  const position = pages.open(question, token);
  if (position === undefined) throw invalidNextToken();
  return toPosition(position);
};

const questionOf = (input: LookupEventsRequest, call: Call): unknown => ({
  operation: 'LookupEvents',
  account: call.account,
  region: call.region,
  attributes: input.LookupAttributes ?? [],
  category: input.EventCategory ?? null,
  from: input.StartTime?.getTime() ?? null,
  to: input.EndTime?.getTime() ?? null,
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
export const lookupEvents = ({ pages, audit }: Deps) =>
  reads<LookupEventsRequest, LookupEventsResponse>(
    {
      partial: 'management events of the services that run here',
      limits: {
        'LookupAttributes[].AttributeKey': { oneOf: LOOKUP_ATTRIBUTES },
        'LookupAttributes[].AttributeValue': { minLength: 1, maxLength: 2000 },
      },
    },
    async (input, call) => {
      await call.authorize('cloudtrail:LookupEvents', '*');
      const limit = input.MaxResults ?? PAGE;
      if (limit < 1 || limit > PAGE) throw invalidMaxResults(limit);
      if (input.EventCategory !== undefined && input.EventCategory !== 'insight')
        throw invalidEventCategory(input.EventCategory);
      const filter = filterOf(input, call.now);
      const question = questionOf(input, call);
      const position = positionOf({ pages }, question, input.NextToken);
      const scope = { account: call.account, region: call.region };
      const cut = (found: readonly AuditEntry[], show: (entry: AuditEntry) => Event) => {
        const { page, last } = cutPage(found, limit);
        return {
          Events: page.map(show),
          ...(last === undefined
            ? {}
            : { NextToken: pages.seal(question, [last.at, last.record.eventID]) }),
        };
      };
      if (input.EventCategory === 'insight')
        return cut(await findInsights(call.tx, scope, filter, position, limit + 1), toInsight);
      // What was answered before this call is found by it.
      if (position === undefined) await audit.flush();

      const found = await events.find(call.tx, scope, filter, { position, limit: limit + 1 });
      return cut(found, toEvent);
    },
  );
