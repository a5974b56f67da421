import type { Tx } from '@gatehouse/store';
import type { ParameterPolicy, ParameterType, Tier, Version } from '../model.ts';

export interface VersionRow {
  readonly version: number;
  readonly type: string;
  readonly tier: string;
  readonly data_type: string;
  readonly description: string | null;
  readonly allowed_pattern: string | null;
  readonly key_id: string | null;
  readonly policies: string;
  readonly modified_at: number;
  readonly modified_by: string;
  readonly sealed: Uint8Array;
  readonly key_arn: string | null;
  readonly data_key: Uint8Array | null;
}

export const toVersion = (row: VersionRow): Version => ({
  version: row.version,
  // `insert` wrote these.
  type: row.type as ParameterType,
  tier: row.tier as Tier,
  dataType: row.data_type,
  description: row.description ?? undefined,
  allowedPattern: row.allowed_pattern ?? undefined,
  keyId: row.key_id ?? undefined,
  policies: JSON.parse(row.policies) as ParameterPolicy[],
  modifiedAt: row.modified_at,
  modifiedBy: row.modified_by,
  value: {
    sealed: row.sealed,
    keyArn: row.key_arn ?? undefined,
    dataKey: row.data_key ?? undefined,
  },
});

export const versions = {
  async find(tx: Tx, id: string, version: number): Promise<Version | undefined> {
    const row = await tx.get<VersionRow>(
      'SELECT * FROM ssm_version WHERE parameter_id = ? AND version = ?',
      [id, version],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  async insert(tx: Tx, id: string, version: Version): Promise<void> {
    const { value } = version;
    await tx.run(
      `INSERT INTO ssm_version (parameter_id, version, type, tier, data_type, description, allowed_pattern,
         key_id, policies, modified_at, modified_by, sealed, key_arn, data_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        version.version,
        version.type,
        version.tier,
        version.dataType,
        version.description ?? null,
        version.allowedPattern ?? null,
        version.keyId ?? null,
        JSON.stringify(version.policies),
        version.modifiedAt,
        version.modifiedBy,
        value.sealed,
        value.keyArn ?? null,
        value.dataKey ?? null,
      ],
    );
  },

  async setPolicies(
    tx: Tx,
    id: string,
    version: number,
    policies: readonly ParameterPolicy[],
  ): Promise<void> {
    await tx.run('UPDATE ssm_version SET policies = ? WHERE parameter_id = ? AND version = ?', [
      JSON.stringify(policies),
      id,
      version,
    ]);
  },

  /** The oldest once there are so many. */
  async oldestOf(tx: Tx, id: string, many: number): Promise<number | undefined> {
    const row = await tx.get<{ readonly oldest: number | null; readonly count: number }>(
      'SELECT MIN(version) AS oldest, COUNT(*) AS count FROM ssm_version WHERE parameter_id = ?',
      [id],
    );
    return row === undefined || row.oldest === null || row.count < many ? undefined : row.oldest;
  },

  async remove(tx: Tx, id: string, version: number): Promise<void> {
    await tx.run('DELETE FROM ssm_version WHERE parameter_id = ? AND version = ?', [id, version]);
  },

  /** The oldest first. */
  async page(tx: Tx, id: string, after: number, limit: number): Promise<readonly Version[]> {
    const rows = await tx.all<VersionRow>(
      'SELECT * FROM ssm_version WHERE parameter_id = ? AND version > ? ORDER BY version LIMIT ?',
      [id, after, limit],
    );
    return rows.map(toVersion);
  },
};
