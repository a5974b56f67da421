import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const keyMigrations: readonly Migration[] = [
  {
    component: 'kms-keys',
    version: 1,
    statements: [
      `CREATE TABLE kms_key (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL,
        manager TEXT NOT NULL, state TEXT NOT NULL, details TEXT NOT NULL, current_material TEXT,
        policy TEXT NOT NULL, policy_principals TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, id))`,
      'CREATE INDEX kms_key_manager ON kms_key (account, region, manager)',
      `CREATE TABLE kms_alias (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, key_id TEXT NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      'CREATE INDEX kms_alias_key ON kms_alias (account, region, key_id, name)',
    ],
  },
  {
    component: 'kms-keys',
    version: 2,
    statements: [
      `CREATE TABLE kms_key_use (
        key_arn TEXT NOT NULL PRIMARY KEY, operation TEXT NOT NULL, used_at BIGINT NOT NULL,
        event_id TEXT NOT NULL, request_id TEXT NOT NULL)`,
    ],
  },
];
