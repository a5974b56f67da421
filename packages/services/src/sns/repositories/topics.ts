import type { Tx } from '@gatehouse/store';
import type { Scope, Topic, TopicRef } from '../model.ts';

interface TopicRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly attributes: string;
  readonly deleted_subscriptions: number;
  readonly created_at: number;
}

const toTopic = (row: TopicRow): Topic => ({
  arn: row.arn,
  account: row.account,
  region: row.region,
  name: row.name,
  attributes: new Map(JSON.parse(row.attributes) as [string, string][]),
  deletedSubscriptions: row.deleted_subscriptions,
  createdAt: new Date(row.created_at),
});

export const topics = {
  async find(tx: Tx, arn: string): Promise<Topic | undefined> {
    const row = await tx.get<TopicRow>('SELECT * FROM sns_topic WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toTopic(row);
  },

  /** False when there is one of that name. */
  async insert(
    tx: Tx,
    { arn, account, region, name }: TopicRef,
    attributes: ReadonlyMap<string, string>,
    now: Date,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO sns_topic
         (arn, account, region, name, attributes, last_sequence, deleted_subscriptions, created_at)
       VALUES (?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT DO NOTHING`,
      [arn, account, region, name, JSON.stringify([...attributes]), now.getTime()],
    );
    return changes > 0;
  },

  async setAttributes(tx: Tx, arn: string, attributes: ReadonlyMap<string, string>): Promise<void> {
    await tx.run('UPDATE sns_topic SET attributes = ? WHERE arn = ?', [
      JSON.stringify([...attributes]),
      arn,
    ]);
  },

  async countDeletedSubscription(tx: Tx, arn: string): Promise<void> {
    await tx.run(
      'UPDATE sns_topic SET deleted_subscriptions = deleted_subscriptions + 1 WHERE arn = ?',
      [arn],
    );
  },

  /** The next number of a FIFO topic's messages. */
  async nextSequence(tx: Tx, arn: string): Promise<number> {
    await tx.run('UPDATE sns_topic SET last_sequence = last_sequence + 1 WHERE arn = ?', [arn]);
    const row = await tx.get<{ readonly last_sequence: number }>(
      'SELECT last_sequence FROM sns_topic WHERE arn = ?',
      [arn],
    );
    if (row === undefined) throw new Error(`${arn} is published to without being there`);
    return row.last_sequence;
  },

  async delete(tx: Tx, arn: string): Promise<void> {
    await tx.run('DELETE FROM sns_topic WHERE arn = ?', [arn]);
    await tx.run('DELETE FROM sns_deduplication WHERE topic_arn = ?', [arn]);
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    after: string,
    limit: number,
  ): Promise<readonly Topic[]> {
    const rows = await tx.all<TopicRow>(
      `SELECT * FROM sns_topic WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toTopic);
  },
};
