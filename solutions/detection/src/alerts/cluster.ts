import { createHash } from 'node:crypto';
import type {
  Alert,
  EventSummary,
  RuleFacts,
  Severity,
  Signal,
  TouchedResource,
} from '../model.ts';
import { isAtLeast } from '../severity.ts';
import type { AlertLimits } from './settings.ts';
import type { Waiting } from './waiting.ts';

/** Distinct values, few of them, with the first time each was seen: lists, since many groups wait and most have one of each. */
export type Values = { readonly value: string; at: number }[];

/** Signals of one rule and group that follow one another within the rule's window: an alert, once there are enough. */
export interface Cluster {
  readonly rule: RuleFacts;
  readonly group: string;
  /** The highest of its signals: a rule may take one event for worse than another. */
  severity: Severity;
  /** Set once it was told to somebody; else from its first event. */
  id: string | undefined;
  firstAt: number;
  lastAt: number;
  firstId: string;
  count: number;
  score: number | undefined;
  /** The first signals' events by time and id, and the last ones. */
  first: EventSummary[];
  last: EventSummary[];
  readonly actors: Values;
  readonly accounts: Values;
  readonly regions: Values;
  readonly sourceIps: Values;
  readonly userAgents: Values;
  readonly because: Values;
  readonly resources: TouchedResource[];
  /** By event id; none before there is an alert. */
  context: Map<string, EventSummary> | undefined;
  /** Once the context is full: nothing in it is farther than this. */
  contextReach: number;
  /** And which of it would go first. */
  contextLast: EventSummary | undefined;
  /** What counts towards the threshold; undefined once it is reached. */
  waiting: Waiting | undefined;
  /** Keeps the first and the last event and no context. */
  brief: boolean;
  /** Joined another one: nothing is added to it any more. */
  merged: Cluster | undefined;
}

export const createCluster = (rule: RuleFacts, group: string): Cluster => ({
  rule,
  group,
  severity: rule.severity,
  id: undefined,
  firstAt: Number.POSITIVE_INFINITY,
  lastAt: Number.NEGATIVE_INFINITY,
  firstId: '',
  count: 0,
  score: undefined,
  first: [],
  last: [],
  actors: [],
  accounts: [],
  regions: [],
  sourceIps: [],
  userAgents: [],
  because: [],
  resources: [],
  context: undefined,
  contextReach: Number.POSITIVE_INFINITY,
  contextLast: undefined,
  waiting: undefined,
  brief: false,
  merged: undefined,
});

const MOST_RESOURCES = 30;

const remember = (values: Values, value: string, at: number, most: number): void => {
  if (value === '') return;
  for (const known of values)
    if (known.value === value) {
      if (at < known.at) known.at = at;
      return;
    }
  if (values.length < most) values.push({ value, at });
};

const addResource = (resources: TouchedResource[], resource: TouchedResource): void => {
  if (resources.length >= MOST_RESOURCES) return;
  if (!resources.some(({ id }) => id === resource.id)) resources.push(resource);
};

const isBefore = (left: EventSummary, right: EventSummary): boolean =>
  left.at < right.at || (left.at === right.at && left.id < right.id);

/** Into the list, which is in order of time, and out of it at the far end what is too much. */
const keepEnd = (list: EventSummary[], event: EventSummary, most: number, keepsFirst: boolean) => {
  let at = list.length;
  for (; at > 0; at -= 1) {
    const before = list[at - 1];
    if (before === undefined || before.id === event.id) return;
    if (isBefore(before, event)) break;
  }
  list.splice(at, 0, event);
  if (list.length <= most) return;
  if (keepsFirst) list.pop();
  else list.shift();
};

const addEvidence = (cluster: Cluster, event: EventSummary, { evidence }: AlertLimits): void => {
  const most = cluster.brief ? 1 : evidence;
  keepEnd(cluster.first, event, most, true);
  keepEnd(cluster.last, event, most, false);
};

const stretch = (cluster: Cluster, at: number, id: string): void => {
  if (at < cluster.firstAt || (at === cluster.firstAt && id < cluster.firstId)) {
    cluster.firstAt = at;
    cluster.firstId = id;
  }
  if (at > cluster.lastAt) cluster.lastAt = at;
};

const higher = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined ? right : right === undefined ? left : Math.max(left, right);

export const addSignal = (
  cluster: Cluster,
  signal: Signal,
  summary: EventSummary,
  limits: AlertLimits,
): void => {
  const { event } = signal;
  stretch(cluster, event.at, event.id);
  cluster.count += 1;
  if (!isAtLeast(cluster.severity, signal.rule.severity)) cluster.severity = signal.rule.severity;
  cluster.score = higher(cluster.score, signal.score);
  addEvidence(cluster, summary, limits);
  remember(cluster.actors, event.actor.key, event.at, limits.values);
  remember(cluster.accounts, event.account, event.at, limits.values);
  remember(cluster.regions, event.region, event.at, limits.values);
  remember(cluster.sourceIps, event.sourceIp, event.at, limits.values);
  remember(cluster.userAgents, event.userAgent, event.at, limits.values);
  for (const sentence of signal.because) remember(cluster.because, sentence, event.at, 12);
  const resources = signal.resources.length > 0 ? signal.resources : summary.resources;
  for (const resource of resources) addResource(cluster.resources, resource);
};

