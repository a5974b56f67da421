import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const hubMigrations: readonly Migration[] = [
  {
    component: 'securityhub',
    version: 1,
    statements: [
      `CREATE TABLE securityhub_hub (
        account TEXT NOT NULL, region TEXT NOT NULL, subscribed_at BIGINT NOT NULL,
        auto_enable_controls INTEGER NOT NULL, control_finding_generator TEXT NOT NULL,
        PRIMARY KEY (account, region))`,
      `CREATE TABLE securityhub_organization (
        organization_id TEXT NOT NULL, region TEXT NOT NULL, administrator TEXT NOT NULL,
        auto_enable INTEGER NOT NULL, auto_enable_standards TEXT NOT NULL,
        configuration_type TEXT NOT NULL, status TEXT, status_message TEXT,
        PRIMARY KEY (organization_id, region))`,
      'CREATE INDEX securityhub_organization_admin ON securityhub_organization (administrator, region)',
      `CREATE TABLE securityhub_member (
        administrator TEXT NOT NULL, region TEXT NOT NULL, account TEXT NOT NULL, email TEXT,
        status TEXT NOT NULL, by_organization INTEGER NOT NULL, invitation_id TEXT, invited_at BIGINT,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (administrator, region, account))`,
      'CREATE INDEX securityhub_member_account ON securityhub_member (account, region, administrator)',
      // An account has one administrator at most.
      "CREATE UNIQUE INDEX securityhub_member_enabled ON securityhub_member (account, region) WHERE status = 'Enabled'",
      `CREATE TABLE securityhub_aggregator (
        account TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, region TEXT NOT NULL,
        linking_mode TEXT NOT NULL, regions TEXT NOT NULL)`,
      // Products of AWS are enabled without a row.
      `CREATE TABLE securityhub_product (
        account TEXT NOT NULL, region TEXT NOT NULL, product TEXT NOT NULL, enabled INTEGER NOT NULL,
        PRIMARY KEY (account, region, product))`,
      `CREATE TABLE securityhub_action (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
        description TEXT NOT NULL, PRIMARY KEY (account, region, id))`,
      `CREATE TABLE securityhub_insight (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
        filters TEXT NOT NULL, group_by TEXT NOT NULL, PRIMARY KEY (account, region, id))`,
      `CREATE TABLE securityhub_rule (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL,
        rule_order INTEGER NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
        is_terminal INTEGER NOT NULL, criteria TEXT NOT NULL, actions TEXT NOT NULL,
        created_by TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, id))`,
      'CREATE INDEX securityhub_rule_order ON securityhub_rule (account, region, rule_order, updated_at, id)',
      `CREATE TABLE securityhub_standard (
        account TEXT NOT NULL, region TEXT NOT NULL, path TEXT NOT NULL, subscribed_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, path))`,
      // Controls are enabled with their standard, without a row.
      `CREATE TABLE securityhub_control (
        account TEXT NOT NULL, region TEXT NOT NULL, path TEXT NOT NULL, control_id TEXT NOT NULL,
        enabled INTEGER NOT NULL, reason TEXT, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, path, control_id))`,
    ],
  },
];
