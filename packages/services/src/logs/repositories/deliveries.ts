import type { Tx } from '@gatehouse/store';

/** Events of one stream that matched a subscription filter and are on their way. */
export interface Delivery {
  readonly filterId: string;
  /** Sorts by arrival. */
  readonly id: string;
  readonly stream: string;
  /** JSON: what `logEvents` has. */
  readonly events: string;
  readonly createdAt: number;
}

interface DeliveryRow {
  readonly filter_id: string;
  readonly id: string;
  readonly stream: string;
  readonly events: string;
  readonly created_at: number;
}

export const deliveries = {
  async insert(tx: Tx, { filterId, id, stream, events, createdAt }: Delivery): Promise<void> {
    await tx.run(
      'INSERT INTO logs_delivery (filter_id, id, stream, events, created_at) VALUES (?, ?, ?, ?, ?)',
      [filterId, id, stream, events, createdAt],
    );
  },

  async oldest(tx: Tx, filterId: string, limit: number): Promise<readonly Delivery[]> {
    const rows = await tx.all<DeliveryRow>(
      'SELECT * FROM logs_delivery WHERE filter_id = ? ORDER BY id LIMIT ?',
      [filterId, limit],
    );
    return rows.map((row) => ({
      filterId: row.filter_id,
      id: row.id,
      stream: row.stream,
      events: row.events,
      createdAt: row.created_at,
    }));
  },

  async remove(tx: Tx, filterId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.run(
      `DELETE FROM logs_delivery WHERE filter_id = ? AND id IN (${ids.map(() => '?').join(', ')})`,
      [filterId, ...ids],
    );
  },
};
