import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Message, MessageAttribute } from '../model.ts';

/** A message as JSON; maps are lists of pairs in it. */
interface Content {
  readonly topicArn: string;
  readonly subject?: string;
  readonly texts: readonly (readonly [string, string])[];
  readonly text: string;
  readonly attributes: readonly (readonly [string, MessageAttribute])[];
  readonly publishedAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
}

const toContent = (message: Message): string =>
  JSON.stringify({
    ...message,
    texts: [...message.texts],
    attributes: [...message.attributes],
    publishedAt: message.publishedAt.getTime(),
  });

const toMessage = (id: string, content: Content): Message => ({
  id,
  topicArn: content.topicArn,
  subject: content.subject,
  texts: new Map(content.texts),
  text: content.text,
  attributes: new Map(content.attributes),
  publishedAt: new Date(content.publishedAt),
  groupId: content.groupId,
  deduplicationId: content.deduplicationId,
  sequenceNumber: content.sequenceNumber,
});

/** One message on its way to one subscription. */
export interface Delivery {
  readonly message: Message;
  readonly subscriptionArn: string;
  readonly failures: number;
}

const context = (id: string): string => `sns-message:${id}`;

export const messages = {
  /** What messages say does not lie in the database in clear. */
  async insert(tx: Tx, vault: Vault, message: Message): Promise<void> {
    await tx.run('INSERT INTO sns_message (id, content) VALUES (?, ?)', [
      message.id,
      vault.seal(Buffer.from(toContent(message)), context(message.id)),
    ]);
  },

  async addDelivery(
    tx: Tx,
    message: Message,
    subscriptionArn: string,
    lane: string,
  ): Promise<void> {
    await tx.run(
      `INSERT INTO sns_delivery (message_id, subscription_arn, lane, position, failures)
       VALUES (?, ?, ?, ?, 0)`,
      [message.id, subscriptionArn, lane, Number(message.sequenceNumber?.slice(1) ?? 0)],
    );
  },

  async hasDeliveries(tx: Tx, lane: string): Promise<boolean> {
    const row = await tx.get('SELECT message_id FROM sns_delivery WHERE lane = ? LIMIT 1', [lane]);
    return row !== undefined;
  },

  /** The one that comes first in its lane. */
  async nextDelivery(tx: Tx, vault: Vault, lane: string): Promise<Delivery | undefined> {
    const row = await tx.get<{
      readonly message_id: string;
      readonly subscription_arn: string;
      readonly failures: number;
      readonly content: Uint8Array;
    }>(
      `SELECT d.message_id, d.subscription_arn, d.failures, m.content
       FROM sns_delivery d JOIN sns_message m ON m.id = d.message_id
       WHERE d.lane = ? ORDER BY d.position LIMIT 1`,
      [lane],
    );
    if (row === undefined) return undefined;
    const content = vault.open(row.content, context(row.message_id));
    if (content === undefined)
      throw new Error(`message ${row.message_id} was sealed with another key`);
    return {
      message: toMessage(row.message_id, JSON.parse(content.toString('utf8')) as Content),
      subscriptionArn: row.subscription_arn,
      failures: row.failures,
    };
  },

  async setFailures(
    tx: Tx,
    { message, subscriptionArn }: Delivery,
    failures: number,
  ): Promise<void> {
    await tx.run(
      'UPDATE sns_delivery SET failures = ? WHERE message_id = ? AND subscription_arn = ?',
      [failures, message.id, subscriptionArn],
    );
  },

  /** Ends a delivery, and with the last one the message goes. */
  async endDelivery(tx: Tx, { message, subscriptionArn }: Delivery): Promise<void> {
    await tx.run('DELETE FROM sns_delivery WHERE message_id = ? AND subscription_arn = ?', [
      message.id,
      subscriptionArn,
    ]);
    await tx.run(
      `DELETE FROM sns_message
       WHERE id = ? AND NOT EXISTS (SELECT 1 FROM sns_delivery WHERE message_id = ?)`,
      [message.id, message.id],
    );
  },
};
