import type { Store } from '@gatehouse/store';
import { createSeenIds, idStateOf, type SeenIds } from '../../scan/seen-ids.ts';
import { seenRows } from '../store/memory.ts';

/** Ids are known for at least so many events; beyond them the oldest go. */
const MOST_IDS = 2_000_000;
const ROWS_AT_ONCE = 500;

/** Which events were taken: after a restart too. */
export interface SeenEvents {
  readonly ids: SeenIds;
  /** How rows of a new batch are numbered. */
  next(): number;
  /** Rows that may go since so many newer ids are there; undefined: none yet. */
  note(seq: number, number: number): number | undefined;
}

export const loadSeen = async (store: Store): Promise<SeenEvents> => {
  const ids = createSeenIds(1_048_576);
  const kept: { seq: number; number: number }[] = [];
  let total = 0;
  let last = 0;
  for (;;) {
    const rows = await store.read((tx) => seenRows.after(tx, last, ROWS_AT_ONCE));
    ids.restore(rows);
    for (const { seq, number } of rows) {
      kept.push({ seq, number });
      total += number;
      last = seq;
    }
    if (rows.length < ROWS_AT_ONCE) break;
  }
  return {
    ids,
    next: () => (last += 1),
    note: (seq, number) => {
      kept.push({ seq, number });
      total += number;
      let gone: number | undefined;
      while (total - (kept[0]?.number ?? 0) > MOST_IDS) {
        const first = kept.shift();
        if (first === undefined) break;
        total -= first.number;
        gone = first.seq;
      }
      return gone;
    },
  };
};

export const packed = (ids: readonly string[]): string => idStateOf(ids).ids;
