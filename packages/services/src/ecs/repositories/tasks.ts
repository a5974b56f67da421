import type { LaunchType } from '@aws-sdk/client-ecs';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { Task, TaskDetails, TaskStatus, TaskTimes } from '../model.ts';

interface TaskRow {
  readonly cluster: string;
  readonly id: string;
  readonly last_status: TaskStatus;
  readonly desired_status: Task['desiredStatus'];
  readonly launch_type: LaunchType | null;
  readonly family: string;
  readonly started_by: string | null;
  readonly service: string | null;
  readonly container_instance: string | null;
  readonly cpu: number;
  readonly memory: number;
  readonly details: string;
  readonly times: string;
  readonly version: number;
  readonly protected_until: number | null;
}

const COLUMNS = `cluster, id, last_status, desired_status, launch_type, family, started_by, service,
  container_instance, cpu, memory, details, times, version, protected_until`;

const toTask = (row: TaskRow): Task => ({
  cluster: row.cluster,
  id: row.id,
  lastStatus: row.last_status,
  desiredStatus: row.desired_status,
  launchType: row.launch_type ?? undefined,
  family: row.family,
  startedBy: row.started_by ?? undefined,
  service: row.service ?? undefined,
  containerInstance: row.container_instance ?? undefined,
  cpu: row.cpu,
  memory: row.memory,
  details: JSON.parse(row.details) as TaskDetails,
  times: JSON.parse(row.times) as TaskTimes,
  version: row.version,
  protectedUntil: row.protected_until ?? undefined,
});

interface TaskFilter {
  readonly desiredStatus: 'RUNNING' | 'STOPPED' | 'PENDING';
  readonly containerInstance?: string | undefined;
  readonly family?: string | undefined;
  readonly startedBy?: string | undefined;
  readonly service?: string | undefined;
  readonly launchType?: string | undefined;
}

/** Tasks of one service that were started by one deployment or task set. */
export interface StarterCounts {
  readonly startedBy: string;
  readonly running: number;
  readonly pending: number;
  /** Not yet told to stop. */
  readonly wanted: number;
  /** Not yet stopped. */
  readonly live: number;
}

