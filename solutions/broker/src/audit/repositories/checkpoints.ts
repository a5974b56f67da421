import type { Tx } from '@gatehouse/store';

/** A checkpoint as the database remembers it. */
export interface StoredCheckpoint {
  readonly size: number;
  /** The signed note. */
  readonly note: string;
  readonly signedAt: Date;
}

interface CheckpointRow {
  readonly size: number;
  readonly note: string;
  readonly signed_at: number;
}

/** Several nodes may sign the same size; any of their notes says the same. */
export const insertCheckpoint = async (tx: Tx, checkpoint: StoredCheckpoint): Promise<void> => {
  await tx.run(
    `INSERT INTO broker_audit_checkpoint (size, note, signed_at) VALUES (?, ?, ?)
     ON CONFLICT (size) DO NOTHING`,
    [checkpoint.size, checkpoint.note, checkpoint.signedAt.getTime()],
  );
};

/** The newest first, those of fewer than `before` entries. */
export const findCheckpoints = async (
  tx: Tx,
  before: number,
  limit: number,
): Promise<readonly StoredCheckpoint[]> => {
  const rows = await tx.all<CheckpointRow>(
    `SELECT size, note, signed_at FROM broker_audit_checkpoint WHERE size < ?
     ORDER BY size DESC LIMIT ?`,
    [before, limit],
  );
  return rows.map(({ size, note, signed_at: signedAt }) => ({
    size,
    note,
    signedAt: new Date(signedAt),
  }));
};
