import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { Service, ServiceDetails, ServiceStatus } from '../model.ts';

interface ServiceRow {
  readonly cluster: string;
  readonly name: string;
  readonly status: ServiceStatus;
  readonly scheduling_strategy: Service['schedulingStrategy'];
  readonly desired_count: number;
  readonly details: string;
  readonly created_by: string;
  readonly created_at: number;
}

const COLUMNS =
  'cluster, name, status, scheduling_strategy, desired_count, details, created_by, created_at';

const toService = (row: ServiceRow): Service => ({
  cluster: row.cluster,
  name: row.name,
  status: row.status,
  schedulingStrategy: row.scheduling_strategy,
  desiredCount: row.desired_count,
  details: JSON.parse(row.details) as ServiceDetails,
  createdBy: row.created_by,
  createdAt: row.created_at,
});

const namespaceOf = ({ details }: Service): string | null => {
  const connect = details.options.serviceConnectConfiguration;
  return connect?.enabled === true ? (connect.namespace ?? null) : null;
};

interface ServiceFilter {
  readonly launchType: string | undefined;
  readonly schedulingStrategy: string | undefined;
}

export const services = {
  async find(tx: Tx, scope: Scope, cluster: string, name: string): Promise<Service | undefined> {
    const row = await tx.get<ServiceRow>(
      `SELECT ${COLUMNS} FROM ecs_service WHERE account = ? AND region = ? AND cluster = ? AND name = ?`,
      [scope.account, scope.region, cluster, name],
    );
    return row === undefined ? undefined : toService(row);
  },

  async findMany(
    tx: Tx,
    scope: Scope,
    cluster: string,
    names: readonly string[],
  ): Promise<Service[]> {
    if (names.length === 0) return [];
    const rows = await tx.all<ServiceRow>(
      `SELECT ${COLUMNS} FROM ecs_service WHERE account = ? AND region = ? AND cluster = ?
       AND name IN (${names.map(() => '?').join(', ')})`,
      [scope.account, scope.region, cluster, ...names],
    );
    return rows.map(toService);
  },

  /** By name alone, as a short ARN gives it; the first in cluster order. */
  async findByName(tx: Tx, scope: Scope, name: string): Promise<Service | undefined> {
    const row = await tx.get<ServiceRow>(
      `SELECT ${COLUMNS} FROM ecs_service WHERE account = ? AND region = ? AND name = ? ORDER BY cluster LIMIT 1`,
      [scope.account, scope.region, name],
    );
    return row === undefined ? undefined : toService(row);
  },

  /** False when a service that is not INACTIVE has the name. */
  async insert(tx: Tx, scope: Scope, service: Service): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ecs_service (account, region, cluster, name, status, launch_type, scheduling_strategy,
         namespace, desired_count, details, created_by, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, cluster, name) DO UPDATE SET
         status = excluded.status, launch_type = excluded.launch_type,
         scheduling_strategy = excluded.scheduling_strategy, namespace = excluded.namespace,
         desired_count = excluded.desired_count, details = excluded.details,
         created_by = excluded.created_by, created_at = excluded.created_at
       WHERE ecs_service.status = 'INACTIVE'`,
      [
        scope.account,
        scope.region,
        service.cluster,
        service.name,
        service.status,
        service.details.template.launchType ?? null,
        service.schedulingStrategy,
        namespaceOf(service),
        service.desiredCount,
        JSON.stringify(service.details),
        service.createdBy,
        service.createdAt,
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, scope: Scope, service: Service): Promise<void> {
    await tx.run(
      `UPDATE ecs_service SET status = ?, launch_type = ?, namespace = ?, desired_count = ?, details = ?
       WHERE account = ? AND region = ? AND cluster = ? AND name = ?`,
      [
        service.status,
        service.details.template.launchType ?? null,
        namespaceOf(service),
        service.desiredCount,
        JSON.stringify(service.details),
        scope.account,
        scope.region,
        service.cluster,
        service.name,
      ],
    );
  },

  async page(
    tx: Tx,
    scope: Scope,
    cluster: string,
    { launchType, schedulingStrategy }: ServiceFilter,
    after: string,
    limit: number,
  ): Promise<string[]> {
    const rows = await tx.all<{ readonly name: string }>(
      `SELECT name FROM ecs_service WHERE account = ? AND region = ? AND cluster = ? AND name > ?
       AND status <> 'INACTIVE'
       ${launchType === undefined ? '' : 'AND launch_type = ?'}
       ${schedulingStrategy === undefined ? '' : 'AND scheduling_strategy = ?'}
       ORDER BY name LIMIT ?`,
      [
        scope.account,
        scope.region,
        cluster,
        after,
        ...(launchType === undefined ? [] : [launchType]),
        ...(schedulingStrategy === undefined ? [] : [schedulingStrategy]),
        limit,
      ],
    );
    return rows.map(({ name }) => name);
  },

  async pageOfNamespace(
    tx: Tx,
    scope: Scope,
    namespace: string,
    [cluster, name]: readonly [string, string],
    limit: number,
  ): Promise<{ readonly cluster: string; readonly name: string }[]> {
    return tx.all(
      `SELECT cluster, name FROM ecs_service WHERE account = ? AND region = ? AND namespace = ?
       AND status <> 'INACTIVE' AND (cluster, name) > (?, ?) ORDER BY cluster, name LIMIT ?`,
      [scope.account, scope.region, namespace, cluster, name, limit],
    );
  },

  async live(tx: Tx, scope: Scope, cluster: string): Promise<Service[]> {
    const rows = await tx.all<ServiceRow>(
      `SELECT ${COLUMNS} FROM ecs_service WHERE account = ? AND region = ? AND cluster = ?
       AND status IN ('ACTIVE', 'DRAINING')`,
      [scope.account, scope.region, cluster],
    );
    return rows.map(toService);
  },
};
