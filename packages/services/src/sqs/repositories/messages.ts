import type { Store, Tx } from '@gatehouse/store';
import type { Message } from '../model.ts';

interface MessageRow {
  readonly id: string;
  readonly position: number;
  readonly content_id: string;
  readonly content: Uint8Array;
  readonly sender_id: string;
  readonly group_id: string | null;
  readonly deduplication_id: string | null;
  readonly sent_at: number;
  readonly visible_at: number;
  readonly receipt: string | null;
  readonly received_at: number | null;
  readonly first_received_at: number | null;
  readonly receive_count: number;
  readonly dead_letter_source: string | null;
}

const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  position: row.position,
  contentId: row.content_id,
  content: row.content,
  senderId: row.sender_id,
  groupId: row.group_id ?? undefined,
  deduplicationId: row.deduplication_id ?? undefined,
  sentAt: row.sent_at,
  visibleAt: row.visible_at,
  receipt: row.receipt ?? undefined,
  receivedAt: row.received_at ?? undefined,
  firstReceivedAt: row.first_received_at ?? undefined,
  receiveCount: row.receive_count,
  deadLetterSource: row.dead_letter_source ?? undefined,
});

/** Which messages of a queue are there at a time: `expiry` is the newest time of sending that is too old. */
export interface Moment {
  readonly queueId: string;
  readonly now: number;
  readonly expiry: number;
}

export interface Counts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Receive {
  readonly receipt: string;
  readonly now: number;
  readonly visibleAt: number;
}

/** Where a message goes that leaves its queue. */
export interface Destination {
  readonly id: string;
  readonly queueId: string;
  readonly position: number;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly deadLetterSource: string | undefined;
}

// A group is blocked while one of it is in flight, or while an earlier one is still delayed.
const UNBLOCKED = `
  AND NOT EXISTS (SELECT 1 FROM sqs_message b
    WHERE b.queue_id = m.queue_id AND b.group_id = m.group_id AND b.visible_at > ? AND b.sent_at > ?
      AND (b.receipt IS NOT NULL OR b.position < m.position))`;

