import type { Tx } from '@gatehouse/store';
import type {
  Replica,
  ResourcePolicy,
  Rotation,
  RotationRules,
  Secret,
  SecretRef,
} from '../model.ts';

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
  readonly policy_principals: string | null;
  readonly primary_region: string | null;
  readonly primary_id: string | null;
  readonly replicas: string;
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

const toPolicy = ({ policy, policy_principals }: SecretRow): ResourcePolicy | undefined =>
  policy === null
    ? undefined
    : {
        document: policy,
        // It was written by `policyValues`.
        principals: new Map(JSON.parse(policy_principals ?? '[]') as [string, string][]),
      };

const policyValues = (policy: ResourcePolicy | undefined) => [
  policy?.document ?? null,
  policy === undefined ? null : JSON.stringify([...policy.principals]),
];

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
  policy: toPolicy(row),
  primaryRegion: row.primary_region ?? undefined,
  primaryId: row.primary_id ?? undefined,
  // It was written by `insert` or `setReplicas`.
  replicas: JSON.parse(row.replicas) as Replica[],
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
  'account, region, name, id, arn, description, kms_key_id, type, owning_service, policy, policy_principals, primary_region, primary_id, replicas, created_at, changed_at, accessed_at, deleted_at, deletion_at, rotation_enabled, rotation_lambda_arn, rotation_rules, last_rotated_at, next_rotation_at, rotation_state';

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
        ...policyValues(secret.policy),
        secret.primaryRegion ?? null,
        secret.primaryId ?? null,
        JSON.stringify(secret.replicas),
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

  /** Its description, key and type, and that it changed. */
  async setDetails(tx: Tx, { id, description, kmsKeyId, type, changedAt }: Secret): Promise<void> {
    await tx.run(
      'UPDATE secretsmanager_secret SET description = ?, kms_key_id = ?, type = ?, changed_at = ? WHERE id = ?',
      [description ?? null, kmsKeyId ?? null, type ?? null, changedAt, id],
    );
  },

  async setChanged(tx: Tx, id: string, at: number): Promise<void> {
    await tx.run('UPDATE secretsmanager_secret SET changed_at = ? WHERE id = ?', [at, id]);
  },

  async setPolicy(tx: Tx, id: string, policy: ResourcePolicy | undefined): Promise<void> {
    await tx.run(
      'UPDATE secretsmanager_secret SET policy = ?, policy_principals = ? WHERE id = ?',
      [...policyValues(policy), id],
    );
  },

  /** Of a primary; and the primary Region, which it has while it has replicas. */
  async setReplicas(tx: Tx, { id, primaryRegion, replicas }: Secret): Promise<void> {
    await tx.run('UPDATE secretsmanager_secret SET primary_region = ?, replicas = ? WHERE id = ?', [
      primaryRegion ?? null,
      JSON.stringify(replicas),
      id,
    ]);
  },

  /** Makes a replica a secret of its own; false: it was none. */
  async promote(tx: Tx, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE secretsmanager_secret SET primary_region = NULL, primary_id = NULL WHERE id = ? AND primary_id IS NOT NULL',
      [id],
    );
    return changes > 0;
  },

  /** The copies of a primary, by Region. */
  async replicasOf(tx: Tx, primaryId: string): Promise<readonly Secret[]> {
    const rows = await tx.all<SecretRow>(
      'SELECT * FROM secretsmanager_secret WHERE primary_id = ? ORDER BY region',
      [primaryId],
    );
    return rows.map(toSecret);
  },

  /** Whether an account has so many secrets in a Region. */
  async hasMany(tx: Tx, account: string, region: string, count: number): Promise<boolean> {
    const row = await tx.get(
      'SELECT 1 AS one FROM secretsmanager_secret WHERE account = ? AND region = ? LIMIT 1 OFFSET ?',
      [account, region, count - 1],
    );
    return row !== undefined;
  },

  /** Notes the day on which a value was read, unless a later one is noted. */
  async setAccessed(tx: Tx, id: string, at: number): Promise<void> {
    await tx.run(
      'UPDATE secretsmanager_secret SET accessed_at = ? WHERE id = ? AND accessed_at < ?',
      [at, id, at],
    );
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
