import type { Store } from '@gatehouse/store';
import { readRows } from './repositories/leaves.ts';

const ROWS_AT_ONCE = 100;

/**
 * The log as NDJSON, from entry `from` on, one chunk for up to 100 entries: each line is an entry, byte for byte as it was
 * hashed. Ends with what was there when the last chunk was asked for.
 */
export async function* exportLeaves(store: Store, from = 0): AsyncGenerator<string> {
  for (let after = from - 1; ;) {
    const last = after;
    const rows = await store.read((tx) => readRows(tx, last, ROWS_AT_ONCE));
    if (rows.length > 0) yield rows.map(({ leaf }) => `${leaf}\n`).join('');
    if (rows.length < ROWS_AT_ONCE) return;
    after = rows.at(-1)?.sequence ?? after;
  }
}
