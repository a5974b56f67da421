import type { Tx } from '@gatehouse/store';
import type { SealedValue, Version } from '../model.ts';

interface VersionRow {
  readonly secret_id: string;
  readonly version_id: string;
  readonly created_at: number;
  readonly accessed_at: number;
  readonly kind: 'string' | 'binary' | null;
  readonly sealed: Uint8Array | null;
  readonly key_arn: string | null;
  readonly data_key: Uint8Array | null;
}

const toValue = ({ kind, sealed, key_arn, data_key }: VersionRow): SealedValue | undefined =>
  kind === null || sealed === null || key_arn === null || data_key === null
    ? undefined
    : { kind, sealed, keyArn: key_arn, dataKey: data_key };

const toVersion = (row: VersionRow): Version => ({
  secretId: row.secret_id,
  versionId: row.version_id,
  createdAt: row.created_at,
  accessedAt: row.accessed_at === 0 ? undefined : row.accessed_at,
  value: toValue(row),
});

const valueColumns = (value: SealedValue | undefined) => [
  value?.kind ?? null,
  value?.sealed ?? null,
  value?.keyArn ?? null,
  value?.dataKey ?? null,
];

export const versions = {
  async find(tx: Tx, secretId: string, versionId: string): Promise<Version | undefined> {
    const row = await tx.get<VersionRow>(
      'SELECT * FROM secretsmanager_version WHERE secret_id = ? AND version_id = ?',
      [secretId, versionId],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  /** False: there is a version of this id. */
  async insert(tx: Tx, version: Version): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO secretsmanager_version (secret_id, version_id, created_at, accessed_at, kind, sealed, key_arn, data_key)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        version.secretId,
        version.versionId,
        version.createdAt,
        version.accessedAt ?? 0,
        ...valueColumns(version.value),
      ],
    );
    return changes > 0;
  },

  /** Gives a version its value, unless it has one: false then. */
  async fill(tx: Tx, secretId: string, versionId: string, value: SealedValue): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE secretsmanager_version SET kind = ?, sealed = ?, key_arn = ?, data_key = ?
       WHERE secret_id = ? AND version_id = ? AND sealed IS NULL`,
      [...valueColumns(value), secretId, versionId],
    );
    return changes > 0;
  },

  async remove(tx: Tx, secretId: string, versionId: string): Promise<void> {
    await tx.run('DELETE FROM secretsmanager_version WHERE secret_id = ? AND version_id = ?', [
      secretId,
      versionId,
    ]);
  },
};
