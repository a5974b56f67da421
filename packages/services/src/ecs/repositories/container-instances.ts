import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { ContainerInstance, ContainerInstanceDetails } from '../model.ts';

interface InstanceRow {
  readonly cluster: string;
  readonly id: string;
  readonly status: ContainerInstance['status'];
  readonly ec2_instance_id: string;
  readonly details: string;
  readonly version: number;
  readonly registered_at: number;
}

const COLUMNS = 'cluster, id, status, ec2_instance_id, details, version, registered_at';

const toInstance = (row: InstanceRow): ContainerInstance => ({
  cluster: row.cluster,
  id: row.id,
  status: row.status,
  ec2InstanceId: row.ec2_instance_id,
  details: JSON.parse(row.details) as ContainerInstanceDetails,
  version: row.version,
  registeredAt: row.registered_at,
});

export const containerInstances = {
  async findMany(
    tx: Tx,
    scope: Scope,
    cluster: string,
    ids: readonly string[],
  ): Promise<ContainerInstance[]> {
    if (ids.length === 0) return [];
    const rows = await tx.all<InstanceRow>(
      `SELECT ${COLUMNS} FROM ecs_container_instance WHERE account = ? AND region = ? AND cluster = ?
       AND status <> 'INACTIVE' AND id IN (${ids.map(() => '?').join(', ')})`,
      [scope.account, scope.region, cluster, ...ids],
    );
    return rows.map(toInstance);
  },

  async findById(tx: Tx, scope: Scope, id: string): Promise<ContainerInstance | undefined> {
    const row = await tx.get<InstanceRow>(
      `SELECT ${COLUMNS} FROM ecs_container_instance WHERE account = ? AND region = ? AND id = ?
       AND status <> 'INACTIVE'`,
      [scope.account, scope.region, id],
    );
    return row === undefined ? undefined : toInstance(row);
  },

  /** All that are registered, in the order of their ids. */
  async all(tx: Tx, scope: Scope, cluster: string): Promise<ContainerInstance[]> {
    const rows = await tx.all<InstanceRow>(
      `SELECT ${COLUMNS} FROM ecs_container_instance WHERE account = ? AND region = ? AND cluster = ?
       AND status <> 'INACTIVE' ORDER BY id`,
      [scope.account, scope.region, cluster],
    );
    return rows.map(toInstance);
  },

  /** Those with an id after the given one, in order. */
  async page(
    tx: Tx,
    scope: Scope,
    cluster: string,
    filter: { readonly status: string | undefined },
    after: string,
    limit: number,
  ): Promise<ContainerInstance[]> {
    const rows = await tx.all<InstanceRow>(
      `SELECT ${COLUMNS} FROM ecs_container_instance WHERE account = ? AND region = ? AND cluster = ?
       AND ${filter.status === undefined ? "status <> 'INACTIVE'" : 'status = ?'} AND id > ?
       ORDER BY id LIMIT ?`,
      [
        scope.account,
        scope.region,
        cluster,
        ...(filter.status === undefined ? [] : [filter.status]),
        after,
        limit,
      ],
    );
    return rows.map(toInstance);
  },

  async save(tx: Tx, scope: Scope, instance: ContainerInstance): Promise<void> {
    await tx.run(
      `INSERT INTO ecs_container_instance (account, region, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, cluster, id) DO UPDATE SET
         status = excluded.status, ec2_instance_id = excluded.ec2_instance_id, details = excluded.details,
         version = excluded.version`,
      [
        scope.account,
        scope.region,
        instance.cluster,
        instance.id,
        instance.status,
        instance.ec2InstanceId,
        JSON.stringify(instance.details),
        instance.version,
        instance.registeredAt,
      ],
    );
  },

  async delete(tx: Tx, scope: Scope, cluster: string, id: string): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_container_instance WHERE account = ? AND region = ? AND cluster = ? AND id = ?',
      [scope.account, scope.region, cluster, id],
    );
  },
};
