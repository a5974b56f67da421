import type { Tx } from '@gatehouse/store';

/** What a detector remembers, row by row. */
export interface MemoryRow {
  readonly key: string;
  /** Undefined: the row goes. */
  readonly value: string | undefined;
}

const ROWS_AT_ONCE = 50;

export const memoryRows = {
  async save(tx: Tx, part: string, rows: readonly MemoryRow[]): Promise<void> {
    const kept = rows.filter(({ value }) => value !== undefined);
    for (let from = 0; from < kept.length; from += ROWS_AT_ONCE) {
      const some = kept.slice(from, from + ROWS_AT_ONCE);
      await tx.run(
        `INSERT INTO detection_memory (part, name, value) VALUES ${some.map(() => '(?, ?, ?)').join(', ')}
         ON CONFLICT (part, name) DO UPDATE SET value = excluded.value`,
        some.flatMap(({ key, value = '' }) => [part, key, value]),
      );
    }
    for (const { key, value } of rows)
      if (value === undefined)
        await tx.run('DELETE FROM detection_memory WHERE part = ? AND name = ?', [part, key]);
  },

  async all(tx: Tx, part: string): Promise<readonly { key: string; value: string }[]> {
    const rows = await tx.all<{ name: string; value: string }>(
      'SELECT name, value FROM detection_memory WHERE part = ?',
      [part],
    );
    return rows.map(({ name, value }) => ({ key: name, value }));
  },
};

/** What was seen: 8 bytes of each id, as base64, batch by batch. */
export const seenRows = {
  async save(tx: Tx, seq: number, number: number, ids: string): Promise<void> {
    await tx.run('INSERT INTO detection_seen (seq, number, ids) VALUES (?, ?, ?)', [
      seq,
      number,
      ids,
    ]);
  },

  async last(tx: Tx): Promise<number> {
    const row = await tx.get<{ seq: number | null }>('SELECT MAX(seq) AS seq FROM detection_seen');
    return row?.seq ?? 0;
  },

  /** The oldest first, some at once. */
  async after(
    tx: Tx,
    seq: number,
    limit: number,
  ): Promise<readonly { readonly seq: number; readonly number: number; readonly ids: string }[]> {
    return tx.all(
      'SELECT seq, number, ids FROM detection_seen WHERE seq > ? ORDER BY seq LIMIT ?',
      [seq, limit],
    );
  },

  async forget(tx: Tx, upTo: number): Promise<void> {
    await tx.run('DELETE FROM detection_seen WHERE seq <= ?', [upTo]);
  },

  async replace(tx: Tx, from: number, to: number, number: number, ids: string): Promise<void> {
    await tx.run('DELETE FROM detection_seen WHERE seq >= ? AND seq <= ?', [from, to]);
    await seenRows.save(tx, to, number, ids);
  },
};

export const counts = {
  async add(tx: Tx, name: string, number: number): Promise<void> {
    if (number === 0) return;
    await tx.run(
      `INSERT INTO detection_count (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = detection_count.value + excluded.value`,
      [name, number],
    );
  },

  /** The least or the greatest that was ever told. */
  async bound(tx: Tx, name: string, value: number, keep: 'least' | 'greatest'): Promise<void> {
    const sign = keep === 'least' ? '<' : '>';
    await tx.run(
      `INSERT INTO detection_count (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = CASE WHEN excluded.value ${sign} detection_count.value
         THEN excluded.value ELSE detection_count.value END`,
      [name, value],
    );
  },

  async all(tx: Tx): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.all<{ name: string; value: number }>(
      'SELECT name, value FROM detection_count',
    );
    return new Map(rows.map(({ name, value }) => [name, value]));
  },
};
