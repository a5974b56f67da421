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

/** A version and the labels that are on it. */
export interface LabelledVersion {
  readonly version: Version;
  readonly labels: readonly string[];
}

// One question of the database for what every reading of a value needs.
const LABELLED = `SELECT v.*, l.label AS label FROM secretsmanager_version v
  LEFT JOIN secretsmanager_label l ON l.secret_id = v.secret_id AND l.version_id = v.version_id
  WHERE v.secret_id = ? AND v.version_id =`;

const toLabelled = (
  rows: readonly (VersionRow & { readonly label: string | null })[],
): LabelledVersion | undefined => {
  const [first] = rows;
  if (first === undefined) return undefined;
  return { version: toVersion(first), labels: rows.flatMap(({ label }) => label ?? []) };
};

export const versions = {
  async withLabels(
    tx: Tx,
    secretId: string,
    versionId: string,
  ): Promise<LabelledVersion | undefined> {
    return toLabelled(await tx.all(`${LABELLED} ? ORDER BY l.label`, [secretId, versionId]));
  },

  /** The one that has this label, among others. */
  async withLabel(tx: Tx, secretId: string, label: string): Promise<LabelledVersion | undefined> {
    return toLabelled(
      await tx.all(
        `${LABELLED} (SELECT version_id FROM secretsmanager_label WHERE secret_id = ? AND label = ?) ORDER BY l.label`,
        [secretId, secretId, label],
      ),
    );
  },

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

  /** Another sealing of the same value. */
  async replaceValue(
    tx: Tx,
    secretId: string,
    versionId: string,
    value: SealedValue,
  ): Promise<void> {
    await tx.run(
      `UPDATE secretsmanager_version SET kind = ?, sealed = ?, key_arn = ?, data_key = ?
       WHERE secret_id = ? AND version_id = ?`,
      [...valueColumns(value), secretId, versionId],
    );
  },

  async remove(tx: Tx, secretId: string, versionId: string): Promise<void> {
    await tx.run('DELETE FROM secretsmanager_version WHERE secret_id = ? AND version_id = ?', [
      secretId,
      versionId,
    ]);
  },

  async count(tx: Tx, secretId: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM secretsmanager_version WHERE secret_id = ?',
      [secretId],
    );
    return row?.count ?? 0;
  },

  /** Ids of versions that no label is on, the oldest first. */
  async unlabelled(
    tx: Tx,
    secretId: string,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly version_id: string }>(
      `SELECT version_id FROM secretsmanager_version v WHERE secret_id = ? AND created_at < ? AND NOT EXISTS
         (SELECT 1 FROM secretsmanager_label l WHERE l.secret_id = v.secret_id AND l.version_id = v.version_id)
       ORDER BY created_at, version_id LIMIT ?`,
      [secretId, before, limit],
    );
    return rows.map(({ version_id }) => version_id);
  },

  /** In the order in which they were made, values left out. */
  async page(
    tx: Tx,
    secretId: string,
    {
      after: [at, id],
      labelled,
      limit,
    }: {
      readonly after: readonly [createdAt: number, versionId: string];
      readonly labelled: boolean;
      readonly limit: number;
    },
  ): Promise<readonly (Omit<Version, 'value'> & { readonly keyArn: string | undefined })[]> {
    const rows = await tx.all<Omit<VersionRow, 'kind' | 'sealed' | 'data_key'>>(
      `SELECT secret_id, version_id, created_at, accessed_at, key_arn FROM secretsmanager_version v
       WHERE secret_id = ? AND (created_at, version_id) > (?, ?)${
         labelled
           ? ' AND EXISTS (SELECT 1 FROM secretsmanager_label l WHERE l.secret_id = v.secret_id AND l.version_id = v.version_id)'
           : ''
       } ORDER BY created_at, version_id LIMIT ?`,
      [secretId, at, id, limit],
    );
    return rows.map((row) => ({
      secretId: row.secret_id,
      versionId: row.version_id,
      createdAt: row.created_at,
      accessedAt: row.accessed_at === 0 ? undefined : row.accessed_at,
      keyArn: row.key_arn ?? undefined,
    }));
  },

  /** Notes the day on which its value was read, unless a later one is noted. */
  async setAccessed(tx: Tx, secretId: string, versionId: string, at: number): Promise<void> {
    await tx.run(
      'UPDATE secretsmanager_version SET accessed_at = ? WHERE secret_id = ? AND version_id = ? AND accessed_at < ?',
      [at, secretId, versionId, at],
    );
  },
};
