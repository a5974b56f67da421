import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { TaskSet, TaskSetDetails } from '../model.ts';

interface TaskSetRow {
  readonly cluster: string;
  readonly service: string;
  readonly id: string;
  readonly status: TaskSet['status'];
  readonly details: string;
  readonly created_at: number;
  readonly updated_at: number;
}

const COLUMNS = 'cluster, service, id, status, details, created_at, updated_at';

const toTaskSet = (row: TaskSetRow): TaskSet => ({
  cluster: row.cluster,
  service: row.service,
  id: row.id,
  status: row.status,
  details: JSON.parse(row.details) as TaskSetDetails,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const taskSets = {
  /** Oldest first. */
  async ofService(tx: Tx, scope: Scope, cluster: string, service: string): Promise<TaskSet[]> {
    const rows = await tx.all<TaskSetRow>(
      `SELECT ${COLUMNS} FROM ecs_task_set WHERE account = ? AND region = ? AND cluster = ? AND service = ?
       ORDER BY created_at, id`,
      [scope.account, scope.region, cluster, service],
    );
    return rows.map(toTaskSet);
  },

  async save(tx: Tx, scope: Scope, taskSet: TaskSet): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_task_set (account, region, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, cluster, service, id) DO UPDATE SET
         status = excluded.status, details = excluded.details, updated_at = excluded.updated_at`,
      [
        scope.account,
        scope.region,
        taskSet.cluster,
        taskSet.service,
        taskSet.id,
        taskSet.status,
        JSON.stringify(taskSet.details),
        taskSet.createdAt,
        taskSet.updatedAt,
      ],
    );
  },

  async delete(tx: Tx, scope: Scope, taskSet: TaskSet): Promise<void> {
    await tx.run(
      `DELETE FROM ecs_task_set WHERE account = ? AND region = ? AND cluster = ? AND service = ? AND id = ?`,
      [scope.account, scope.region, taskSet.cluster, taskSet.service, taskSet.id],
    );
  },
};