export const messages = {
  async insert(tx: Tx, queueId: string, message: Message): Promise<void> {
    await tx.run(
      `INSERT INTO sqs_message (queue_id, id, position, content_id, content, sender_id, group_id,
         deduplication_id, sent_at, visible_at, receive_count)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      [
        queueId,
        message.id,
        message.position,
        message.contentId,
        message.content,
        message.senderId,
        message.groupId ?? null,
        message.deduplicationId ?? null,
        message.sentAt,
        message.visibleAt,
      ],
    );
  },

  async find(tx: Tx, { queueId, expiry }: Moment, id: string): Promise<Message | undefined> {
    const row = await tx.get<MessageRow>(
      'SELECT * FROM sqs_message WHERE queue_id = ? AND id = ? AND sent_at > ?',
      [queueId, id, expiry],
    );
    return row === undefined ? undefined : toMessage(row);
  },

  async anyVisible(tx: Tx, { queueId, now, expiry }: Moment): Promise<boolean> {
    const row = await tx.get<{ id: string }>(
      'SELECT id FROM sqs_message WHERE queue_id = ? AND visible_at <= ? AND sent_at > ? LIMIT 1',
      [queueId, now, expiry],
    );
    return row !== undefined;
  },

  /** When the next message that is hidden now can be seen. */
  async nextVisibleAt(tx: Tx, { queueId, now, expiry }: Moment): Promise<number | undefined> {
    const row = await tx.get<{ visible_at: number }>(
      `SELECT visible_at FROM sqs_message WHERE queue_id = ? AND visible_at > ? AND sent_at > ?
       ORDER BY visible_at LIMIT 1`,
      [queueId, now, expiry],
    );
    return row?.visible_at;
  },

  /** Messages that may be handed out, in order. On PostgreSQL a row that another receiver is taking is passed over. */
  async candidates(
    tx: Tx,
    { dialect }: Pick<Store, 'dialect'>,
    { queueId, now, expiry }: Moment,
    limit: number,
  ): Promise<readonly Message[]> {
    const lock = dialect === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
    const rows = await tx.all<MessageRow>(
      `SELECT * FROM sqs_message WHERE queue_id = ? AND visible_at <= ? AND sent_at > ?
       ORDER BY position, id LIMIT ?${lock}`,
      [queueId, now, expiry, limit],
    );
    return rows.map(toMessage);
  },

  /**
   * The same for a FIFO queue. No row is passed over: two receivers that see the same must want the same first message,
   * so that one of them begins anew instead of taking what comes behind it in its group.
   */
  async fifoCandidates(
    tx: Tx,
    { queueId, now, expiry }: Moment,
    limit: number,
  ): Promise<readonly Message[]> {
    const rows = await tx.all<MessageRow>(
      `SELECT m.* FROM sqs_message m WHERE m.queue_id = ? AND m.visible_at <= ? AND m.sent_at > ?${UNBLOCKED}
       ORDER BY m.position LIMIT ?`,
      [queueId, now, expiry, now, expiry, limit],
    );
    return rows.map(toMessage);
  },

  /** False when somebody else has taken it meanwhile. */
  async take(
    tx: Tx,
    queueId: string,
    id: string,
    { receipt, now, visibleAt }: Receive,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE sqs_message SET visible_at = ?, receipt = ?, received_at = ?, receive_count = receive_count + 1,
         first_received_at = COALESCE(first_received_at, ?)
       WHERE queue_id = ? AND id = ? AND visible_at <= ?`,
      [visibleAt, receipt, now, now, queueId, id, now],
    );
    return changes > 0;
  },

  /** Only while it is in flight by this receipt. */
  async hide(
    tx: Tx,
    { queueId, now }: Moment,
    key: ReceiptKey,
    visibleAt: number,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE sqs_message SET visible_at = ? WHERE queue_id = ? AND id = ? AND receipt = ? AND visible_at > ?',
      [visibleAt, queueId, key.id, key.receipt, now],
    );
    return changes > 0;
  },

  /** A receive that came to nothing: it can be seen again and was received once less. */
  async giveBack(tx: Tx, { queueId, now }: Moment, { id, receipt }: ReceiptKey): Promise<void> {
    await tx.run(
      `UPDATE sqs_message SET visible_at = ?, receive_count = receive_count - 1
       WHERE queue_id = ? AND id = ? AND receipt = ?`,
      [now, queueId, id, receipt],
    );
  },

  async remove(tx: Tx, queueId: string, { id, receipt }: ReceiptKey): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM sqs_message WHERE queue_id = ? AND id = ? AND receipt = ?',
      [queueId, id, receipt],
    );
    return changes > 0;
  },

  async removeAll(tx: Tx, queueId: string): Promise<void> {
    await tx.run('DELETE FROM sqs_message WHERE queue_id = ?', [queueId]);
  },

  /** To another queue, where it is as if it had never been received. False when somebody has taken it meanwhile. */
  async move(tx: Tx, { queueId, now }: Moment, id: string, to: Destination): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE sqs_message SET queue_id = ?, id = ?, position = ?, sent_at = ?, visible_at = ?, dead_letter_source = ?,
         receipt = NULL, received_at = NULL, first_received_at = NULL, receive_count = 0
       WHERE queue_id = ? AND id = ? AND visible_at <= ?`,
      [
        to.queueId,
        to.id,
        to.position,
        to.sentAt,
        to.visibleAt,
        to.deadLetterSource ?? null,
        queueId,
        id,
        now,
      ],
    );
    return changes > 0;
  },

  /** Up to `limit` visible messages behind a position, for a move task. */
  async visibleAfter(
    tx: Tx,
    { queueId, now, expiry }: Moment,
    after: number,
    limit: number,
  ): Promise<readonly Message[]> {
    const rows = await tx.all<MessageRow>(
      `SELECT * FROM sqs_message WHERE queue_id = ? AND position > ? AND visible_at <= ? AND sent_at > ?
       ORDER BY position, id LIMIT ?`,
      [queueId, after, now, expiry, limit],
    );
    return rows.map(toMessage);
  },

  async counts(tx: Tx, { queueId, now, expiry }: Moment): Promise<Counts> {
    const row = await tx.get<{ visible: number; in_flight: number; hidden: number }>(
      `SELECT COALESCE(SUM(CASE WHEN visible_at <= ? THEN 1 ELSE 0 END), 0) AS visible,
         COALESCE(SUM(CASE WHEN visible_at > ? AND receipt IS NOT NULL THEN 1 ELSE 0 END), 0) AS in_flight,
         COALESCE(SUM(CASE WHEN visible_at > ? THEN 1 ELSE 0 END), 0) AS hidden
       FROM sqs_message WHERE queue_id = ? AND sent_at > ?`,
      [now, now, now, queueId, expiry],
    );
    const { visible = 0, in_flight = 0, hidden = 0 } = row ?? {};
    return { visible, inFlight: in_flight, delayed: hidden - in_flight };
  },

  /** How many are in flight, counted no further than `most`. */
  async inFlight(tx: Tx, { queueId, now, expiry }: Moment, most: number): Promise<number> {
    const row = await tx.get<{ n: number }>(
      `SELECT COUNT(*) AS n FROM (SELECT id FROM sqs_message
       WHERE queue_id = ? AND visible_at > ? AND sent_at > ? AND receipt IS NOT NULL LIMIT ${most}) t`,
      [queueId, now, expiry],
    );
    return row?.n ?? 0;
  },

  /** Removes some that are too old; answers how many. */
  async expire(tx: Tx, queueId: string, expiry: number, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `DELETE FROM sqs_message WHERE queue_id = ? AND id IN
         (SELECT id FROM sqs_message WHERE queue_id = ? AND sent_at <= ? ORDER BY sent_at LIMIT ?)`,
      [queueId, queueId, expiry, limit],
    );
    return changes;
  },
};

export interface ReceiptKey {
  readonly id: string;
  readonly receipt: string;
}
