import { summaryOf } from '../events/touched-resources.ts';
import type { Alert, EventSummary, RuleFacts, Signal, TrailEvent } from '../model.ts';
import { alertOf, type Cluster, clusterId } from './cluster.ts';
import { createGroups, type Groups, type Losses } from './groups.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { ALERT_LIMITS, type AlertSettings } from './settings.ts';
import { type AlertState, clusterOf, storedCluster } from './stored.ts';
import type { Suppression } from './suppressions.ts';

/** How often a suppression held back signals of a rule. */
export interface SuppressedCount {
  readonly suppression: string;
  readonly reason: string;
  readonly rule: string;
  count: number;
  firstAt: number;
  lastAt: number;
}

export interface Alerts {
  /**
   * Every event once, with the signals about it. Answers the alerts that opened or got more evidence; without `live` nothing, since
   * alerts may still become one until `flush`. Its work for an event is bounded.
   */
  take(event: TrailEvent, signals: readonly Signal[]): readonly Alert[];
  /** Signals that no new event brings: about events that were taken, or summaries of them. */
  add(signals: readonly Signal[]): readonly Alert[];
  /** All alerts, in order of time. */
  flush(): readonly Alert[];
  suppressed(): readonly SuppressedCount[];
  losses(): Losses;
  /** Everything, as JSON values. */
  state(): Iterable<AlertState>;
  /** What `state` gave, into alerts that have seen nothing yet; rules that are no more are left out. */
  restore(states: Iterable<AlertState>, rules: ReadonlyMap<string, RuleFacts>): void;
}

const NONE: readonly Alert[] = [];

const order = (left: Alert, right: Alert): number =>
  left.firstAt - right.firstAt || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);

const createSuppressed = (suppressions: readonly Suppression[]) => {
  const counts = new Map<string, SuppressedCount>();
  return {
    counts,
    holds: (signal: Signal): boolean => {
      const suppression = suppressions.find((one) => one.matches(signal));
      if (suppression === undefined) return false;
      const { at } = signal.event;
      const key = `${suppression.name}\n${signal.rule.id}`;
      const known = counts.get(key);
      if (known === undefined)
        counts.set(key, {
          suppression: suppression.name,
          reason: suppression.reason,
          rule: signal.rule.id,
          count: 1,
          firstAt: at,
          lastAt: at,
        });
      else {
        known.count += 1;
        known.firstAt = Math.min(known.firstAt, at);
        known.lastAt = Math.max(known.lastAt, at);
      }
      return true;
    },
  };
};

interface Held {
  readonly live: boolean;
  readonly groups: Groups;
  readonly sessions: Sessions;
  readonly suppressed: ReturnType<typeof createSuppressed>;
}

const takeOne = (held: Held, signal: Signal, summary: EventSummary): Cluster | undefined => {
  const taken = held.groups.take(signal, summary);
  if (taken === undefined) return undefined;
  const { cluster, opened } = taken;
  if (opened && held.live) cluster.id = clusterId(cluster);
  held.sessions.follow(summary.session, cluster);
  if (opened)
    for (const { session } of cluster.first)
      if (session !== summary.session) held.sessions.follow(session, cluster);
  return cluster;
};

const addAll = (held: Held, signals: readonly Signal[]): readonly Alert[] => {
  if (signals.length === 0) return NONE;
  const changed = new Set<Cluster>();
  let summary: EventSummary | undefined;
  for (const signal of signals) {
    if (held.suppressed.holds(signal)) continue;
    if (summary?.id !== signal.event.id) summary = summaryOf(signal.event);
    const cluster = takeOne(held, signal, summary);
    if (cluster !== undefined) changed.add(cluster);
  }
  return held.live ? [...changed].map(alertOf) : NONE;
};

const take = (held: Held, event: TrailEvent, signals: readonly Signal[]): readonly Alert[] => {
  held.sessions.observe(event);
  return signals.length === 0 ? NONE : addAll(held, signals);
};

function* stateOf({ groups, sessions, suppressed }: Held): Generator<AlertState> {
  for (const cluster of groups.alerts()) yield { cluster: storedCluster(cluster) };
  for (const cluster of groups.waiting()) yield { cluster: storedCluster(cluster) };
  for (const [session, events] of sessions.list()) yield { session, events };
  for (const count of suppressed.counts.values()) yield { suppressed: count };
  const { waitingGroups, alerts } = groups.losses();
  yield { losses: { waitingGroups, alerts: [...alerts] } };
}

const restoreInto = (
  { groups, sessions, suppressed }: Held,
  state: AlertState,
  rules: ReadonlyMap<string, RuleFacts>,
): void => {
  if ('cluster' in state) {
    const cluster = clusterOf(state.cluster, rules);
    if (cluster === undefined) return;
    groups.restore(cluster);
    if (cluster.waiting !== undefined) return;
    for (const { session } of [...cluster.first, ...cluster.last])
      sessions.follow(session, cluster);
  } else if ('session' in state) sessions.restore(state.session, state.events);
  else if ('suppressed' in state) {
    const { suppression, rule } = state.suppressed;
    suppressed.counts.set(`${suppression}\n${rule}`, { ...state.suppressed });
  } else {
    const { waitingGroups, alerts } = state.losses;
    groups.restoreLosses({ waitingGroups, alerts: new Map(alerts) });
  }
};

/**
 * From signals to alerts. Signals of a rule and group that follow one another within the rule's window are one alert, once `threshold`
 * of them lie within a window: that does not depend on the order in which they come. Memory is bounded (settings.ts); what that
 * costs, `losses` tells.
 */
export const createAlerts = (settings: AlertSettings): Alerts => {
  const limits = { ...ALERT_LIMITS, ...settings.limits };
  const held: Held = {
    live: settings.live,
    groups: createGroups(limits, settings.live),
    sessions: createSessions(limits),
    suppressed: createSuppressed(settings.suppressions),
  };
  return {
    take: (event, signals) => take(held, event, signals),
    add: (signals) => addAll(held, signals),
    flush: () => held.groups.alerts().map(alertOf).toSorted(order),
    suppressed: () => [...held.suppressed.counts.values()],
    losses: () => held.groups.losses(),
    state: () => stateOf(held),
    restore: (states, rules) => {
      for (const state of states) restoreInto(held, state, rules);
    },
  };
};
