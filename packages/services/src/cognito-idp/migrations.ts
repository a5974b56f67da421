import type { Migration } from '@gatehouse/store';

/**
 * A pool's row has its account and region; what hangs on a pool is keyed by the pool's id alone, because a request
 * without a signature names only a client. `settings` and `attributes` are JSON documents. Times are milliseconds since
 * 1970. Secrets, verifiers, seeds and codes are sealed or hashed. The token store has migrations of its own.
 */
export const migrations: readonly Migration[] = [
  {
    component: 'cognito-idp',
    version: 1,
    statements: [
      `CREATE TABLE cognito_pool (
        id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
        settings TEXT NOT NULL, created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL)`,
      'CREATE INDEX cognito_pool_owner ON cognito_pool (account, region, name, id)',
      `CREATE TABLE cognito_client (
        id TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, name TEXT NOT NULL, has_secret INTEGER NOT NULL,
        settings TEXT NOT NULL, created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL)`,
      'CREATE INDEX cognito_client_pool ON cognito_client (pool_id, name, id)',
      `CREATE TABLE cognito_client_secret (
        client_id TEXT NOT NULL, id TEXT NOT NULL, secret BLOB NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (client_id, id))`,
      `CREATE TABLE cognito_user (
        sub TEXT NOT NULL PRIMARY KEY, pool_id TEXT NOT NULL, username TEXT NOT NULL, username_key TEXT NOT NULL,
        status TEXT NOT NULL, enabled INTEGER NOT NULL, attributes TEXT NOT NULL, mfa TEXT NOT NULL,
        verifier BLOB, srp BLOB, temporary_until BIGINT, created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL,
        UNIQUE (pool_id, username_key))`,
      // ListUsers pages by username and filters by these.
      `CREATE TABLE cognito_searchable (
        pool_id TEXT NOT NULL, name TEXT NOT NULL, sub TEXT NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (pool_id, name, sub))`,
      'CREATE INDEX cognito_searchable_content ON cognito_searchable (pool_id, name, content, sub)',
      // By what else a person can sign in: nobody else in the pool may.
      `CREATE TABLE cognito_alias (
        pool_id TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, sub TEXT NOT NULL,
        PRIMARY KEY (pool_id, name, content))`,
      'CREATE INDEX cognito_alias_user ON cognito_alias (sub)',
      `CREATE TABLE cognito_password_history (
        sub TEXT NOT NULL, position INTEGER NOT NULL, verifier BLOB NOT NULL,
        PRIMARY KEY (sub, position))`,
      `CREATE TABLE cognito_software_token (
        sub TEXT NOT NULL PRIMARY KEY, seed BLOB NOT NULL, verified INTEGER NOT NULL, last_step BIGINT NOT NULL,
        device_name TEXT)`,
      `CREATE TABLE cognito_code (
        sub TEXT NOT NULL, purpose TEXT NOT NULL, hash BLOB, subject TEXT, expires_at BIGINT NOT NULL,
        attempts INTEGER NOT NULL, sent INTEGER NOT NULL, window_started_at BIGINT NOT NULL,
        PRIMARY KEY (sub, purpose))`,
      `CREATE TABLE cognito_group (
        pool_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT, role_arn TEXT, precedence INTEGER,
        created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL,
        PRIMARY KEY (pool_id, name))`,
      `CREATE TABLE cognito_group_member (
        pool_id TEXT NOT NULL, group_name TEXT NOT NULL, sub TEXT NOT NULL,
        PRIMARY KEY (pool_id, group_name, sub))`,
      'CREATE INDEX cognito_group_member_user ON cognito_group_member (sub, group_name)',
      `CREATE TABLE cognito_resource_server (
        pool_id TEXT NOT NULL, identifier TEXT NOT NULL, name TEXT NOT NULL, scopes TEXT NOT NULL,
        PRIMARY KEY (pool_id, identifier))`,
      `CREATE TABLE cognito_domain (
        region TEXT NOT NULL, domain TEXT NOT NULL, pool_id TEXT NOT NULL, account TEXT NOT NULL,
        custom INTEGER NOT NULL, certificate_arn TEXT, managed_login_version INTEGER NOT NULL, version TEXT NOT NULL,
        PRIMARY KEY (region, domain), UNIQUE (pool_id, custom))`,
    ],
  },
  {
    component: 'cognito-idp',
    version: 2,
    statements: [
      // A PostgreSQL index holds no more than 2,704 bytes of a row, and an attribute can be 8,192 long.
      'DROP INDEX cognito_searchable_content',
      `CREATE INDEX cognito_searchable_start
        ON cognito_searchable (pool_id, name, SUBSTR(content, 1, 200), sub)`,
    ],
  },
];
