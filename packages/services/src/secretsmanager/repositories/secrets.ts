import type { Tx } from '@gatehouse/store';
import type { ReplicaStatus, Rotation, RotationRules, Secret, SecretRef } from '../model.ts';

export interface SecretRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly description: string | null;
  readonly kms_key_id: string | null;
  readonly type: string | null;
  readonly owning_service: string | null;
  readonly policy: string | null;
  readonly primary_region: string | null;
  readonly primary_id: string | null;
  readonly replica_status: string | null;
  readonly replica_message: string | null;
  readonly created_at: number;
  readonly changed_at: number;
  readonly accessed_at: number;
  readonly deleted_at: number | null;
  readonly deletion_at: number | null;
  readonly rotation_enabled: number;
  readonly rotation_lambda_arn: string | null;
  readonly rotation_rules: string | null;
  readonly last_rotated_at: number | null;
  readonly next_rotation_at: number | null;
  readonly rotation_state: string | null;
}

const toRotation = (row: SecretRow): Rotation => ({
  enabled: row.rotation_enabled === 1,
  lambdaArn: row.rotation_lambda_arn ?? undefined,
  // It was written by `setRotation`.
  rules:
    row.rotation_rules === null ? undefined : (JSON.parse(row.rotation_rules) as RotationRules),
  lastRotatedAt: row.last_rotated_at ?? undefined,
  nextRotationAt: row.next_rotation_at ?? undefined,
  state: row.rotation_state ?? undefined,
});

const toReplicaStatus = (row: SecretRow): ReplicaStatus | undefined => {
  if (row.replica_status === null) return undefined;
  // It was written by `setReplicaStatus` or `insert`.
  const status = row.replica_status as ReplicaStatus['status'];
  return { status, message: row.replica_message ?? undefined };
};

export const toSecret = (row: SecretRow): Secret => ({
  account: row.account,
  region: row.region,
  name: row.name,
  id: row.id,
  arn: row.arn,
  description: row.description ?? undefined,
  kmsKeyId: row.kms_key_id ?? undefined,
  type: row.type ?? undefined,
  owningService: row.owning_service ?? undefined,
  policy: row.policy ?? undefined,
  primaryRegion: row.primary_region ?? undefined,
  primaryId: row.primary_id ?? undefined,
  replicaStatus: toReplicaStatus(row),
  createdAt: row.created_at,
  changedAt: row.changed_at,
  accessedAt: row.accessed_at === 0 ? undefined : row.accessed_at,
  deletedAt: row.deleted_at ?? undefined,
  deletionAt: row.deletion_at ?? undefined,
  rotation: toRotation(row),
});

const rotationValues = (rotation: Rotation) => [
  rotation.enabled ? 1 : 0,
  rotation.lambdaArn ?? null,
  rotation.rules === undefined ? null : JSON.stringify(rotation.rules),
  rotation.lastRotatedAt ?? null,
  rotation.nextRotationAt ?? null,
  rotation.state ?? null,
];

const COLUMNS =
  'account, region, name, id, arn, description, kms_key_id, type, owning_service, policy, primary_region, primary_id, replica_status, replica_message, created_at, changed_at, accessed_at, deleted_at, deletion_at, rotation_enabled, rotation_lambda_arn, rotation_rules, last_rotated_at, next_rotation_at, rotation_state';

export const secrets = {
  async find(tx: Tx, { account, region, name }: SecretRef): Promise<Secret | undefined> {
    const row = await tx.get<SecretRow>(
      'SELECT * FROM secretsmanager_secret WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toSecret(row);
  },

  async byId(tx: Tx, id: string): Promise<Secret | undefined> {
    const row = await tx.get<SecretRow>('SELECT * FROM secretsmanager_secret WHERE id = ?', [id]);
    return row === undefined ? undefined : toSecret(row);
  },

  /** False: the name is taken there. */
  async insert(tx: Tx, secret: Secret): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO secretsmanager_secret (${COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [
        secret.account,
        secret.region,
        secret.name,
        secret.id,
        secret.arn,
        secret.description ?? null,
        secret.kmsKeyId ?? null,
        secret.type ?? null,
        secret.owningService ?? null,
        secret.policy ?? null,
        secret.primaryRegion ?? null,
        secret.primaryId ?? null,
        secret.replicaStatus?.status ?? null,
        secret.replicaStatus?.message ?? null,
        secret.createdAt,
        secret.changedAt,
        secret.accessedAt ?? 0,
        secret.deletedAt ?? null,
        secret.deletionAt ?? null,
        ...rotationValues(secret.rotation),
      ],
    );
    return changes > 0;
  },

  async setRotation(tx: Tx, id: string, rotation: Rotation): Promise<void> {
    await tx.run(
      `UPDATE secretsmanager_secret SET rotation_enabled = ?, rotation_lambda_arn = ?, rotation_rules = ?,
         last_rotated_at = ?, next_rotation_at = ?, rotation_state = ? WHERE id = ?`,
      [...rotationValues(rotation), id],
    );
  },

  /** Its description and key, and that it changed. */
  async setDetails(tx: Tx, { id, description, kmsKeyId, changedAt }: Secret): Promise<void> {
    await tx.run(
      'UPDATE secretsmanager_secret SET description = ?, kms_key_id = ?, changed_at = ? WHERE id = ?',
      [description ?? null, kmsKeyId ?? null, changedAt, id],
    );
  },

  async setChanged(tx: Tx, id: string, at: number): Promise<void> {
    await tx.run('UPDATE secretsmanager_secret SET changed_at = ? WHERE id = ?', [at, id]);
  },

  async setPolicy(tx: Tx, id: string, policy: string | undefined): Promise<void> {
    await tx.run('UPDATE secretsmanager_secret SET policy = ? WHERE id = ?', [policy ?? null, id]);
  },

  /** Undefined times: it is not to be deleted. */
  async setDeletion(
    tx: Tx,
    id: string,
    { deletedAt, deletionAt }: Pick<Secret, 'deletedAt' | 'deletionAt'>,
  ): Promise<void> {
    await tx.run('UPDATE secretsmanager_secret SET deleted_at = ?, deletion_at = ? WHERE id = ?', [
      deletedAt ?? null,
      deletionAt ?? null,
      id,
    ]);
  },

  /** The row and all that is of it. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM secretsmanager_label WHERE secret_id = ?', [id]);
    await tx.run('DELETE FROM secretsmanager_version WHERE secret_id = ?', [id]);
    await tx.run('DELETE FROM secretsmanager_secret WHERE id = ?', [id]);
  },
};
