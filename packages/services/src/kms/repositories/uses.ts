import type { KeyLastUsageTrackingOperation } from '@aws-sdk/client-kms';
import type { Tx } from '@gatehouse/store';

/** A key's last successful use. */
export interface KeyUsed {
  readonly operation: KeyLastUsageTrackingOperation;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly eventId: string;
  readonly requestId: string;
}

interface UseRow {
  readonly operation: string;
  readonly used_at: number | bigint;
  readonly event_id: string;
  readonly request_id: string;
}

export const uses = {
  async find(tx: Tx, keyArn: string): Promise<KeyUsed | undefined> {
    const row = await tx.get<UseRow>(
      'SELECT operation, used_at, event_id, request_id FROM kms_key_use WHERE key_arn = ?',
      [keyArn],
    );
    if (row === undefined) return undefined;
    return {
      // Only the names of operations that are followed are ever written.
      operation: row.operation as KeyLastUsageTrackingOperation,
      at: Number(row.used_at),
      eventId: row.event_id,
      requestId: row.request_id,
    };
  },

  /** Unless a later use is noted: records come in batches, from several nodes. */
  async note(tx: Tx, keyArn: string, used: KeyUsed): Promise<void> {
    await tx.run(
      `INSERT INTO kms_key_use (key_arn, operation, used_at, event_id, request_id) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (key_arn) DO UPDATE SET operation = excluded.operation, used_at = excluded.used_at,
         event_id = excluded.event_id, request_id = excluded.request_id
       WHERE kms_key_use.used_at <= excluded.used_at`,
      [keyArn, used.operation, used.at, used.eventId, used.requestId],
    );
  },

  async forget(tx: Tx, keyArn: string): Promise<void> {
    await tx.run('DELETE FROM kms_key_use WHERE key_arn = ?', [keyArn]);
  },
};
