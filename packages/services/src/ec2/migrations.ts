import type { Migration } from '@gatehouse/store';

/**
 * Every kind of resource has the same life: found by id, listed by account and Region, counted by VPC. `details` is a
 * JSON document of what the API only gives back. Times are milliseconds since 1970.
 */
export const migrations: readonly Migration[] = [
  {
    component: 'ec2',
    version: 1,
    statements: [
      // Ids are unique in a Region whoever owns them: images and snapshots are used by other accounts by id alone.
      `CREATE TABLE ec2_resource (
        kind TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL,
        vpc TEXT, unique_name TEXT, details TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (kind, region, id))`,
      'CREATE INDEX ec2_resource_list ON ec2_resource (account, region, kind, created_at, id)',
      'CREATE INDEX ec2_resource_vpc ON ec2_resource (account, region, vpc, kind)',
      'CREATE UNIQUE INDEX ec2_resource_name ON ec2_resource (account, region, kind, unique_name)',
      // Who may use an image or a snapshot of somebody else: an account, or `all`.
      `CREATE TABLE ec2_share (
        kind TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, grantee TEXT NOT NULL,
        PRIMARY KEY (kind, region, id, grantee))`,
      'CREATE INDEX ec2_share_grantee ON ec2_share (region, kind, grantee, id)',
      `CREATE TABLE ec2_setting (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, setting_value TEXT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      `CREATE TABLE ec2_client_token (
        account TEXT NOT NULL, region TEXT NOT NULL, operation TEXT NOT NULL, token TEXT NOT NULL,
        request TEXT NOT NULL, result TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, operation, token))`,
    ],
  },
  {
    component: 'ec2',
    version: 2,
    statements: [
      // Machines that RDS has for its databases; `context` is JSON, `data_key` base64 of what KMS gave.
      `CREATE TABLE ec2_host (
        account TEXT NOT NULL, region TEXT NOT NULL, instance TEXT NOT NULL, volume TEXT NOT NULL,
        size_gib INTEGER NOT NULL, key_arn TEXT, context TEXT, data_key TEXT,
        attached INTEGER NOT NULL, grant_id TEXT, attachments INTEGER NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, instance))`,
    ],
  },
];
