import type { Tx } from '@gatehouse/store';
import { nameKey } from '../names.ts';

/** A customer managed policy. */
export interface CustomerPolicy {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** ANPA… */
  readonly id: string;
  readonly description: string | undefined;
  readonly defaultVersion: number;
  /** The highest number ever given to a version; a deleted version's number is not given again. */
  readonly lastVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StoredVersion {
  readonly version: number;
  readonly document: string;
  readonly createdAt: Date;
}

/** How many users, groups and roles a policy is attached to, and how many it bounds. */
export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

interface PolicyRow {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly description: string | null;
  readonly default_version: number;
  readonly last_version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

interface UsageRow {
  readonly attachments: number;
  readonly boundaries: number;
}

interface VersionRow {
  readonly version: number;
  readonly document: string;
  readonly created_at: number;
}

const toPolicy = (row: PolicyRow): CustomerPolicy => ({
  account: row.account,
  name: row.name,
  path: row.path,
  arn: row.arn,
  id: row.id,
  description: row.description ?? undefined,
  defaultVersion: row.default_version,
  lastVersion: row.last_version,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

const toVersion = (row: VersionRow): StoredVersion => ({
  version: row.version,
  document: row.document,
  createdAt: new Date(row.created_at),
});

const USAGE = `
  (SELECT COUNT(*) FROM iam_attachment a WHERE a.account = p.account AND a.policy_arn = p.arn) AS attachments,
  (SELECT COUNT(*) FROM iam_user u WHERE u.account = p.account AND u.boundary_arn = p.arn)
  + (SELECT COUNT(*) FROM iam_role r WHERE r.account = p.account AND r.boundary_arn = p.arn) AS boundaries`;

export interface PolicyListFilter {
  readonly pathPrefix: string;
  readonly attachedOnly: boolean;
  readonly usage: 'PermissionsPolicy' | 'PermissionsBoundary' | undefined;
}

export const policies = {
  async find(tx: Tx, arn: string): Promise<CustomerPolicy | undefined> {
    const row = await tx.get<PolicyRow>('SELECT * FROM iam_policy WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toPolicy(row);
  },

  /** False when the account has a policy of that name, whatever its path. */
  async insert(tx: Tx, policy: CustomerPolicy, document: string): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO iam_policy (account, name_key, name, path, arn, id, description, default_version, last_version,
         created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, name_key) DO NOTHING`,
      [
        policy.account,
        nameKey(policy.name),
        policy.name,
        policy.path,
        policy.arn,
        policy.id,
        policy.description ?? null,
        policy.defaultVersion,
        policy.lastVersion,
        policy.createdAt.getTime(),
        policy.updatedAt.getTime(),
      ],
    );
    if (changes === 0) return false;
    await this.insertVersion(tx, policy, {
      version: policy.defaultVersion,
      document,
      createdAt: policy.createdAt,
    });
    return true;
  },

  async insertVersion(
    tx: Tx,
    policy: Pick<CustomerPolicy, 'id'>,
    { version, document, createdAt }: StoredVersion,
  ): Promise<void> {
    await tx.run(
      'INSERT INTO iam_policy_version (policy_id, version, document, created_at) VALUES (?, ?, ?, ?)',
      [policy.id, version, document, createdAt.getTime()],
    );
    await tx.run('UPDATE iam_policy SET last_version = ?, updated_at = ? WHERE id = ?', [
      version,
      createdAt.getTime(),
      policy.id,
    ]);
  },

  async setDefault(tx: Tx, policy: CustomerPolicy, version: number, at: Date): Promise<void> {
    await tx.run('UPDATE iam_policy SET default_version = ?, updated_at = ? WHERE id = ?', [
      version,
      at.getTime(),
      policy.id,
    ]);
  },

  async version(
    tx: Tx,
    policy: CustomerPolicy,
    version: number,
  ): Promise<StoredVersion | undefined> {
    const row = await tx.get<VersionRow>(
      'SELECT version, document, created_at FROM iam_policy_version WHERE policy_id = ? AND version = ?',
      [policy.id, version],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  /** Newest first; never more than a handful. */
  async versions(tx: Tx, policy: CustomerPolicy): Promise<readonly StoredVersion[]> {
    const rows = await tx.all<VersionRow>(
      'SELECT version, document, created_at FROM iam_policy_version WHERE policy_id = ? ORDER BY version DESC',
      [policy.id],
    );
    return rows.map(toVersion);
  },

  async deleteVersion(tx: Tx, policy: CustomerPolicy, version: number): Promise<void> {
    await tx.run('DELETE FROM iam_policy_version WHERE policy_id = ? AND version = ?', [
      policy.id,
      version,
    ]);
  },

  async delete(tx: Tx, policy: CustomerPolicy): Promise<void> {
    await tx.run('DELETE FROM iam_policy_version WHERE policy_id = ?', [policy.id]);
    await tx.run('DELETE FROM iam_policy WHERE id = ?', [policy.id]);
  },

  /** How `account` uses a policy, one of its own or one of AWS. */
  async usage(tx: Tx, account: string, arn: string): Promise<PolicyUsage> {
    const row = await tx.get<UsageRow>(
      `SELECT ${USAGE} FROM (SELECT CAST(? AS TEXT) AS account, CAST(? AS TEXT) AS arn) p`,
      [account, arn],
    );
    return { attachments: row?.attachments ?? 0, boundaries: row?.boundaries ?? 0 };
  },

  /** By name, after the name `after`. */
  async list(
    tx: Tx,
    account: string,
    { pathPrefix, attachedOnly, usage }: PolicyListFilter,
    after: string,
    limit: number,
  ): Promise<readonly (CustomerPolicy & PolicyUsage)[]> {
    const wanted =
      (attachedOnly ? ' AND q.attachments + q.boundaries > 0' : '') +
      (usage === 'PermissionsPolicy' ? ' AND q.attachments > 0' : '') +
      (usage === 'PermissionsBoundary' ? ' AND q.boundaries > 0' : '');
    const rows = await tx.all<PolicyRow & UsageRow>(
      `SELECT q.* FROM (
         SELECT p.*, ${USAGE} FROM iam_policy p
         WHERE p.account = ? AND SUBSTR(p.path, 1, ?) = ? AND p.name_key > ?) q
       WHERE 1 = 1${wanted} ORDER BY q.name_key LIMIT ?`,
      [account, pathPrefix.length, pathPrefix, after, limit],
    );
    return rows.map((row) => ({
      ...toPolicy(row),
      attachments: row.attachments,
      boundaries: row.boundaries,
    }));
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      'SELECT COUNT(*) AS total FROM iam_policy WHERE account = ?',
      [account],
    );
    return row?.total ?? 0;
  },

  async countVersions(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ total: number }>(
      `SELECT COUNT(*) AS total FROM iam_policy_version v
       JOIN iam_policy p ON p.id = v.policy_id WHERE p.account = ?`,
      [account],
    );
    return row?.total ?? 0;
  },
};
