import type { Tx } from '@gatehouse/store';
import { boundsSql, type Direction, type ItemPlace, type SortBounds } from './items.ts';

/** An item in a secondary index. */
export interface Entry {
  readonly at: ItemPlace;
  readonly item: ItemPlace;
  /** Bytes of what the index has of it. */
  readonly size: number;
}

export interface EntryWithContent extends Entry {
  readonly content: Uint8Array;
}

interface Row {
  readonly place: number;
  readonly hash_key: Uint8Array;
  readonly sort_key: Uint8Array;
  readonly item_place: number;
  readonly item_hash: Uint8Array;
  readonly item_sort: Uint8Array;
  readonly size: number;
  readonly content: Uint8Array;
}

const toEntry = (row: Row): EntryWithContent => ({
  at: { place: row.place, hash: row.hash_key, sort: row.sort_key },
  item: { place: row.item_place, hash: row.item_hash, sort: row.item_sort },
  size: row.size,
  content: row.content,
});

const SELECT = `SELECT e.place, e.hash_key, e.sort_key, e.item_place, e.item_hash, e.item_sort, e.size, i.content
  FROM dynamodb_entry e JOIN dynamodb_item i
    ON i.table_id = ? AND i.place = e.item_place AND i.hash_key = e.item_hash AND i.sort_key = e.item_sort`;
const KEY =
  'index_id = ? AND place = ? AND hash_key = ? AND sort_key = ? AND item_place = ? AND item_hash = ? AND item_sort = ?';

const keyOf = (indexId: string, { at, item }: Omit<Entry, 'size'>) => [
  indexId,
  at.place,
  at.hash,
  at.sort,
  item.place,
  item.hash,
  item.sort,
];

export const entries = {
  async put(tx: Tx, indexId: string, entry: Entry): Promise<void> {
    await tx.run(
      `INSERT INTO dynamodb_entry (index_id, place, hash_key, sort_key, item_place, item_hash, item_sort, size)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (index_id, place, hash_key, sort_key, item_place, item_hash, item_sort)
       DO UPDATE SET size = excluded.size`,
      [...keyOf(indexId, entry), entry.size],
    );
  },

  async remove(tx: Tx, indexId: string, entry: Omit<Entry, 'size'>): Promise<void> {
    await tx.run(`DELETE FROM dynamodb_entry WHERE ${KEY}`, keyOf(indexId, entry));
  },

  /** Entries of one partition of an index, after one of them. */
  async partition(
    tx: Tx,
    { tableId, indexId }: { readonly tableId: string; readonly indexId: string },
    { place, hash }: Omit<ItemPlace, 'sort'>,
    bounds: SortBounds,
    after: Entry | undefined,
    { forward, limit }: Direction,
  ): Promise<readonly EntryWithContent[]> {
    const { sql, parameters } = boundsSql('e.sort_key', bounds);
    const order = forward ? 'ASC' : 'DESC';
    const start =
      after === undefined
        ? { sql: '', parameters: [] }
        : {
            sql: ` AND (e.sort_key, e.item_place, e.item_hash, e.item_sort) ${forward ? '>' : '<'} (?, ?, ?, ?)`,
            parameters: [after.at.sort, after.item.place, after.item.hash, after.item.sort],
          };
    const rows = await tx.all<Row>(
      `${SELECT} WHERE e.index_id = ? AND e.place = ? AND e.hash_key = ?${sql}${start.sql}
       ORDER BY e.sort_key ${order}, e.item_place ${order}, e.item_hash ${order}, e.item_sort ${order} LIMIT ?`,
      [tableId, indexId, place, hash, ...parameters, ...start.parameters, limit],
    );
    return rows.map(toEntry);
  },

  /** Entries of all partitions between two places, after one. */
  async scan(
    tx: Tx,
    { tableId, indexId }: { readonly tableId: string; readonly indexId: string },
    after: Omit<Entry, 'size'>,
    endPlace: number,
    limit: number,
  ): Promise<readonly EntryWithContent[]> {
    const rows = await tx.all<Row>(
      `${SELECT} WHERE e.index_id = ? AND e.place < ?
         AND (e.place, e.hash_key, e.sort_key, e.item_place, e.item_hash, e.item_sort) > (?, ?, ?, ?, ?, ?)
       ORDER BY e.place, e.hash_key, e.sort_key, e.item_place, e.item_hash, e.item_sort LIMIT ?`,
      [tableId, indexId, endPlace, ...keyOf(indexId, after).slice(1), limit],
    );
    return rows.map(toEntry);
  },

  async count(
    tx: Tx,
    indexId: string,
    most: number,
  ): Promise<{ readonly items: number; readonly bytes: number }> {
    const row = await tx.get<{ items: number; bytes: number | null }>(
      `SELECT COUNT(*) AS items, CAST(SUM(size) AS BIGINT) AS bytes FROM (
         SELECT size FROM dynamodb_entry WHERE index_id = ? LIMIT ?) AS counted`,
      [indexId, most],
    );
    return { items: row?.items ?? 0, bytes: row?.bytes ?? 0 };
  },

  async removeSome(tx: Tx, indexId: string, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `DELETE FROM dynamodb_entry WHERE index_id = ?
         AND (place, hash_key, sort_key, item_place, item_hash, item_sort) IN (
           SELECT place, hash_key, sort_key, item_place, item_hash, item_sort
           FROM dynamodb_entry WHERE index_id = ? LIMIT ?)`,
      [indexId, indexId, limit],
    );
    return changes;
  },
};
