import type { Tx } from '@gatehouse/store';
import type { ReceiptKey } from './messages.ts';

/** A message that was sent with a deduplication id. */
export interface Sent {
  readonly messageId: string;
  readonly position: number;
}

export interface DeduplicationKey {
  readonly queueId: string;
  /** The message group, or nothing where ids count for the whole queue. */
  readonly scope: string;
  readonly deduplicationId: string;
}

/** A message as an earlier receive handed it out, hidden until then. */
export interface Handed extends ReceiptKey {
  readonly visibleAt: number;
}

/** What FIFO queues remember beside their messages. */
export const fifo = {
  async nextPosition(tx: Tx, queueId: string): Promise<number> {
    const rows = await tx.all<{ last: number }>(
      `INSERT INTO sqs_fifo_position (queue_id, last) VALUES (?, 1)
       ON CONFLICT (queue_id) DO UPDATE SET last = sqs_fifo_position.last + 1 RETURNING last`,
      [queueId],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`queue ${queueId} has no position counter`);
    return row.last;
  },

  async findSent(tx: Tx, key: DeduplicationKey, now: number): Promise<Sent | undefined> {
    const row = await tx.get<{ message_id: string; position: number }>(
      `SELECT message_id, position FROM sqs_deduplication
       WHERE queue_id = ? AND scope = ? AND deduplication_id = ? AND expires_at > ?`,
      [key.queueId, key.scope, key.deduplicationId, now],
    );
    return row === undefined ? undefined : { messageId: row.message_id, position: row.position };
  },

  /** False when the id is in use until later than `now`. */
  async noteSent(
    tx: Tx,
    key: DeduplicationKey,
    { messageId, position }: Sent,
    now: number,
    expiresAt: number,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO sqs_deduplication (queue_id, scope, deduplication_id, message_id, position, expires_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (queue_id, scope, deduplication_id) DO UPDATE SET
         message_id = excluded.message_id, position = excluded.position, expires_at = excluded.expires_at
       WHERE sqs_deduplication.expires_at <= ?`,
      [key.queueId, key.scope, key.deduplicationId, messageId, position, expiresAt, now],
    );
    return changes > 0;
  },

  async findAttempt(
    tx: Tx,
    queueId: string,
    attemptId: string,
    now: number,
  ): Promise<readonly Handed[] | undefined> {
    const row = await tx.get<{ receipts: string }>(
      'SELECT receipts FROM sqs_receive_attempt WHERE queue_id = ? AND attempt_id = ? AND expires_at > ?',
      [queueId, attemptId, now],
    );
    return row === undefined ? undefined : (JSON.parse(row.receipts) as Handed[]);
  },

  async noteAttempt(
    tx: Tx,
    queueId: string,
    attemptId: string,
    handed: readonly Handed[],
    expiresAt: number,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO sqs_receive_attempt (queue_id, attempt_id, receipts, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (queue_id, attempt_id) DO UPDATE SET
         receipts = excluded.receipts, expires_at = excluded.expires_at`,
      [queueId, attemptId, JSON.stringify(handed), expiresAt],
    );
  },

  /** When a queue is gone. */
  async forgetQueue(tx: Tx, queueId: string): Promise<void> {
    await tx.run('DELETE FROM sqs_fifo_position WHERE queue_id = ?', [queueId]);
    await tx.run('DELETE FROM sqs_deduplication WHERE queue_id = ?', [queueId]);
    await tx.run('DELETE FROM sqs_receive_attempt WHERE queue_id = ?', [queueId]);
  },

  async forgetOld(tx: Tx, now: number): Promise<void> {
    await tx.run('DELETE FROM sqs_deduplication WHERE expires_at <= ?', [now]);
    await tx.run('DELETE FROM sqs_receive_attempt WHERE expires_at <= ?', [now]);
  },
};
