import type { Tx } from '@gatehouse/store';
import type { Message } from '../model.ts';

export interface Duplicate {
  readonly messageId: string;
  readonly sequenceNumber: string;
}

export const deduplication = {
  /** The message with that id since `since`, if there was one. */
  async find(
    tx: Tx,
    topicArn: string,
    scope: string,
    id: string,
    since: Date,
  ): Promise<Duplicate | undefined> {
    const row = await tx.get<{ readonly message_id: string; readonly sequence_number: string }>(
      `SELECT message_id, sequence_number FROM sns_deduplication
       WHERE topic_arn = ? AND scope = ? AND deduplication_id = ? AND published_at > ?`,
      [topicArn, scope, id, since.getTime()],
    );
    return row === undefined
      ? undefined
      : { messageId: row.message_id, sequenceNumber: row.sequence_number };
  },

  async put(tx: Tx, scope: string, id: string, message: Message): Promise<void> {
    await tx.run(
      `INSERT INTO sns_deduplication
         (topic_arn, scope, deduplication_id, message_id, sequence_number, published_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (topic_arn, scope, deduplication_id) DO UPDATE SET
         message_id = excluded.message_id, sequence_number = excluded.sequence_number,
         published_at = excluded.published_at`,
      [
        message.topicArn,
        scope,
        id,
        message.id,
        message.sequenceNumber ?? '',
        message.publishedAt.getTime(),
      ],
    );
  },

  async forgetBefore(tx: Tx, topicArn: string, time: Date): Promise<void> {
    await tx.run('DELETE FROM sns_deduplication WHERE topic_arn = ? AND published_at <= ?', [
      topicArn,
      time.getTime(),
    ]);
  },
};