const MEMBERS = ['actors', 'accounts', 'regions', 'sourceIps', 'userAgents', 'because'] as const;

/** A late signal lies between two of them: one story, told once. */
export const mergeInto = (cluster: Cluster, other: Cluster, limits: AlertLimits): void => {
  cluster.count += other.count;
  if (!isAtLeast(cluster.severity, other.severity)) cluster.severity = other.severity;
  cluster.score = higher(cluster.score, other.score);
  stretch(cluster, other.firstAt, other.firstId);
  cluster.lastAt = Math.max(cluster.lastAt, other.lastAt);
  for (const event of [...other.first, ...other.last]) addEvidence(cluster, event, limits);
  for (const member of MEMBERS)
    for (const { value, at } of other[member])
      remember(cluster[member], value, at, member === 'because' ? 12 : limits.values);
  for (const resource of other.resources) addResource(cluster.resources, resource);
  for (const event of other.context?.values() ?? []) addContext(cluster, event, limits);
  other.merged = cluster;
};

const distance = ({ firstAt, lastAt }: Cluster, at: number): number =>
  at < firstAt ? firstAt - at : at > lastAt ? at - lastAt : 0;

/** The member of a full context that is farthest, of several the latest; told once more when the alert has grown. */
const farthestIn = (cluster: Cluster, context: Map<string, EventSummary>): void => {
  cluster.contextReach = 0;
  cluster.contextLast = undefined;
  for (const one of context.values()) {
    const length = distance(cluster, one.at);
    const { contextReach, contextLast } = cluster;
    if (length < contextReach) continue;
    if (length === contextReach && contextLast !== undefined && isBefore(one, contextLast))
      continue;
    cluster.contextReach = length;
    cluster.contextLast = one;
  }
};

/** Whether the event is not nearer than the one that would go for it. */
const isBeyond = ({ contextReach, contextLast }: Cluster, far: number, event: EventSummary) =>
  far > contextReach ||
  (far === contextReach && contextLast !== undefined && isBefore(contextLast, event));

/** Keeps the events that are nearest in time, of equally near ones the earliest, in whatever order they come. */
export const addContext = (
  cluster: Cluster,
  event: EventSummary,
  { context: most }: AlertLimits,
): void => {
  if (cluster.brief) return;
  const context = (cluster.context ??= new Map());
  if (context.has(event.id)) return;
  if (context.size >= most) {
    const far = distance(cluster, event.at);
    // The alert only grows, and what is far comes nearer: what was told before holds unless it is a tie.
    if (far > cluster.contextReach || (cluster.contextReach === 0 && isBeyond(cluster, far, event)))
      return;
    farthestIn(cluster, context);
    if (isBeyond(cluster, far, event)) return;
    if (cluster.contextLast !== undefined) context.delete(cluster.contextLast.id);
    cluster.contextReach = Number.POSITIVE_INFINITY;
  }
  context.set(event.id, event);
};

/** Another event stands for it from now on. */
export const removeContext = (cluster: Cluster, event: EventSummary): void => {
  if (cluster.context?.delete(event.id) === true) cluster.contextReach = Number.POSITIVE_INFINITY;
};

export const clusterId = ({ rule, group, firstId }: Cluster): string =>
  createHash('sha256')
    .update(JSON.stringify([rule.id, group, firstId]))
    .digest('hex')
    .slice(0, 32);

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const inOrder = (values: Values): readonly string[] =>
  values
    .toSorted((left, right) => left.at - right.at || compare(left.value, right.value))
    .map(({ value }) => value);

export const byTime = (left: EventSummary, right: EventSummary): number =>
  left.at - right.at || compare(left.id, right.id);

/** The first and the last signals' events, each once. */
const evidenceOf = ({ first, last }: Cluster): readonly EventSummary[] => {
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...last.filter(({ id }) => !known.has(id))];
};

export const alertOf = (cluster: Cluster): Alert => {
  const evidence = evidenceOf(cluster);
  const known = new Set(evidence.map(({ id }) => id));
  return {
    id: cluster.id ?? clusterId(cluster),
    rule: cluster.rule,
    group: cluster.group,
    severity: cluster.severity,
    score: cluster.score,
    firstAt: cluster.firstAt,
    lastAt: cluster.lastAt,
    count: cluster.count,
    actors: inOrder(cluster.actors),
    accounts: inOrder(cluster.accounts),
    regions: inOrder(cluster.regions),
    sourceIps: inOrder(cluster.sourceIps),
    userAgents: inOrder(cluster.userAgents),
    resources: cluster.resources.toSorted(
      (left, right) => compare(left.type, right.type) || compare(left.id, right.id),
    ),
    because: inOrder(cluster.because),
    evidence,
    context: [...(cluster.context?.values() ?? [])]
      .filter(({ id }) => !known.has(id))
      .toSorted(byTime),
  };
};
