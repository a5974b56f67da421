import type { EventSummary, RuleFacts, Severity, TouchedResource } from '../model.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { SuppressedCount } from './suppressions.ts';

type Pairs = readonly (readonly [string, number])[];

/** A cluster as JSON. */
export interface StoredCluster {
  readonly rule: string;
  readonly group: string;
  readonly severity: Severity;
  readonly id: string | undefined;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly firstId: string;
  readonly count: number;
  readonly score: number | undefined;
  readonly first: readonly EventSummary[];
  readonly last: readonly EventSummary[];
  readonly values: readonly Pairs[];
  readonly resources: readonly TouchedResource[];
  readonly context: readonly EventSummary[];
  readonly waiting: {
    readonly times: readonly number[];
    readonly values: readonly string[];
  } | null;
  readonly brief: boolean;
}

/** One part of what alerts remember, as JSON. */
export type AlertState =
  | {
      readonly cluster: StoredCluster;
      /** How sessions name it; without it the sessions of its evidence are followed. */
      readonly number?: number;
      readonly isOld?: boolean;
    }
  | {
      readonly session: string;
      readonly isOld?: boolean;
      readonly events: readonly EventSummary[];
      /** The numbers of the alerts that follow it. */
      readonly follows?: readonly number[];
    }
  | { readonly suppressed: SuppressedCount }
  | {
      readonly losses: {
        readonly waitingGroups: number;
        readonly alerts: readonly (readonly [string, number])[];
      };
    };

const MEMBERS = ['actors', 'accounts', 'regions', 'sourceIps', 'userAgents', 'because'] as const;

export const storedCluster = (cluster: Cluster): StoredCluster => ({
  rule: cluster.rule.id,
  group: cluster.group,
  severity: cluster.severity,
  id: cluster.id,
  firstAt: cluster.firstAt,
  lastAt: cluster.lastAt,
  firstId: cluster.firstId,
  count: cluster.count,
  score: cluster.score,
  first: cluster.first,
  last: cluster.last,
  values: MEMBERS.map((member) => cluster[member].map(({ value, at }) => [value, at] as const)),
  resources: [...cluster.resources],
  context: [...(cluster.context?.values() ?? [])],
  waiting: cluster.waiting ?? null,
  brief: cluster.brief,
});

/** Undefined when its rule is no more. */
export const clusterOf = (
  stored: StoredCluster,
  rules: ReadonlyMap<string, RuleFacts>,
): Cluster | undefined => {
  const rule = rules.get(stored.rule);
  if (rule === undefined) return undefined;
  const cluster = createCluster(rule, stored.group);
  cluster.severity = stored.severity;
  cluster.id = stored.id;
  cluster.firstAt = stored.firstAt;
  cluster.lastAt = stored.lastAt;
  cluster.firstId = stored.firstId;
  cluster.count = stored.count;
  cluster.score = stored.score;
  cluster.first = [...stored.first];
  cluster.last = [...stored.last];
  for (const [index, member] of MEMBERS.entries())
    for (const [value, at] of stored.values[index] ?? []) cluster[member].push({ value, at });
  cluster.resources.push(...stored.resources);
  if (stored.context.length > 0)
    cluster.context = new Map(stored.context.map((event) => [event.id, event]));
  cluster.waiting =
    stored.waiting === null
      ? undefined
      : { times: [...stored.waiting.times], values: [...stored.waiting.values] };
  cluster.brief = stored.brief;
  return cluster;
};
