import { summaryOf } from '../events/touched-resources.ts';
import type { EventSummary, TrailEvent } from '../model.ts';
import { addContext, type Cluster } from './cluster.ts';
import { createRecentMap } from './recent-map.ts';
import { type AlertLimits, CONTEXT_MS } from './settings.ts';

/** What a session did lately, and the alerts that want to know what else it does. */
interface Session {
  readonly events: EventSummary[];
  /** Where the next event goes, once the list is full: the oldest one's place. */
  next: number;
  readonly clusters: Cluster[];
}

const MOST_CLUSTERS = 24;

export interface Sessions {
  /** Every event once: it is context of alerts of its session, those that are there and those to come. */
  observe(event: TrailEvent): EventSummary;
  /** From now on the session's events near the alert are its context. */
  follow(session: string, cluster: Cluster): void;
  list(): Iterable<readonly [string, readonly EventSummary[]]>;
  restore(session: string, events: readonly EventSummary[]): void;
}

const isNear = ({ firstAt, lastAt }: Cluster, at: number): boolean =>
  at >= firstAt - CONTEXT_MS && at <= lastAt + CONTEXT_MS;

export const createSessions = (limits: AlertLimits): Sessions => {
  const sessions = createRecentMap<Session>(limits.sessions, () => {});

  const of = (id: string): Session => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const made: Session = { events: [], next: 0, clusters: [] };
    sessions.set(id, made);
    return made;
  };

  const keep = (session: Session, event: EventSummary): void => {
    if (session.events.length < limits.eventsPerSession) session.events.push(event);
    else session.events[session.next] = event;
    session.next = (session.next + 1) % limits.eventsPerSession;
  };

  return {
    observe: (event) => {
      const session = of(event.actor.session);
      const summary = summaryOf(event);
      keep(session, summary);
      for (const cluster of session.clusters)
        if (cluster.merged === undefined && isNear(cluster, event.at))
          addContext(cluster, summary, limits);
      return summary;
    },
    follow: (id, cluster) => {
      const session = of(id);
      if (session.clusters.includes(cluster)) return;
      if (session.clusters.length >= MOST_CLUSTERS) session.clusters.shift();
      session.clusters.push(cluster);
      for (const event of session.events)
        if (isNear(cluster, event.at)) addContext(cluster, event, limits);
    },
    *list() {
      for (const [id, { events, next }] of sessions.entries())
        yield [id, [...events.slice(next), ...events.slice(0, next)]] as const;
    },
    restore: (id, events) => {
      const session = of(id);
      for (const event of events) keep(session, event);
    },
  };
};
