import type { SqlValue, Tx } from '@gatehouse/store';

/** Where an item lies in its table. */
export interface ItemPlace {
  readonly place: number;
  readonly hash: Uint8Array;
  readonly sort: Uint8Array;
}

export interface StoredItem extends ItemPlace {
  readonly size: number;
  readonly content: Uint8Array;
}

interface Row {
  readonly place: number;
  readonly hash_key: Uint8Array;
  readonly sort_key: Uint8Array;
  readonly size: number;
  readonly content: Uint8Array;
}

const toStored = (row: Row): StoredItem => ({
  place: row.place,
  hash: row.hash_key,
  sort: row.sort_key,
  size: row.size,
  content: row.content,
});

/** A stretch of one partition, or of a scan. Bounds that are left out are open. */
export interface SortBounds {
  readonly from?: { readonly bytes: Uint8Array; readonly inclusive: boolean } | undefined;
  readonly to?: { readonly bytes: Uint8Array; readonly inclusive: boolean } | undefined;
}

export interface Direction {
  readonly forward: boolean;
  readonly limit: number;
}

/** Conditions on the column of a sort key. */
export const boundsSql = (
  column: string,
  { from, to }: SortBounds,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } => {
  const parts: string[] = [];
  const parameters: SqlValue[] = [];
  if (from !== undefined) {
    parts.push(` AND ${column} ${from.inclusive ? '>=' : '>'} ?`);
    parameters.push(from.bytes);
  }
  if (to !== undefined) {
    parts.push(` AND ${column} ${to.inclusive ? '<=' : '<'} ?`);
    parameters.push(to.bytes);
  }
  return { sql: parts.join(''), parameters };
};

const COLUMNS = 'place, hash_key, sort_key, size, content';

export const items = {
  async find(tx: Tx, tableId: string, at: ItemPlace): Promise<StoredItem | undefined> {
    const row = await tx.get<Row>(
      `SELECT ${COLUMNS} FROM dynamodb_item
       WHERE table_id = ? AND place = ? AND hash_key = ? AND sort_key = ?`,
      [tableId, at.place, at.hash, at.sort],
    );
    return row === undefined ? undefined : toStored(row);
  },

  async put(
    tx: Tx,
    tableId: string,
    item: StoredItem & { readonly expiresAt: number | undefined },
  ): Promise<void> {
    await tx.run(
      `INSERT INTO dynamodb_item (table_id, place, hash_key, sort_key, size, expires_at, content)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (table_id, place, hash_key, sort_key) DO UPDATE SET
         size = excluded.size, expires_at = excluded.expires_at, content = excluded.content`,
      [tableId, item.place, item.hash, item.sort, item.size, item.expiresAt ?? null, item.content],
    );
  },

  async remove(tx: Tx, tableId: string, at: ItemPlace): Promise<void> {
    await tx.run(
      'DELETE FROM dynamodb_item WHERE table_id = ? AND place = ? AND hash_key = ? AND sort_key = ?',
      [tableId, at.place, at.hash, at.sort],
    );
  },

  /** Items of one partition in the order of their sort keys. */
  async partition(
    tx: Tx,
    tableId: string,
    { place, hash }: Omit<ItemPlace, 'sort'>,
    bounds: SortBounds,
    { forward, limit }: Direction,
  ): Promise<readonly StoredItem[]> {
    const { sql, parameters } = boundsSql('sort_key', bounds);
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM dynamodb_item
       WHERE table_id = ? AND place = ? AND hash_key = ?${sql}
       ORDER BY sort_key ${forward ? 'ASC' : 'DESC'} LIMIT ?`,
      [tableId, place, hash, ...parameters, limit],
    );
    return rows.map(toStored);
  },

  /** Items of all partitions between two places, after one. */
  async scan(
    tx: Tx,
    tableId: string,
    after: ItemPlace,
    endPlace: number,
    limit: number,
  ): Promise<readonly StoredItem[]> {
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM dynamodb_item
       WHERE table_id = ? AND (place, hash_key, sort_key) > (?, ?, ?) AND place < ?
       ORDER BY place, hash_key, sort_key LIMIT ?`,
      [tableId, after.place, after.hash, after.sort, endPlace, limit],
    );
    return rows.map(toStored);
  },

  /** Items whose time is over. */
  async expired(
    tx: Tx,
    tableId: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<readonly StoredItem[]> {
    const rows = await tx.all<Row>(
      `SELECT ${COLUMNS} FROM dynamodb_item
       WHERE table_id = ? AND expires_at >= ? AND expires_at <= ? ORDER BY expires_at LIMIT ?`,
      [tableId, from, to, limit],
    );
    return rows.map(toStored);
  },

  async setExpiry(
    tx: Tx,
    tableId: string,
    at: ItemPlace,
    expiresAt: number | undefined,
  ): Promise<void> {
    await tx.run(
      `UPDATE dynamodb_item SET expires_at = ?
       WHERE table_id = ? AND place = ? AND hash_key = ? AND sort_key = ?`,
      [expiresAt ?? null, tableId, at.place, at.hash, at.sort],
    );
  },

  /** Takes all expiry times away. */
  async clearExpiry(tx: Tx, tableId: string, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `UPDATE dynamodb_item SET expires_at = NULL WHERE table_id = ? AND (place, hash_key, sort_key) IN (
         SELECT place, hash_key, sort_key FROM dynamodb_item
         WHERE table_id = ? AND expires_at IS NOT NULL LIMIT ?)`,
      [tableId, tableId, limit],
    );
    return changes;
  },

  /** How many items and bytes there are, of the first `most` items. */
  async count(
    tx: Tx,
    tableId: string,
    most: number,
  ): Promise<{ readonly items: number; readonly bytes: number }> {
    const row = await tx.get<{ items: number; bytes: number | null }>(
      `SELECT COUNT(*) AS items, CAST(SUM(size) AS BIGINT) AS bytes FROM (
         SELECT size FROM dynamodb_item WHERE table_id = ? LIMIT ?) AS counted`,
      [tableId, most],
    );
    return { items: row?.items ?? 0, bytes: row?.bytes ?? 0 };
  },

  /** Removes some of a table's items; answers how many. */
  async removeSome(tx: Tx, tableId: string, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `DELETE FROM dynamodb_item WHERE table_id = ? AND (place, hash_key, sort_key) IN (
         SELECT place, hash_key, sort_key FROM dynamodb_item WHERE table_id = ? LIMIT ?)`,
      [tableId, tableId, limit],
    );
    return changes;
  },
};
