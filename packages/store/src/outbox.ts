import type { Store, Tx } from './store.ts';

/** What one transaction wants another part of the system to hear about. */
export interface OutboxRow {
  readonly id: number;
  readonly topic: string;
  readonly payload: string;
  readonly createdAt: Date;
}

interface StoredRow {
  readonly id: number;
  readonly topic: string;
  readonly payload: string;
  readonly created_at: number;
}

/** Leaves a row for the consumer of `topic`; it exists exactly when this transaction commits. */
export const appendOutbox = async (
  tx: Tx,
  topic: string,
  payload: string,
  at: Date,
): Promise<void> => {
  await tx.run('INSERT INTO store_outbox (topic, payload, created_at) VALUES (?, ?, ?)', [
    topic,
    payload,
    at.getTime(),
  ]);
};

/**
 * Takes up to `limit` rows of `topic`, oldest first, and gives them to `consume` in the write transaction
 * that deletes them: what `consume` writes there happens exactly once. Answers how many rows it took. On
 * PostgreSQL several nodes may drain at once; each row goes to one of them.
 */
export const drainOutbox = async (
  store: Store,
  topic: string,
  limit: number,
  consume: (tx: Tx, rows: readonly OutboxRow[]) => Promise<void>,
): Promise<number> => {
  if (!(await hasRows(store, topic))) return 0;
  const lock = store.dialect === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
  return store.write(async (tx) => {
    const stored = await tx.all<StoredRow>(
      `SELECT id, topic, payload, created_at FROM store_outbox WHERE topic = ? ORDER BY id LIMIT ?${lock}`,
      [topic, limit],
    );
    if (stored.length === 0) return 0;
    await consume(tx, stored.map(toOutboxRow));
    await deleteRows(
      tx,
      stored.map((row) => row.id),
    );
    return stored.length;
  });
};

// A read is far cheaper than an empty durable commit, and most drains find nothing.
const hasRows = async (store: Store, topic: string): Promise<boolean> => {
  const row = await store.read((tx) =>
    tx.get<{ id: number }>('SELECT id FROM store_outbox WHERE topic = ? LIMIT 1', [topic]),
  );
  return row !== undefined;
};

const toOutboxRow = (row: StoredRow): OutboxRow => ({
  id: row.id,
  topic: row.topic,
  payload: row.payload,
  createdAt: new Date(row.created_at),
});

// Both databases allow far more parameters per statement than this.
const MOST_PER_DELETE = 512;

const deleteRows = async (tx: Tx, ids: readonly number[]): Promise<void> => {
  for (let from = 0; from < ids.length; from += MOST_PER_DELETE) {
    const some = ids.slice(from, from + MOST_PER_DELETE);
    // Padded to a power of two, so that few distinct statements exist and each stays prepared.
    const width = 2 ** Math.ceil(Math.log2(some.length));
    const padded = Array.from({ length: width }, (_, at) => some[at] ?? some[0] ?? 0);
    const marks = padded.map(() => '?').join(', ');
    await tx.run(`DELETE FROM store_outbox WHERE id IN (${marks})`, padded);
  }
};
