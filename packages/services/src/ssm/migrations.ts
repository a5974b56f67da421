import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; policies are JSON text. */
export const migrations: readonly Migration[] = [
  {
    component: 'ssm',
    version: 1,
    statements: [
      // `parent` is the path above the last part of the name, without a slash at either end.
      `CREATE TABLE ssm_parameter (
        account TEXT NOT NULL, region TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL,
        parent TEXT NOT NULL, id TEXT NOT NULL, tier TEXT NOT NULL, version BIGINT NOT NULL,
        policy_id TEXT, policy_hash TEXT, policy TEXT, policy_principals TEXT,
        PRIMARY KEY (account, region, name_key))`,
      'CREATE UNIQUE INDEX ssm_parameter_id ON ssm_parameter (id)',
      'CREATE INDEX ssm_parameter_parent ON ssm_parameter (account, region, parent, name_key)',
      'CREATE INDEX ssm_parameter_tier ON ssm_parameter (account, region, tier)',
      `CREATE TABLE ssm_version (
        parameter_id TEXT NOT NULL, version BIGINT NOT NULL,
        type TEXT NOT NULL, tier TEXT NOT NULL, data_type TEXT NOT NULL, description TEXT,
        allowed_pattern TEXT, key_id TEXT, policies TEXT NOT NULL,
        modified_at BIGINT NOT NULL, modified_by TEXT NOT NULL,
        sealed BLOB NOT NULL, key_arn TEXT, data_key BLOB,
        PRIMARY KEY (parameter_id, version))`,
      // The keys are the promise: no label is on two versions of a parameter, or on one that is gone.
      `CREATE TABLE ssm_label (
        parameter_id TEXT NOT NULL, label TEXT NOT NULL, version BIGINT NOT NULL, labelled_at BIGINT NOT NULL,
        PRIMARY KEY (parameter_id, label),
        FOREIGN KEY (parameter_id, version) REFERENCES ssm_version (parameter_id, version))`,
      'CREATE INDEX ssm_label_version ON ssm_label (parameter_id, version)',
      // Whom a resource policy names: an account, or '*'.
      `CREATE TABLE ssm_share (
        account TEXT NOT NULL, region TEXT NOT NULL, parameter_id TEXT NOT NULL,
        PRIMARY KEY (account, region, parameter_id))`,
      'CREATE INDEX ssm_share_parameter ON ssm_share (parameter_id)',
      `CREATE TABLE ssm_setting (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,
        modified_at BIGINT NOT NULL, modified_by TEXT NOT NULL,
        PRIMARY KEY (account, region, id))`,
    ],
  },
];
