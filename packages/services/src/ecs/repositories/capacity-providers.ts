import type { Tx } from '@gatehouse/store';
import type { Scope } from '../arns.ts';
import type { CapacityProvider, CapacityProviderDetails } from '../model.ts';

interface ProviderRow {
  readonly name: string;
  readonly status: CapacityProvider['status'];
  readonly cluster: string | null;
  readonly details: string;
}

const toProvider = (row: ProviderRow): CapacityProvider => ({
  name: row.name,
  status: row.status,
  cluster: row.cluster ?? undefined,
  details: JSON.parse(row.details) as CapacityProviderDetails,
});

const COLUMNS = 'name, status, cluster, details';

export const capacityProviders = {
  async find(tx: Tx, scope: Scope, name: string): Promise<CapacityProvider | undefined> {
    const row = await tx.get<ProviderRow>(
      `SELECT ${COLUMNS} FROM ecs_capacity_provider WHERE account = ? AND region = ? AND name = ?`,
      [scope.account, scope.region, name],
    );
    return row === undefined ? undefined : toProvider(row);
  },

  async findMany(tx: Tx, scope: Scope, names: readonly string[]): Promise<CapacityProvider[]> {
    if (names.length === 0) return [];
    const rows = await tx.all<ProviderRow>(
      `SELECT ${COLUMNS} FROM ecs_capacity_provider WHERE account = ? AND region = ?
       AND name IN (${names.map(() => '?').join(', ')})`,
      [scope.account, scope.region, ...names],
    );
    return rows.map(toProvider);
  },

  /** Providers of managed instances belong to one cluster. */
  async inCluster(tx: Tx, scope: Scope, cluster: string): Promise<boolean> {
    const row = await tx.get<{ readonly name: string }>(
      `SELECT name FROM ecs_capacity_provider WHERE account = ? AND region = ? AND cluster = ?
       AND status = 'ACTIVE' LIMIT 1`,
      [scope.account, scope.region, cluster],
    );
    return row !== undefined;
  },

  async page(tx: Tx, scope: Scope, after: string, limit: number): Promise<CapacityProvider[]> {
    const rows = await tx.all<ProviderRow>(
      `SELECT ${COLUMNS} FROM ecs_capacity_provider WHERE account = ? AND region = ? AND name > ?
       ORDER BY name LIMIT ?`,
      [scope.account, scope.region, after, limit],
    );
    return rows.map(toProvider);
  },

  /** False when one of the name exists. */
  async insert(tx: Tx, scope: Scope, provider: CapacityProvider, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ecs_capacity_provider (account, region, ${COLUMNS}, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET
         status = excluded.status, cluster = excluded.cluster, details = excluded.details,
         created_at = excluded.created_at
       WHERE ecs_capacity_provider.status = 'INACTIVE'`,
      [
        scope.account,
        scope.region,
        provider.name,
        provider.status,
        provider.cluster ?? null,
        JSON.stringify(provider.details),
        now.getTime(),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, scope: Scope, provider: CapacityProvider): Promise<void> {
    await tx.run(
      `UPDATE ecs_capacity_provider SET status = ?, details = ?
       WHERE account = ? AND region = ? AND name = ?`,
      [
        provider.status,
        JSON.stringify(provider.details),
        scope.account,
        scope.region,
        provider.name,
      ],
    );
  },

  async delete(tx: Tx, scope: Scope, name: string): Promise<void> {
    await tx.run(
      'DELETE FROM ecs_capacity_provider WHERE account = ? AND region = ? AND name = ?',
      [scope.account, scope.region, name],
    );
  },
};
