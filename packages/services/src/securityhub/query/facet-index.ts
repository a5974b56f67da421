import type { Log, Timers } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { changes } from '../findings/repositories/changes.ts';
import { facetRows } from '../findings/repositories/facet-rows.ts';
import { FacetTable } from './facet-table.ts';
import type { RecentFacets } from './recent-facets.ts';

const ROWS_AT_ONCE = 2000;
const CHANGES_AT_ONCE = 100;

interface Settings {
  readonly store: Store;
  readonly timers: Timers;
  readonly log: Log;
  /** What this node itself has written. */
  readonly recent: RecentFacets;
}

/** The facets in this node's memory, caught up with the database before each question. */
export interface FacetIndex {
  /** The table with everything that was committed when this was called. */
  current(): Promise<FacetTable>;
}

/** The table, and how far in the sequence of changes it has come. */
interface State {
  readonly table: FacetTable;
  seen: number;
}

type Breathe = () => Promise<void>;

/**
 * Filled at the first question, in slices, with room for other requests between them. Changes have a sequence in which
 * they commit; a node that has fallen behind what is kept of it starts anew.
 */
export const createFacetIndex = ({ store, timers, log, recent }: Settings): FacetIndex => {
  let state: State | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const breathe: Breathe = () =>
    new Promise((resolve) => {
      timers.after(0, resolve);
    });

  const bring = async (): Promise<FacetTable> => {
    if (state?.table.isWasteful === true) state = undefined;
    if (state !== undefined && (await catchUp(store, state, recent, breathe))) return state.table;
    state = undefined;
    const made = await load(store, breathe);
    if (made.table.rows > 0)
      log.info('findings are in memory', {
        findings: made.table.rows,
        columnBytes: made.table.bytes,
      });
    if (!(await catchUp(store, made, recent, breathe)))
      throw new Error('findings change faster than they can be read');
    state = made;
    return made.table;
  };

  return {
    current: () => {
      const mine = turn.then(bring, bring);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
};

const load = async (store: Store, breathe: Breathe): Promise<State> => {
  const table = new FacetTable();
  const seen = await store.read((tx) => changes.last(tx));
  let after = 0;
  for (;;) {
    const rows = await store.read((tx) => facetRows.page(tx, after, ROWS_AT_ONCE));
    for (const row of rows) table.put(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return { table, seen };
    after = last.number;
    await breathe();
  }
};

/** False when changes are missing between what was seen and what is kept. */
const catchUp = async (
  store: Store,
  state: State,
  recent: RecentFacets,
  breathe: Breathe,
): Promise<boolean> => {
  for (;;) {
    const next = await store.read((tx) => takeChanges(tx, state, recent));
    if (next !== 'more') return next === 'done';
    await breathe();
  }
};

const takeChanges = async (
  tx: Tx,
  state: State,
  recent: RecentFacets,
): Promise<'done' | 'more' | 'missing'> => {
  const found = await changes.after(tx, state.seen, CHANGES_AT_ONCE);
  const [first] = found;
  if (first === undefined) return (await changes.last(tx)) > state.seen ? 'missing' : 'done';
  if (first.sequence !== state.seen + 1) return 'missing';
  for (const { sequence, numbers, token } of found) {
    const own = token === undefined ? undefined : recent.take(token);
    if (own === undefined) await apply(state.table, tx, numbers);
    else for (const row of own) state.table.put(row);
    state.seen = sequence;
  }
  return found.length < CHANGES_AT_ONCE ? 'done' : 'more';
};

const apply = async (table: FacetTable, tx: Tx, numbers: readonly number[]): Promise<void> => {
  const kept = new Set<number>();
  for (const row of await facetRows.of(tx, numbers)) {
    table.put(row);
    kept.add(row.number);
  }
  for (const number of numbers) if (!kept.has(number)) table.remove(number);
};
