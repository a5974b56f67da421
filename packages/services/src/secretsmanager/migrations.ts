import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const migrations: readonly Migration[] = [
  {
    component: 'secretsmanager',
    version: 1,
    statements: [
      // `accessed_at` is 0 for never: it is a sort key.
      `CREATE TABLE secretsmanager_secret (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
        arn TEXT NOT NULL, description TEXT, kms_key_id TEXT, type TEXT, owning_service TEXT, policy TEXT,
        policy_principals TEXT, primary_region TEXT, primary_id TEXT, replicas TEXT NOT NULL,
        created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, accessed_at BIGINT NOT NULL,
        deleted_at BIGINT, deletion_at BIGINT,
        rotation_enabled INTEGER NOT NULL, rotation_lambda_arn TEXT, rotation_rules TEXT,
        last_rotated_at BIGINT, next_rotation_at BIGINT, rotation_state TEXT,
        PRIMARY KEY (account, region, name))`,
      'CREATE UNIQUE INDEX secretsmanager_secret_id ON secretsmanager_secret (id)',
      'CREATE INDEX secretsmanager_secret_created ON secretsmanager_secret (account, region, created_at, name)',
      'CREATE INDEX secretsmanager_secret_changed ON secretsmanager_secret (account, region, changed_at, name)',
      'CREATE INDEX secretsmanager_secret_accessed ON secretsmanager_secret (account, region, accessed_at, name)',
      'CREATE INDEX secretsmanager_secret_primary ON secretsmanager_secret (primary_id, region)',
      `CREATE TABLE secretsmanager_version (
        secret_id TEXT NOT NULL, version_id TEXT NOT NULL,
        created_at BIGINT NOT NULL, accessed_at BIGINT NOT NULL,
        kind TEXT, sealed BLOB, key_arn TEXT, data_key BLOB,
        PRIMARY KEY (secret_id, version_id))`,
      // The keys are the promise: no label is on two versions of a secret, or on one that is gone.
      `CREATE TABLE secretsmanager_label (
        secret_id TEXT NOT NULL, label TEXT NOT NULL, version_id TEXT NOT NULL,
        PRIMARY KEY (secret_id, label),
        FOREIGN KEY (secret_id, version_id) REFERENCES secretsmanager_version (secret_id, version_id))`,
    ],
  },
];
