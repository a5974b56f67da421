import type { Tx } from '@gatehouse/store';
import type { Queue, QueueAttributes, QueueRef, Scope } from '../model.ts';
import { queueArn } from '../names.ts';
import { redrivePolicyOf } from '../redrive.ts';

interface QueueRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly fifo: number;
  readonly attributes: string;
  readonly created_at: number;
  readonly modified_at: number;
}

const toQueue = (row: QueueRow): Queue => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: queueArn(row, row.name),
  id: row.id,
  fifo: row.fifo === 1,
  attributes: new Map(Object.entries(JSON.parse(row.attributes) as Record<string, string>)),
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

const attributesText = (attributes: QueueAttributes): string =>
  JSON.stringify(Object.fromEntries(attributes));

const deadLetterArn = (queue: Pick<Queue, 'attributes'>): string | null =>
  redrivePolicyOf(queue)?.target.arn ?? null;

export const queues = {
  async find(tx: Tx, { account, region, name }: QueueRef): Promise<Queue | undefined> {
    const row = await tx.get<QueueRow>(
      'SELECT * FROM sqs_queue WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toQueue(row);
  },

  async findById(tx: Tx, id: string): Promise<Queue | undefined> {
    const row = await tx.get<QueueRow>('SELECT * FROM sqs_queue WHERE id = ?', [id]);
    return row === undefined ? undefined : toQueue(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, queue: Queue): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO sqs_queue (account, region, name, id, fifo, attributes, dead_letter_arn, created_at, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO NOTHING`,
      [
        queue.account,
        queue.region,
        queue.name,
        queue.id,
        queue.fifo ? 1 : 0,
        attributesText(queue.attributes),
        deadLetterArn(queue),
        queue.createdAt.getTime(),
        queue.modifiedAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async update(tx: Tx, { id }: Queue, attributes: QueueAttributes, now: Date): Promise<void> {
    await tx.run(
      'UPDATE sqs_queue SET attributes = ?, dead_letter_arn = ?, modified_at = ? WHERE id = ?',
      [attributesText(attributes), deadLetterArn({ attributes }), now.getTime(), id],
    );
  },

  /** False when it was purged after `before`, or is gone. */
  async notePurge(tx: Tx, { id }: Queue, now: Date, before: number): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE sqs_queue SET purged_at = ? WHERE id = ? AND (purged_at IS NULL OR purged_at <= ?)',
      [now.getTime(), id, before],
    );
    return changes > 0;
  },

  /** Leaves a note of the name, which stays taken for a while. */
  async remove(tx: Tx, { account, region, name, id }: Queue, now: Date): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM sqs_queue WHERE id = ?', [id]);
    if (changes === 0) return false;
    await tx.run(
      `INSERT INTO sqs_deleted_queue (account, region, name, deleted_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET deleted_at = excluded.deleted_at`,
      [account, region, name, now.getTime()],
    );
    return true;
  },

  async deletedAfter(tx: Tx, { account, region, name }: QueueRef, after: number): Promise<boolean> {
    const row = await tx.get<{ deleted_at: number }>(
      `SELECT deleted_at FROM sqs_deleted_queue
       WHERE account = ? AND region = ? AND name = ? AND deleted_at > ?`,
      [account, region, name, after],
    );
    return row !== undefined;
  },

  async forgetDeleted(tx: Tx, before: number): Promise<void> {
    await tx.run('DELETE FROM sqs_deleted_queue WHERE deleted_at <= ?', [before]);
  },

  /** Names that begin so, after `after`, in order. */
  async names(
    tx: Tx,
    { account, region }: Scope,
    { prefix, after, limit }: NameQuery,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ name: string }>(
      `SELECT name FROM sqs_queue
       WHERE account = ? AND region = ? AND name > ? AND substr(name, 1, ?) = ?
       ORDER BY name LIMIT ?`,
      [account, region, after, prefix.length, prefix, limit],
    );
    return rows.map(({ name }) => name);
  },

  /** Names of the queues whose dead-letter queue this is, after `after`, in order. */
  async sourceNames(
    tx: Tx,
    { account, region, arn }: QueueRef,
    after: string,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ name: string }>(
      `SELECT name FROM sqs_queue
       WHERE account = ? AND region = ? AND dead_letter_arn = ? AND name > ? ORDER BY name LIMIT ?`,
      [account, region, arn, after, limit],
    );
    return rows.map(({ name }) => name);
  },

  /** All queues, some at a time, for the sweep. */
  async page(tx: Tx, afterId: string, limit: number): Promise<readonly Queue[]> {
    const rows = await tx.all<QueueRow>(
      'SELECT * FROM sqs_queue WHERE id > ? ORDER BY id LIMIT ?',
      [afterId, limit],
    );
    return rows.map(toQueue);
  },
};

export interface NameQuery {
  readonly prefix: string;
  readonly after: string;
  readonly limit: number;
}