export const tasks = {
  async find(tx: Tx, scope: Scope, cluster: string, id: string): Promise<Task | undefined> {
    const row = await tx.get<TaskRow>(
      `SELECT ${COLUMNS} FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? AND id = ?`,
      [scope.account, scope.region, cluster, id],
    );
    return row === undefined ? undefined : toTask(row);
  },

  async findMany(tx: Tx, scope: Scope, cluster: string, ids: readonly string[]): Promise<Task[]> {
    if (ids.length === 0) return [];
    const rows = await tx.all<TaskRow>(
      `SELECT ${COLUMNS} FROM ecs_task WHERE account = ? AND region = ? AND cluster = ?
       AND id IN (${ids.map(() => '?').join(', ')})`,
      [scope.account, scope.region, cluster, ...ids],
    );
    return rows.map(toTask);
  },

  /** By id alone, as a short ARN gives it. */
  async findById(tx: Tx, scope: Scope, id: string): Promise<Task | undefined> {
    const row = await tx.get<TaskRow>(
      `SELECT ${COLUMNS} FROM ecs_task WHERE account = ? AND region = ? AND id = ?`,
      [scope.account, scope.region, id],
    );
    return row === undefined ? undefined : toTask(row);
  },

  async insert(tx: Tx, scope: Scope, task: Task): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_task (account, region, ${COLUMNS}, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        scope.account,
        scope.region,
        task.cluster,
        task.id,
        task.lastStatus,
        task.desiredStatus,
        task.launchType ?? null,
        task.family,
        task.startedBy ?? null,
        task.service ?? null,
        task.containerInstance ?? null,
        task.cpu,
        task.memory,
        JSON.stringify(task.details),
        JSON.stringify(task.times),
        task.version,
        task.protectedUntil ?? null,
        task.times.createdAt,
      ],
    );
  },

  async save(tx: Tx, scope: Scope, task: Task): Promise<void> {
    await tx.run(
      `UPDATE ecs_task SET last_status = ?, desired_status = ?, details = ?, times = ?, version = ?,
         protected_until = ?
       WHERE account = ? AND region = ? AND cluster = ? AND id = ?`,
      [
        task.lastStatus,
        task.desiredStatus,
        JSON.stringify(task.details),
        JSON.stringify(task.times),
        task.version,
        task.protectedUntil ?? null,
        scope.account,
        scope.region,
        task.cluster,
        task.id,
      ],
    );
  },

  async delete(tx: Tx, scope: Scope, cluster: string, id: string): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? AND id = ?',
      [scope.account, scope.region, cluster, id],
    );
  },

  async page(
    tx: Tx,
    scope: Scope,
    cluster: string,
    filter: TaskFilter,
    after: string,
    limit: number,
  ): Promise<string[]> {
    const conditions: [string, SqlValue | undefined][] = [
      ['container_instance', filter.containerInstance],
      ['family', filter.family],
      ['started_by', filter.startedBy],
      ['service', filter.service],
      ['launch_type', filter.launchType],
    ];
    const given = conditions.flatMap(([column, value]) =>
      value === undefined ? [] : [{ column, value }],
    );
    const rows = await tx.all<{ readonly id: string }>(
      `SELECT id FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? AND desired_status = ?
       ${given.map(({ column }) => `AND ${column} = ?`).join(' ')} AND id > ? ORDER BY id LIMIT ?`,
      [
        scope.account,
        scope.region,
        cluster,
        filter.desiredStatus,
        ...given.map(({ value }) => value),
        after,
        limit,
      ],
    );
    return rows.map(({ id }) => id);
  },

  async countLive(tx: Tx, scope: Scope, cluster: string): Promise<number> {
    const row = await tx.get<{ readonly live: number }>(
      `SELECT COUNT(*) AS live FROM ecs_task WHERE account = ? AND region = ? AND cluster = ?
       AND last_status <> 'STOPPED'`,
      [scope.account, scope.region, cluster],
    );
    return row?.live ?? 0;
  },

  /** Tasks of a service that have not stopped, oldest first. */
  async ofService(tx: Tx, scope: Scope, cluster: string, service: string): Promise<Task[]> {
    const rows = await tx.all<TaskRow>(
      `SELECT ${COLUMNS} FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? AND service = ?
       AND last_status <> 'STOPPED' ORDER BY created_at, id`,
      [scope.account, scope.region, cluster, service],
    );
    return rows.map(toTask);
  },

  async starterCounts(
    tx: Tx,
    scope: Scope,
    cluster: string,
    service: string,
  ): Promise<StarterCounts[]> {
    return tx.all(
      `SELECT started_by AS "startedBy",
         COUNT(CASE WHEN last_status = 'RUNNING' THEN 1 END) AS running,
         COUNT(CASE WHEN last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING') THEN 1 END) AS pending,
         COUNT(CASE WHEN desired_status = 'RUNNING' THEN 1 END) AS wanted,
         COUNT(*) AS live
       FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? AND service = ?
       AND last_status <> 'STOPPED' AND started_by IS NOT NULL GROUP BY started_by`,
      [scope.account, scope.region, cluster, service],
    );
  },

  /** Tasks on any container instance of the cluster, or on one of them, that have not stopped. */
  async onInstances(
    tx: Tx,
    scope: Scope,
    cluster: string,
    containerInstance?: string,
  ): Promise<Task[]> {
    const rows = await tx.all<TaskRow>(
      `SELECT ${COLUMNS} FROM ecs_task WHERE account = ? AND region = ? AND cluster = ?
       AND ${containerInstance === undefined ? 'container_instance IS NOT NULL' : 'container_instance = ?'}
       AND last_status <> 'STOPPED'`,
      [
        scope.account,
        scope.region,
        cluster,
        ...(containerInstance === undefined ? [] : [containerInstance]),
      ],
    );
    return rows.map(toTask);
  },
};
