import type { EventSummary, RuleFacts, Signal } from '../model.ts';
import { isAtLeast } from '../severity.ts';
import { addSignal, type Cluster, createCluster, mergeInto } from './cluster.ts';
import { createRecentMap, type RecentMap } from './recent-map.ts';
import type { AlertLimits } from './settings.ts';
import { createWaiting, joinWaiting, reaches } from './waiting.ts';

/** What was given up to stay within bounds. */
export interface Losses {
  /** Groups that waited for their threshold and were forgotten. */
  readonly waitingGroups: number;
  /** Alerts that are only counted, by rule. */
  readonly alerts: ReadonlyMap<string, number>;
}

export interface Groups {
  /** The cluster that the signal went into, when it is an alert; whether the signal made it one. */
  take(signal: Signal, summary: EventSummary): Taken | undefined;
  alerts(): readonly Cluster[];
  waiting(): Iterable<readonly [cluster: Cluster, isOld: boolean]>;
  restore(cluster: Cluster, isOld: boolean): void;
  /** Groups with a signal since this was last asked, each with all its clusters; without one it is gone. */
  touched(): ReadonlyMap<string, readonly Cluster[]>;
  /** Forgets what no event from this time on can reach into. */
  forget(before: number): void;
  losses(): Losses;
  restoreLosses(losses: Losses): void;
}

export interface Taken {
  readonly cluster: Cluster;
  readonly opened: boolean;
}

const keyOf = (rule: RuleFacts, group: string): string => `${rule.id}\n${group}`;

const windowOf = ({ rule }: Cluster): number => rule.windowSeconds * 1000;

const reachesInto = (cluster: Cluster, at: number): boolean => {
  const windowMs = windowOf(cluster);
  return at >= cluster.firstAt - windowMs && at <= cluster.lastAt + windowMs;
};

type Lists = {
  get(key: string): Cluster[] | undefined;
  set(key: string, list: Cluster[]): unknown;
  delete(key: string): unknown;
};

const NO_CLUSTERS: readonly Cluster[] = [];

const nearIn = (map: Lists, key: string, at: number): readonly Cluster[] =>
  map.get(key)?.filter((cluster) => reachesInto(cluster, at)) ?? NO_CLUSTERS;

const put = (map: Lists, key: string, cluster: Cluster): Cluster[] => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [cluster]);
  else known.push(cluster);
  return known ?? [];
};

const remove = (map: Lists, key: string, cluster: Cluster): void => {
  const left = map.get(key)?.filter((one) => one !== cluster) ?? [];
  if (left.length === 0) map.delete(key);
  else map.set(key, left);
};

const MOST_STRETCHES = 64;
/** When memory is short, so many stretches of a group go on waiting: only an event that comes very late completes others. */
const FEWEST_STRETCHES = 4;

/** Counts alerts, and says which are still kept. */
const createAdmission = (limits: AlertLimits) => {
  const perRule = new Map<string, number>();
  const lost = new Map<string, number>();
  let total = 0;
  return {
    lost,
    admit: (cluster: Cluster): boolean => {
      const { id } = cluster.rule;
      const count = perRule.get(id) ?? 0;
      if (count >= limits.alertsPerRule || total >= limits.alerts) {
        lost.set(id, (lost.get(id) ?? 0) + 1);
        return false;
      }
      perRule.set(id, count + 1);
      total += 1;
      const detailed = limits.detailedPerRule * (isAtLeast(cluster.severity, 'HIGH') ? 4 : 1);
      cluster.brief = count >= detailed;
      return true;
    },
    giveBack: ({ rule }: Cluster): void => {
      perRule.set(rule.id, (perRule.get(rule.id) ?? 1) - 1);
      total -= 1;
    },
  };
};

interface Held {
  readonly limits: AlertLimits;
  readonly live: boolean;
  /** Alerts are kept; what only waits for its threshold may be forgotten. */
  readonly alerting: Map<string, Cluster[]>;
  readonly waiting: RecentMap<Cluster[]>;
  readonly admission: ReturnType<typeof createAdmission>;
  /** Keys of groups that changed; kept only where alerts are live. */
  readonly touched: Set<string>;
  /** Stretches that began to wait since the last time all were trimmed. */
  readonly stretches: { count: number };
}

/** The one that the others become part of: an alert, if any is one. */
const joined = (held: Held, key: string, found: readonly Cluster[]): Cluster | undefined => {
  const [into, ...others] = found;
  if (into === undefined) return undefined;
  for (const other of others) {
    const isAlert = other.waiting === undefined;
    // Two alerts that were both told stay two.
    if (held.live && isAlert) continue;
    remove(isAlert ? held.alerting : held.waiting, key, other);
    if (isAlert) held.admission.giveBack(other);
    // They lie further apart than a window: nothing but the signal between them can complete one.
    if (into.waiting !== undefined && other.waiting !== undefined)
      joinWaiting(into.waiting, other.waiting, into.rule);
    mergeInto(into, other, held.limits);
  }
  return into;
};

