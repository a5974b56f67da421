import type { Migration } from '@gatehouse/store';

/**
 * Roles, policies and what they belong to. A component of its own, so that it grows independently of the directory of
 * users. Policies are bound to unique ids, never to names: an entity of the same name is another entity.
 */
export const policyMigrations: readonly Migration[] = [
  {
    component: 'iam-policies',
    version: 1,
    statements: [
      `CREATE TABLE iam_role (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, description TEXT,
        max_session_seconds INTEGER NOT NULL, trust_document TEXT NOT NULL, trust_principals TEXT NOT NULL,
        boundary_arn TEXT, linked_service TEXT, last_used_at BIGINT, last_used_region TEXT,
        PRIMARY KEY (account, name_key))`,
      'CREATE INDEX iam_role_boundary ON iam_role (account, boundary_arn)',
      `CREATE TABLE iam_policy (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        arn TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE, description TEXT,
        default_version INTEGER NOT NULL, last_version INTEGER NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, name_key))`,
      `CREATE TABLE iam_policy_version (
        policy_id TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (policy_id, version))`,
      `CREATE TABLE iam_attachment (
        entity_id TEXT NOT NULL, policy_arn TEXT NOT NULL, kind TEXT NOT NULL, account TEXT NOT NULL,
        PRIMARY KEY (entity_id, policy_arn))`,
      'CREATE INDEX iam_attachment_policy ON iam_attachment (account, policy_arn, kind)',
      `CREATE TABLE iam_inline_policy (
        entity_id TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
        PRIMARY KEY (entity_id, name))`,
      `CREATE TABLE iam_instance_profile (
        account TEXT NOT NULL, name_key TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
        id TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, role_id TEXT,
        PRIMARY KEY (account, name_key))`,
      'CREATE INDEX iam_instance_profile_role ON iam_instance_profile (role_id, name_key)',
      `CREATE TABLE iam_saml_provider (
        account TEXT NOT NULL, name TEXT NOT NULL, arn TEXT NOT NULL UNIQUE, uuid TEXT NOT NULL,
        metadata TEXT NOT NULL, encryption_mode TEXT NOT NULL, created_at BIGINT NOT NULL, valid_until BIGINT NOT NULL,
        PRIMARY KEY (account, name))`,
      `CREATE TABLE iam_saml_key (
        provider_arn TEXT NOT NULL, key_id TEXT NOT NULL, sealed BLOB NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (provider_arn, key_id))`,
      `CREATE TABLE iam_oidc_provider (
        account TEXT NOT NULL, url TEXT NOT NULL, arn TEXT NOT NULL UNIQUE,
        client_ids TEXT NOT NULL, thumbprints TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, url))`,
      `CREATE TABLE iam_role_deletion (
        account TEXT NOT NULL, task_id TEXT NOT NULL, role_id TEXT NOT NULL, role_arn TEXT NOT NULL,
        status TEXT NOT NULL, reason TEXT,
        PRIMARY KEY (account, task_id))`,
    ],
  },
];
