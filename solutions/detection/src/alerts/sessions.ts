import { summaryOf } from '../events/touched-resources.ts';
import type { EventSummary, TrailEvent } from '../model.ts';
import { createCallIds } from './call-ids.ts';
import { addContext, type Cluster, removeContext } from './cluster.ts';
import { createRecentMap } from './recent-map.ts';
import { type AlertLimits, CONTEXT_MS } from './settings.ts';

/** What a session did lately, and the alerts that want to know what else it does. */
interface Session {
  /** Of each call, with its outcome, the first one in five minutes: that tells what was done, and a thousand of them no more. */
  readonly events: EventSummary[];
  /** Beside each event its call: a short list is looked through faster than a map is kept. */
  readonly calls: number[];
  /** Where the next event goes, once the list is full: the oldest one's place. */
  next: number;
  readonly clusters: Cluster[];
}

const MOST_CLUSTERS = 24;
const SLOT_MS = 300_000;

export interface Sessions {
  /** Every event once: it is context of alerts of its session, those that are there and those to come. */
  observe(event: TrailEvent): void;
  /** From now on the session's events near the alert are its context. */
  follow(session: string, cluster: Cluster): void;
  list(): Iterable<SessionState>;
  restore(state: SessionState): void;
}

/** All that is remembered of a session. */
export interface SessionState {
  readonly session: string;
  readonly isOld: boolean;
  readonly events: readonly EventSummary[];
  readonly clusters: readonly Cluster[];
}

const isNear = ({ firstAt, lastAt }: Cluster, at: number): boolean =>
  at >= firstAt - CONTEXT_MS && at <= lastAt + CONTEXT_MS;

const slotOf = (at: number): number => Math.floor(at / SLOT_MS);

/** The place of the last event of a call, -1 if there is none. */
const lastOf = ({ calls, next }: Session, call: number): number => {
  for (let at = next - 1; at >= 0; at -= 1) if (calls[at] === call) return at;
  for (let at = calls.length - 1; at >= next; at -= 1) if (calls[at] === call) return at;
  return -1;
};

const remember = (session: Session, call: number, event: EventSummary, most: number): void => {
  const { events, calls, next } = session;
  if (events.length < most) {
    events.push(event);
    calls.push(call);
  } else {
    events[next] = event;
    calls[next] = call;
  }
  session.next = (next + 1) % most;
};

const offer = ({ clusters }: Session, event: EventSummary, limits: AlertLimits): void => {
  for (const cluster of clusters)
    if (cluster.merged === undefined && isNear(cluster, event.at))
      addContext(cluster, event, limits);
};

/** An event that came late and was earlier stands for the others of its five minutes, as if it had come in time. */
const replace = (session: Session, place: number, event: EventSummary): void => {
  const earlier = session.events[place];
  session.events[place] = event;
  if (earlier !== undefined)
    for (const cluster of session.clusters) removeContext(cluster, earlier);
};

const follow = ({ clusters }: Session, cluster: Cluster): void => {
  if (clusters.length >= MOST_CLUSTERS) {
    const left = clusters.filter(({ merged }) => merged === undefined);
    clusters.splice(0, clusters.length, ...left.slice(-(MOST_CLUSTERS - 1)));
  }
  clusters.push(cluster);
};

export const createSessions = (limits: AlertLimits): Sessions => {
  const callOf = createCallIds();
  const sessions = createRecentMap<Session>(limits.sessions, () => {});

  const of = (id: string): Session => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const made: Session = { events: [], calls: [], next: 0, clusters: [] };
    sessions.set(id, made);
    return made;
  };

  return {
    observe: (event) => {
      const session = of(event.actor.session);
      const call = callOf(event.name, event.errorCode);
      const place = lastOf(session, call);
      const known = session.events[place];
      const isKnown = known !== undefined && slotOf(known.at) === slotOf(event.at);
      if (isKnown && (event.at > known.at || (event.at === known.at && event.id >= known.id)))
        return;
      const summary = summaryOf(event);
      if (isKnown) replace(session, place, summary);
      else remember(session, call, summary, limits.eventsPerSession);
      if (session.clusters.length > 0) offer(session, summary, limits);
    },
    follow: (id, cluster) => {
      const session = of(id);
      if (session.clusters.includes(cluster)) return;
      follow(session, cluster);
      for (const event of session.events)
        if (isNear(cluster, event.at)) addContext(cluster, event, limits);
    },
    *list() {
      for (const [session, { events, next, clusters }, isOld] of sessions.entries()) {
        const begin = events.length < limits.eventsPerSession ? 0 : next;
        const inOrder = [...events.slice(begin), ...events.slice(0, begin)];
        yield { session, isOld, events: inOrder, clusters };
      }
    },
    restore: ({ session: id, isOld, events, clusters }) => {
      const session: Session = { events: [], calls: [], next: 0, clusters: [...clusters] };
      if (isOld) sessions.setOld(id, session);
      else sessions.set(id, session);
      for (const event of events)
        remember(session, callOf(event.name, event.errorCode), event, limits.eventsPerSession);
    },
  };
};