/** From now on an alert, if there is room for one more. */
const promote = (held: Held, key: string, cluster: Cluster): boolean => {
  remove(held.waiting, key, cluster);
  cluster.waiting = undefined;
  if (!held.admission.admit(cluster)) return false;
  put(held.alerting, key, cluster);
  return true;
};

/** Each group keeps its latest few; then counting begins anew. */
const trim = ({ waiting, stretches, touched, live }: Held): void => {
  stretches.count = 0;
  for (const [key, list] of waiting.entries()) {
    if (list.length <= FEWEST_STRETCHES) continue;
    list.splice(0, list.length - FEWEST_STRETCHES);
    if (live) touched.add(key);
  }
};

const open = (held: Held, key: string, { rule, group }: Signal): Cluster | undefined => {
  const cluster = createCluster(rule, group);
  if (rule.threshold > 1) {
    cluster.waiting = createWaiting();
    const known = put(held.waiting, key, cluster);
    held.stretches.count += 1;
    if (known.length > MOST_STRETCHES) known.shift();
    if (held.stretches.count > held.limits.waitingGroups) trim(held);
    return cluster;
  }
  if (!held.admission.admit(cluster)) return undefined;
  put(held.alerting, key, cluster);
  return cluster;
};

const takeInto = (held: Held, signal: Signal, summary: EventSummary): Taken | undefined => {
  const { rule, event } = signal;
  const key = keyOf(rule, signal.group);
  const alerts = nearIn(held.alerting, key, event.at);
  const waiting = rule.threshold > 1 ? nearIn(held.waiting, key, event.at) : NO_CLUSTERS;
  const found = waiting.length === 0 ? alerts : [...alerts, ...waiting];
  const known = found.length > 1 ? joined(held, key, found) : found[0];
  const cluster = known ?? open(held, key, signal);
  if (cluster === undefined) return undefined;
  addSignal(cluster, signal, summary, held.limits);
  if (held.live) held.touched.add(key);
  if (cluster.waiting === undefined) return { cluster, opened: known === undefined };
  if (!reaches(cluster.waiting, rule, event.at, signal.distinct)) return undefined;
  return promote(held, key, cluster) ? { cluster, opened: true } : undefined;
};

const isPast = (cluster: Cluster, before: number): boolean =>
  cluster.lastAt + windowOf(cluster) < before;

const forgetPast = (map: Lists, key: string, before: number): readonly Cluster[] => {
  const past = map.get(key)?.filter((cluster) => isPast(cluster, before)) ?? [];
  for (const cluster of past) remove(map, key, cluster);
  return past;
};

const forgetIn = (held: Held, before: number): void => {
  const { alerting, waiting, admission, touched } = held;
  for (const key of alerting.keys())
    for (const cluster of forgetPast(alerting, key, before)) {
      touched.add(key);
      admission.giveBack(cluster);
    }
  const waitingKeys = Array.from(waiting.entries(), ([key]) => key);
  for (const key of waitingKeys) if (forgetPast(waiting, key, before).length > 0) touched.add(key);
};

const takeTouched = ({ alerting, waiting, touched }: Held): Map<string, readonly Cluster[]> => {
  const found = new Map<string, readonly Cluster[]>();
  for (const key of touched)
    found.set(key, [...(alerting.get(key) ?? []), ...(waiting.get(key) ?? [])]);
  touched.clear();
  return found;
};

export const createGroups = (limits: AlertLimits, live: boolean): Groups => {
  let forgotten = 0;
  const alerting = new Map<string, Cluster[]>();
  const touched = new Set<string>();
  const waiting = createRecentMap<Cluster[]>(limits.waitingGroups, (gone) => {
    forgotten += gone.length;
    if (live) for (const { rule, group } of gone) touched.add(keyOf(rule, group));
  });
  // As `waiting`, but what is new goes into its older generation.
  const older: Lists = {
    get: (key) => waiting.get(key),
    set: (key, list) => waiting.setOld(key, list),
    delete: (key) => waiting.delete(key),
  };
  const admission = createAdmission(limits);
  const stretches = { count: 0 };
  const held: Held = { limits, live, alerting, waiting, admission, touched, stretches };

  return {
    take: (signal, summary) => takeInto(held, signal, summary),
    alerts: () => [...alerting.values()].flat(),
    *waiting() {
      for (const [, list, isOld] of waiting.entries())
        for (const cluster of list) yield [cluster, isOld] as const;
    },
    restore: (cluster, isOld) => {
      const key = keyOf(cluster.rule, cluster.group);
      if (cluster.waiting !== undefined) put(isOld ? older : waiting, key, cluster);
      else {
        const { brief } = cluster;
        if (!admission.admit(cluster)) return;
        cluster.brief = brief;
        put(alerting, key, cluster);
      }
    },
    touched: () => takeTouched(held),
    forget: (before) => forgetIn(held, before),
    losses: () => ({ waitingGroups: forgotten, alerts: new Map(admission.lost) }),
    restoreLosses: (losses) => {
      forgotten += losses.waitingGroups;
      for (const [id, count] of losses.alerts)
        admission.lost.set(id, (admission.lost.get(id) ?? 0) + count);
    },
  };
};
