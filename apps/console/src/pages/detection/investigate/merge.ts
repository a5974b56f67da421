import type { Counted, InvestigateAnswer } from '../../../api/detection/investigation.ts';

type Summary = InvestigateAnswer['summary'];

const earlier = (left: string | undefined, right: string | undefined): string | undefined => {
  if (left === undefined || right === undefined) return left ?? right;
  return Date.parse(left) <= Date.parse(right) ? left : right;
};

const later = (left: string | undefined, right: string | undefined): string | undefined =>
  earlier(left, right) === left ? (right ?? left) : left;

const countedTogether = (left: Counted, right: Counted): Counted => {
  const all = new Map(left.map((one) => [one.value, one] as const));
  for (const one of right) {
    const before = all.get(one.value);
    all.set(
      one.value,
      before === undefined
        ? one
        : {
            value: one.value,
            count: before.count + one.count,
            firstAt: earlier(before.firstAt, one.firstAt) ?? one.firstAt,
            lastAt: later(before.lastAt, one.lastAt) ?? one.lastAt,
          },
    );
  }
  return [...all.values()].toSorted((a, b) => b.count - a.count);
};

const techniquesTogether = (left: Summary['techniques'], right: Summary['techniques']) => {
  const all = new Map(left.map((one) => [one.id, one] as const));
  for (const one of right)
    all.set(one.id, { ...one, count: (all.get(one.id)?.count ?? 0) + one.count });
  return [...all.values()].toSorted((a, b) => b.count - a.count);
};

const summaries = (left: Summary, right: Summary): Summary => ({
  events: left.events + right.events,
  errors: left.errors + right.errors,
  writes: left.writes + right.writes,
  firstAt: earlier(left.firstAt, right.firstAt),
  lastAt: later(left.lastAt, right.lastAt),
  actors: countedTogether(left.actors, right.actors),
  sessions: countedTogether(left.sessions, right.sessions),
  accessKeys: countedTogether(left.accessKeys, right.accessKeys),
  services: countedTogether(left.services, right.services),
  actions: countedTogether(left.actions, right.actions),
  regions: countedTogether(left.regions, right.regions),
  accounts: countedTogether(left.accounts, right.accounts),
  addresses: countedTogether(left.addresses, right.addresses),
  userAgents: countedTogether(left.userAgents, right.userAgents),
  errorCodes: countedTogether(left.errorCodes, right.errorCodes),
  resources: countedTogether(left.resources, right.resources),
  techniques: techniquesTogether(left.techniques, right.techniques),
});

const withoutDoubles = <Item>(items: readonly Item[], keyOf: (item: Item) => string) => [
  ...new Map(items.map((item) => [keyOf(item), item] as const)).values(),
];

/** An answer and the one for what is older, as one. */
export const together = (
  newer: InvestigateAnswer,
  older: InvestigateAnswer,
): InvestigateAnswer => ({
  ...newer,
  summary: summaries(newer.summary, older.summary),
  chain: withoutDoubles([...older.chain, ...newer.chain], ({ eventId }) => eventId),
  timeline: withoutDoubles([...older.timeline, ...newer.timeline], ({ id }) => id),
  next: older.next,
  searched: newer.searched + older.searched,
  unread: withoutDoubles(
    [...newer.unread, ...older.unread],
    ({ place, because }) => `${place} ${because}`,
  ),
});
