import type { Migration } from '@gatehouse/store';

/**
 * Every kind of resource has the same life: named within its account and Region, found by that or by what it belongs to.
 * `details` is a JSON document of what the API gives back. Times are milliseconds since 1970.
 */
export const migrations: readonly Migration[] = [
  {
    component: 'rds',
    version: 1,
    statements: [
      `CREATE TABLE rds_resource (
        kind TEXT NOT NULL, region TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL,
        parent TEXT, details TEXT NOT NULL, secret BLOB, created_at BIGINT NOT NULL,
        PRIMARY KEY (kind, region, account, id))`,
      'CREATE INDEX rds_resource_parent ON rds_resource (kind, region, account, parent, id)',
      'CREATE INDEX rds_resource_region ON rds_resource (kind, region, id, account)',
      // Who may restore or copy a manual snapshot of somebody else: an account, or `all`.
      `CREATE TABLE rds_share (
        kind TEXT NOT NULL, region TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL,
        grantee TEXT NOT NULL, PRIMARY KEY (kind, region, account, id, grantee))`,
      'CREATE INDEX rds_share_grantee ON rds_share (kind, region, grantee, account, id)',
      `CREATE TABLE rds_event (
        account TEXT NOT NULL, region TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL,
        source_type TEXT NOT NULL, source_id TEXT NOT NULL, source_arn TEXT NOT NULL,
        categories TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (account, region, at, id))`,
    ],
  },
];
