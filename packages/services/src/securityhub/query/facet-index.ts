import type { Log, Timers } from '@gatehouse/core';
import type { Store, Tx } from '@gatehouse/store';
import { changes } from '../findings/repositories/changes.ts';
import { facetRows } from '../findings/repositories/facet-rows.ts';
import { FacetTable } from './facet-table.ts';

const ROWS_AT_ONCE = 2000;
const CHANGES_AT_ONCE = 100;

interface Settings {
  readonly store: Store;
  readonly timers: Timers;
  readonly log: Log;
}

/** The facets in this node's memory, caught up with the database before each question. */
export interface FacetIndex {
  /** The table with everything that was committed when this was called. */
  current(): Promise<FacetTable>;
}

/**
 * Filled at the first question, in slices, with room for other requests between them. Changes have a sequence in which
 * they commit; a node that has fallen behind what is kept of it starts anew.
 */
export const createFacetIndex = ({ store, timers, log }: Settings): FacetIndex => {
  let table: FacetTable | undefined;
  let seen = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const breathe = (): Promise<void> =>
    new Promise((resolve) => {
      timers.after(0, resolve);
    });

  const load = async (): Promise<FacetTable> => {
    const made = new FacetTable();
    const start = await store.read((tx) => changes.last(tx));
    let after = 0;
    for (;;) {
      const rows = await store.read((tx) => facetRows.page(tx, after, ROWS_AT_ONCE));
      for (const row of rows) made.put(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < ROWS_AT_ONCE) break;
      after = last.number;
      await breathe();
    }
    seen = start;
    if (made.rows > 0)
      log.info('findings are in memory', { findings: made.rows, columnBytes: made.bytes });
    return made;
  };

  const apply = async (made: FacetTable, tx: Tx, numbers: readonly number[]): Promise<void> => {
    const rows = await facetRows.of(tx, numbers);
    const kept = new Set<number>();
    for (const row of rows) {
      made.put(row);
      kept.add(row.number);
    }
    for (const number of numbers) if (!kept.has(number)) made.remove(number);
  };

  /** False when changes are missing between what was seen and what is kept. */
  const catchUp = async (made: FacetTable): Promise<boolean> => {
    for (;;) {
      const next = await store.read(async (tx) => {
        const found = await changes.after(tx, seen, CHANGES_AT_ONCE);
        const [first] = found;
        if (first === undefined) return (await changes.last(tx)) > seen ? 'missing' : 'done';
        if (first.sequence !== seen + 1) return 'missing';
        await apply(
          made,
          tx,
          found.flatMap(({ numbers }) => numbers),
        );
        seen = found.at(-1)?.sequence ?? seen;
        return found.length < CHANGES_AT_ONCE ? 'done' : 'more';
      });
      if (next !== 'more') return next === 'done';
      await breathe();
    }
  };

  const bring = async (): Promise<FacetTable> => {
    if (table?.isWasteful === true) table = undefined;
    if (table !== undefined && (await catchUp(table))) return table;
    table = undefined;
    const made = await load();
    if (!(await catchUp(made))) throw new Error('findings change faster than they can be read');
    table = made;
    return made;
  };

  return {
    current: () => {
      const mine = turn.then(bring, bring);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
};
