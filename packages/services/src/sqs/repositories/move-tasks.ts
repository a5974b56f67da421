import type { Tx } from '@gatehouse/store';
import type { QueueRef } from '../model.ts';

export type MoveStatus = 'CANCELLED' | 'COMPLETED' | 'FAILED' | 'RUNNING';

export interface MoveTask {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** Name of the queue that messages leave. */
  readonly source: string;
  /** undefined: each goes back to where it came from. */
  readonly destinationArn: string | undefined;
  readonly perSecond: number | undefined;
  readonly status: MoveStatus;
  readonly moved: number;
  readonly toMove: number;
  readonly failure: string | undefined;
  /** Of the last message that was looked at. */
  readonly lastPosition: number;
  readonly startedAt: number;
}

interface MoveTaskRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly destination_arn: string | null;
  readonly per_second: number | null;
  readonly status: string;
  readonly moved: number;
  readonly to_move: number;
  readonly failure: string | null;
  readonly last_position: number;
  readonly started_at: number;
}

const STATUSES: readonly MoveStatus[] = ['CANCELLED', 'COMPLETED', 'FAILED', 'RUNNING'];

const toStatus = (text: string): MoveStatus => {
  const status = STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`a move task is stored as ${text}`);
  return status;
};

const toTask = (row: MoveTaskRow): MoveTask => ({
  id: row.id,
  account: row.account,
  region: row.region,
  source: row.source,
  destinationArn: row.destination_arn ?? undefined,
  perSecond: row.per_second ?? undefined,
  status: toStatus(row.status),
  moved: row.moved,
  toMove: row.to_move,
  failure: row.failure ?? undefined,
  lastPosition: row.last_position,
  startedAt: row.started_at,
});

export const moveTasks = {
  /** False when a task of this source is still active. */
  async insert(tx: Tx, task: MoveTask): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO sqs_move_task (id, account, region, source, destination_arn, per_second, status, moved, to_move,
         last_position, started_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        task.id,
        task.account,
        task.region,
        task.source,
        task.destinationArn ?? null,
        task.perSecond ?? null,
        task.status,
        task.moved,
        task.toMove,
        task.lastPosition,
        task.startedAt,
      ],
    );
    return changes > 0;
  },

  async find(tx: Tx, id: string): Promise<MoveTask | undefined> {
    const row = await tx.get<MoveTaskRow>('SELECT * FROM sqs_move_task WHERE id = ?', [id]);
    return row === undefined ? undefined : toTask(row);
  },

  /** The latest first. */
  async list(
    tx: Tx,
    { account, region, name }: QueueRef,
    limit: number,
  ): Promise<readonly MoveTask[]> {
    const rows = await tx.all<MoveTaskRow>(
      `SELECT * FROM sqs_move_task WHERE account = ? AND region = ? AND source = ?
       ORDER BY started_at DESC, id DESC LIMIT ?`,
      [account, region, name, limit],
    );
    return rows.map(toTask);
  },

  async progress(tx: Tx, id: string, moved: number, lastPosition: number): Promise<void> {
    await tx.run('UPDATE sqs_move_task SET moved = moved + ?, last_position = ? WHERE id = ?', [
      moved,
      lastPosition,
      id,
    ]);
  },

  /** Only from the status `from`. */
  async settle(
    tx: Tx,
    id: string,
    from: MoveStatus,
    to: MoveStatus,
    failure?: string,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE sqs_move_task SET status = ?, failure = ? WHERE id = ? AND status = ?',
      [to, failure ?? null, id, from],
    );
    return changes > 0;
  },

  /** When the source queue is gone, nobody can ask for its tasks any more. */
  async forget(tx: Tx, { account, region, name }: QueueRef): Promise<void> {
    await tx.run('DELETE FROM sqs_move_task WHERE account = ? AND region = ? AND source = ?', [
      account,
      region,
      name,
    ]);
  },
};
