import type { Migration } from '@gatehouse/store';

/** Users, groups and what belongs to them. Names are unique whatever their case: `name_key` is the name in lower case. */
export const directoryMigrations: readonly Migration[] = [
  {
    component: 'iam',
    version: 1,
    statements: [
      `CREATE TABLE iam_user (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, password_last_used BIGINT,
        boundary_arn TEXT,
        PRIMARY KEY (account, name_key))`,
      'CREATE INDEX iam_user_boundary ON iam_user (account, boundary_arn)',
      `CREATE TABLE iam_group (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, name_key))`,
      `CREATE TABLE iam_group_member (
        group_id TEXT NOT NULL, user_id TEXT NOT NULL,
        PRIMARY KEY (group_id, user_id))`,
      'CREATE INDEX iam_group_member_user ON iam_group_member (user_id, group_id)',
    ],
  },
  {
    component: 'iam',
    version: 2,
    statements: [
      // owner_id: unique id of a user, or the account's number for its root user. Secrets are sealed by the vault.
      `CREATE TABLE iam_access_key (
        id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, owner_id TEXT NOT NULL,
        status TEXT NOT NULL, secret BLOB NOT NULL, created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
        last_used_at BIGINT, last_used_service TEXT, last_used_region TEXT)`,
      'CREATE INDEX iam_access_key_owner ON iam_access_key (owner_id, id)',
      `CREATE TABLE iam_login_profile (
        user_id TEXT NOT NULL PRIMARY KEY, verifier BLOB NOT NULL, reset_required INTEGER NOT NULL,
        created_at BIGINT NOT NULL, changed_at BIGINT NOT NULL)`,
      `CREATE TABLE iam_password_history (
        user_id TEXT NOT NULL, position INTEGER NOT NULL, verifier BLOB NOT NULL,
        PRIMARY KEY (user_id, position))`,
      // Names that nobody has are counted too: whether a name pauses must not tell whether it exists.
      `CREATE TABLE iam_sign_in (
        account TEXT NOT NULL, name_key TEXT NOT NULL, failures INTEGER NOT NULL,
        locked_until BIGINT NOT NULL, tried_at BIGINT NOT NULL,
        PRIMARY KEY (account, name_key))`,
      'CREATE INDEX iam_sign_in_tried ON iam_sign_in (tried_at)',
      `CREATE TABLE iam_account (
        account TEXT NOT NULL PRIMARY KEY, email TEXT, created_at BIGINT NOT NULL)`,
      `CREATE TABLE iam_account_alias (
        alias TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL UNIQUE)`,
      `CREATE TABLE iam_password_policy (
        account TEXT NOT NULL PRIMARY KEY, policy TEXT NOT NULL)`,
      `CREATE TABLE iam_credential_report (
        account TEXT NOT NULL PRIMARY KEY, requested_at BIGINT NOT NULL, content TEXT, generated_at BIGINT)`,
      // last_step: the last TOTP time step used, so that a code works once. Hardware tokens have no seed here.
      `CREATE TABLE iam_mfa_device (
        serial TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, seed BLOB NOT NULL,
        created_at BIGINT NOT NULL, owner_id TEXT, enabled_at BIGINT, last_step BIGINT NOT NULL)`,
      'CREATE INDEX iam_mfa_device_account ON iam_mfa_device (account, serial)',
      'CREATE INDEX iam_mfa_device_owner ON iam_mfa_device (owner_id, serial)',
      `CREATE TABLE iam_ssh_public_key (
        id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, fingerprint TEXT NOT NULL, body TEXT NOT NULL,
        status TEXT NOT NULL, uploaded_at BIGINT NOT NULL, UNIQUE (user_id, fingerprint))`,
      `CREATE TABLE iam_signing_certificate (
        id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, body TEXT NOT NULL,
        status TEXT NOT NULL, uploaded_at BIGINT NOT NULL, changed_at BIGINT NOT NULL)`,
      'CREATE INDEX iam_signing_certificate_user ON iam_signing_certificate (user_id, id)',
      `CREATE TABLE iam_service_credential (
        id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, service TEXT NOT NULL,
        service_user_name TEXT NOT NULL, verifier BLOB NOT NULL, status TEXT NOT NULL,
        created_at BIGINT NOT NULL, expires_at BIGINT)`,
      'CREATE INDEX iam_service_credential_user ON iam_service_credential (user_id, id)',
      `CREATE TABLE iam_server_certificate (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE, body TEXT NOT NULL, chain TEXT, private_key BLOB NOT NULL,
        uploaded_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
        PRIMARY KEY (account, name_key))`,
    ],
  },
];
