import type { Context } from '@gatehouse/access';
import type { History } from '../model.ts';
import { textOfActor } from '../party.ts';

/** What one principal did with a key by one operation. */
export interface UsageRow {
  /** A role for its sessions, a service, a machine, an account. */
  readonly principal: string;
  readonly operation: string;
  /** The service through which it came. */
  readonly via: string | undefined;
  readonly succeeded: number;
  readonly failed: number;
  readonly first: Date;
  readonly last: Date;
  readonly lastEventId: string;
  /** Codes of what failed, with their number. */
  readonly errors: ReadonlyMap<string, number>;
  /** Names of pairs of encryption contexts, with the number of their values. */
  readonly contextKeys: ReadonlyMap<string, number>;
  /** A few contexts, as examples. */
  readonly contexts: readonly Context[];
  /** Grants that allowed it, where the cloud tells. */
  readonly grants: readonly string[];
}

export interface Usage {
  readonly rows: readonly UsageRow[];
  readonly from: Date;
  readonly to: Date;
  readonly complete: boolean;
}

const EXAMPLES = 3;

interface Tally {
  readonly principal: string;
  readonly operation: string;
  readonly via: string | undefined;
  succeeded: number;
  failed: number;
  first: Date;
  last: Date;
  lastEventId: string;
  readonly errors: Map<string, number>;
  readonly values: Map<string, Set<string>>;
  readonly contexts: Map<string, Context>;
  readonly grants: Set<string>;
}

type Event = History['events'][number];

const started = (principal: string, via: string | undefined, { name, at, id }: Event): Tally => ({
  principal,
  operation: name,
  via,
  succeeded: 0,
  failed: 0,
  first: at,
  last: at,
  lastEventId: id,
  errors: new Map(),
  values: new Map(),
  contexts: new Map(),
  grants: new Set(),
});

const add = (tally: Tally, { at, id, error, context, byGrant }: Event): void => {
  if (error === undefined) tally.succeeded += 1;
  else {
    tally.failed += 1;
    tally.errors.set(error, (tally.errors.get(error) ?? 0) + 1);
  }
  if (at < tally.first) tally.first = at;
  if (at > tally.last) {
    tally.last = at;
    tally.lastEventId = id;
  }
  if (byGrant !== undefined) tally.grants.add(byGrant);
  for (const [key, value] of context ?? [])
    tally.values.set(key, (tally.values.get(key) ?? new Set()).add(value));
  if (context !== undefined && context.size > 0 && tally.contexts.size < EXAMPLES)
    tally.contexts.set(JSON.stringify([...context]), context);
};

/** Who used a key how; the last use first. Dry runs are none. */
export const usageOf = ({ events, from, to, complete }: History): Usage => {
  const tallies = new Map<string, Tally>();
  for (const event of events) {
    if (event.dryRun) continue;
    const principal = textOfActor(event.actor);
    const via = event.actor.type === 'AWSService' ? undefined : event.actor.service;
    const id = JSON.stringify([principal, event.name, via]);
    const tally = tallies.get(id) ?? started(principal, via, event);
    tallies.set(id, tally);
    add(tally, event);
  }
  const rows = [...tallies.values()].map(({ values, contexts, grants, ...tally }) => ({
    ...tally,
    contextKeys: new Map([...values].map(([key, found]) => [key, found.size])),
    contexts: [...contexts.values()],
    grants: [...grants],
  }));
  return { rows: rows.toSorted((a, b) => b.last.getTime() - a.last.getTime()), from, to, complete };
};
