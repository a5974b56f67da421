import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { Cluster, ClusterCounts, ClusterDetails, ClusterStatus } from '../model.ts';

interface ClusterRow {
  readonly name: string;
  readonly status: ClusterStatus;
  readonly details: string;
}

interface CountedRow extends ClusterRow {
  readonly instances: number;
  readonly running: number;
  readonly pending: number;
  readonly services: number;
}

export type CountedCluster = Cluster & { readonly counts: ClusterCounts };

const toCluster = (row: ClusterRow): Cluster => ({
  name: row.name,
  status: row.status,
  details: JSON.parse(row.details) as ClusterDetails,
});

const toCounted = (row: CountedRow): CountedCluster => ({
  ...toCluster(row),
  counts: {
    registeredContainerInstances: row.instances,
    runningTasks: row.running,
    pendingTasks: row.pending,
    activeServices: row.services,
  },
});

// DescribeClusters is a hot path: one statement for all clusters and their counts, each count one index range.
const COUNTED = `SELECT c.name, c.status, c.details,
  (SELECT COUNT(*) FROM ecs_container_instance i WHERE i.account = c.account AND i.region = c.region
    AND i.cluster = c.name AND i.status <> 'INACTIVE') AS instances,
  (SELECT COUNT(*) FROM ecs_task t WHERE t.account = c.account AND t.region = c.region
    AND t.cluster = c.name AND t.last_status = 'RUNNING') AS running,
  (SELECT COUNT(*) FROM ecs_task t WHERE t.account = c.account AND t.region = c.region
    AND t.cluster = c.name AND t.last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING')) AS pending,
  (SELECT COUNT(*) FROM ecs_service s WHERE s.account = c.account AND s.region = c.region
    AND s.cluster = c.name AND s.status = 'ACTIVE') AS services
  FROM ecs_cluster c WHERE c.account = ? AND c.region = ? AND c.name IN (`;

interface LaunchCounts {
  readonly launchType: string | null;
  readonly running: number;
  readonly pending: number;
}

export const clusters = {
  async find(tx: Tx, scope: Scope, name: string): Promise<Cluster | undefined> {
    const row = await tx.get<ClusterRow>(
      'SELECT name, status, details FROM ecs_cluster WHERE account = ? AND region = ? AND name = ?',
      [scope.account, scope.region, name],
    );
    return row === undefined ? undefined : toCluster(row);
  },

  /** With counts, in no particular order; a cluster that does not exist is absent. */
  async counted(tx: Tx, scope: Scope, names: readonly string[]): Promise<CountedCluster[]> {
    if (names.length === 0) return [];
    const rows = await tx.all<CountedRow>(`${COUNTED}${names.map(() => '?').join(', ')})`, [
      scope.account,
      scope.region,
      ...names,
    ]);
    return rows.map(toCounted);
  },

  /** False when an active cluster has the name. */
  async insert(tx: Tx, scope: Scope, cluster: Cluster, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ecs_cluster (account, region, name, status, details, created_at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET
         status = excluded.status, details = excluded.details, created_at = excluded.created_at
       WHERE ecs_cluster.status = 'INACTIVE'`,
      [
        scope.account,
        scope.region,
        cluster.name,
        cluster.status,
        JSON.stringify(cluster.details),
        now.getTime(),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, scope: Scope, cluster: Cluster): Promise<void> {
    await tx.run(
      'UPDATE ecs_cluster SET status = ?, details = ? WHERE account = ? AND region = ? AND name = ?',
      [cluster.status, JSON.stringify(cluster.details), scope.account, scope.region, cluster.name],
    );
  },

  async activeNames(tx: Tx, scope: Scope, after: string, limit: number): Promise<string[]> {
    const rows = await tx.all<{ readonly name: string }>(
      `SELECT name FROM ecs_cluster WHERE account = ? AND region = ? AND name > ? AND status = 'ACTIVE'
       ORDER BY name LIMIT ?`,
      [scope.account, scope.region, after, limit],
    );
    return rows.map(({ name }) => name);
  },

  async all(tx: Tx, scope: Scope): Promise<Cluster[]> {
    const rows = await tx.all<ClusterRow>(
      `SELECT name, status, details FROM ecs_cluster WHERE account = ? AND region = ? AND status = 'ACTIVE'`,
      [scope.account, scope.region],
    );
    return rows.map(toCluster);
  },

  async taskCounts(tx: Tx, scope: Scope, name: string): Promise<LaunchCounts[]> {
    return tx.all<LaunchCounts>(
      `SELECT launch_type AS "launchType",
         COUNT(CASE WHEN last_status = 'RUNNING' THEN 1 END) AS running,
         COUNT(CASE WHEN last_status IN ('PROVISIONING', 'PENDING', 'ACTIVATING') THEN 1 END) AS pending
       FROM ecs_task WHERE account = ? AND region = ? AND cluster = ? GROUP BY launch_type`,
      [scope.account, scope.region, name],
    );
  },

  async serviceCounts(
    tx: Tx,
    scope: Scope,
    name: string,
  ): Promise<{ launchType: string | null; active: number; draining: number }[]> {
    return tx.all(
      `SELECT launch_type AS "launchType",
         COUNT(CASE WHEN status = 'ACTIVE' THEN 1 END) AS active,
         COUNT(CASE WHEN status = 'DRAINING' THEN 1 END) AS draining
       FROM ecs_service WHERE account = ? AND region = ? AND cluster = ? GROUP BY launch_type`,
      [scope.account, scope.region, name],
    );
  },
};
