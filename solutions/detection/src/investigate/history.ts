import type { Clients, CloudTrail } from '@gatehouse/clients';
import { createActorReader } from '../events/actor-cache.ts';
import { isProblem, readTrailEvent } from '../events/read-trail-event.ts';
import type { TrailEvent } from '../model.ts';

/** Whose event history it is, and the role by which it is read; undefined: with our own credentials. */
export interface EventPlace {
  readonly account: string;
  readonly region: string;
  readonly roleArn: string | undefined;
}

/** Attributes that CloudTrail finds events by; one at a time. */
export type Attribute = 'AccessKeyId' | 'EventName' | 'EventSource' | 'ReadOnly' | 'Username';

export interface HistoryQuestion {
  /** Milliseconds; both count. */
  readonly from: number;
  readonly to: number;
  readonly attribute?: { readonly key: Attribute; readonly value: string } | undefined;
}

/** An event of the history, with the text of its record. */
export interface HistoryEvent {
  readonly event: TrailEvent;
  readonly text: string;
}

export interface EventHistory {
  readonly places: readonly EventPlace[];
  /** Pages of a place's events, the newest first; each one is a call. */
  pages(place: EventPlace, question: HistoryQuestion): AsyncIterable<readonly HistoryEvent[]>;
}

const PAGE = 50;
const SESSION_NAME = 'gatehouse-detection';

export const placeName = ({ account, region }: EventPlace): string => `${account} ${region}`;

const clientFor = (clients: Pick<Clients, 'cloudTrail'>, place: EventPlace): CloudTrail => {
  const { region, roleArn } = place;
  return clients.cloudTrail({
    region,
    ...(roleArn === undefined ? {} : { hop: { roleArn, sessionName: SESSION_NAME } }),
  });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** CloudTrail's event histories: 90 days of management events of each account and Region. */
export const createHistory = (
  clients: Pick<Clients, 'cloudTrail'>,
  places: readonly EventPlace[],
): EventHistory => {
  const actorOf = createActorReader();
  const readEvent = (text: string): readonly HistoryEvent[] => {
    const event = readTrailEvent(parsed(text), actorOf);
    return isProblem(event) ? [] : [{ event, text }];
  };
  return {
    places,
    pages: async function* pages(place, { from, to, attribute }) {
      const trail = clientFor(clients, place);
      let token: string | undefined;
      do {
        const { Events: events = [], NextToken: next } = await trail.lookupEvents({
          StartTime: new Date(from),
          EndTime: new Date(to),
          MaxResults: PAGE,
          ...(attribute === undefined
            ? {}
            : {
                LookupAttributes: [
                  { AttributeKey: attribute.key, AttributeValue: attribute.value },
                ],
              }),
          ...(token === undefined ? {} : { NextToken: token }),
        });
        yield events.flatMap(({ CloudTrailEvent: text = '' }) => readEvent(text));
        token = next;
      } while (token !== undefined);
    },
  };
};
