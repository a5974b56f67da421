import { summaryOf } from '../events/touched-resources.ts';
import type { Alert, EventSummary, RuleFacts, Signal, TrailEvent } from '../model.ts';
import { alertOf, type Cluster, clusterId } from './cluster.ts';
import { createGroups, type Groups, type Losses } from './groups.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { ALERT_LIMITS, type AlertSettings } from './settings.ts';
import { type AlertState, clusterOf, storedCluster, type StoredCluster } from './stored.ts';
import type { SuppressedCount, Suppression } from './suppressions.ts';

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
  /** Of live alerts: groups whose clusters changed since this was last asked, as JSON values; none: the group is gone. */
  changes(): ReadonlyMap<string, readonly StoredCluster[]>;
  /** Of live alerts: forgets what no event from this time on can reach into. */
  forget(before: number): void;
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
  /** While a state is being restored: its alerts by their numbers in it. */
  readonly restored: Map<number, Cluster>;
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
  const numbers = new Map<Cluster, number>();
  const stored = (cluster: Cluster, isOld: boolean): AlertState => {
    numbers.set(cluster, numbers.size);
    return { cluster: storedCluster(cluster), number: numbers.size - 1, isOld };
  };
  for (const cluster of groups.alerts()) yield stored(cluster, false);
  for (const [cluster, isOld] of groups.waiting()) yield stored(cluster, isOld);
  for (const { session, isOld, events, clusters } of sessions.list()) {
    const follows = clusters.flatMap((cluster) => numbers.get(cluster) ?? []);
    yield { session, isOld, events, follows };
  }
  for (const count of suppressed.counts.values()) yield { suppressed: count };
  const { waitingGroups, alerts } = groups.losses();
  yield { losses: { waitingGroups, alerts: [...alerts] } };
}

const restoreOne = (
  { groups, sessions, suppressed, restored }: Held,
  state: AlertState,
  rules: ReadonlyMap<string, RuleFacts>,
): void => {
  if ('cluster' in state) {
    const cluster = clusterOf(state.cluster, rules);
    if (cluster === undefined) return;
    groups.restore(cluster, state.isOld === true);
    if (state.number !== undefined) restored.set(state.number, cluster);
    else if (cluster.waiting === undefined)
      for (const { session } of [...cluster.first, ...cluster.last])
        sessions.follow(session, cluster);
  } else if ('session' in state) {
    const { session, isOld = false, events, follows = [] } = state;
    const clusters = follows.flatMap((number) => restored.get(number) ?? []);
    sessions.restore({ session, isOld, events, clusters });
  } else if ('suppressed' in state) {
    const { suppression, rule } = state.suppressed;
    suppressed.counts.set(`${suppression}\n${rule}`, { ...state.suppressed });
  } else {
    restored.clear();
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
    restored: new Map(),
  };
  return {
    take: (event, signals) => take(held, event, signals),
    add: (signals) => addAll(held, signals),
    flush: () => held.groups.alerts().map(alertOf).toSorted(order),
    suppressed: () => [...held.suppressed.counts.values()],
    losses: () => held.groups.losses(),
    changes: () =>
      new Map(
        [...held.groups.touched()].map(([key, clusters]) => [key, clusters.map(storedCluster)]),
      ),
    forget: (before) => held.groups.forget(before),
    state: () => stateOf(held),
    restore: (states, rules) => {
      for (const state of states) restoreOne(held, state, rules);
    },
  };
};
