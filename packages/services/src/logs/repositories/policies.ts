import type { Tx } from '@gatehouse/store';
import type { Destination, ResourcePolicy, Scope } from '../model.ts';

interface DestinationRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly target_arn: string;
  readonly role_arn: string;
  readonly access_policy: string | null;
  readonly created_at: number;
}

const toDestination = (row: DestinationRow): Destination => ({
  account: row.account,
  region: row.region,
  name: row.name,
  targetArn: row.target_arn,
  roleArn: row.role_arn,
  accessPolicy: row.access_policy ?? undefined,
  createdAt: row.created_at,
});

interface PolicyRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly document: string;
  readonly updated_at: number;
}

const toPolicy = ({ account, region, name, document, updated_at }: PolicyRow): ResourcePolicy => ({
  account,
  region,
  name,
  document,
  updatedAt: updated_at,
});

export const destinations = {
  async find(tx: Tx, { account, region }: Scope, name: string): Promise<Destination | undefined> {
    const row = await tx.get<DestinationRow>(
      'SELECT * FROM logs_destination WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toDestination(row);
  },

  async put(tx: Tx, destination: Destination): Promise<void> {
    await tx.run(
      `INSERT INTO logs_destination (account, region, name, target_arn, role_arn, access_policy, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET target_arn = excluded.target_arn,
         role_arn = excluded.role_arn, access_policy = excluded.access_policy`,
      [
        destination.account,
        destination.region,
        destination.name,
        destination.targetArn,
        destination.roleArn,
        destination.accessPolicy ?? null,
        destination.createdAt,
      ],
    );
  },

  async remove(tx: Tx, { account, region, name }: Destination): Promise<void> {
    await tx.run('DELETE FROM logs_destination WHERE account = ? AND region = ? AND name = ?', [
      account,
      region,
      name,
    ]);
  },

  async list(
    tx: Tx,
    { account, region }: Scope,
    prefix: string,
    after: string,
    limit: number,
  ): Promise<readonly Destination[]> {
    const rows = await tx.all<DestinationRow>(
      `SELECT * FROM logs_destination
       WHERE account = ? AND region = ? AND name > ? AND substr(name, 1, length(CAST(? AS TEXT))) = ? ORDER BY name LIMIT ?`,
      [account, region, after, prefix, prefix, limit],
    );
    return rows.map(toDestination);
  },
};

export const resourcePolicies = {
  async list(
    tx: Tx,
    { account, region }: Scope,
    after: string,
    limit: number,
  ): Promise<readonly ResourcePolicy[]> {
    const rows = await tx.all<PolicyRow>(
      `SELECT * FROM logs_resource_policy WHERE account = ? AND region = ? AND name > ?
       ORDER BY name LIMIT ?`,
      [account, region, after, limit],
    );
    return rows.map(toPolicy);
  },

  async put(tx: Tx, policy: ResourcePolicy): Promise<void> {
    await tx.run(
      `INSERT INTO logs_resource_policy (account, region, name, document, updated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, region, name) DO UPDATE SET document = excluded.document,
         updated_at = excluded.updated_at`,
      [policy.account, policy.region, policy.name, policy.document, policy.updatedAt],
    );
  },

  /** False when there is none of the name. */
  async remove(tx: Tx, { account, region }: Scope, name: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM logs_resource_policy WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return changes > 0;
  },
};
