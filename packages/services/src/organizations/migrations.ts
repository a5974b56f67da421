import type { Migration } from '@gatehouse/store';

export const organizationsMigrations: readonly Migration[] = [
  {
    component: 'organizations',
    version: 1,
    statements: [
      `CREATE TABLE org_organization (
        id TEXT PRIMARY KEY, management_account TEXT NOT NULL UNIQUE, management_email TEXT NOT NULL,
        feature_set TEXT NOT NULL, root_id TEXT NOT NULL, created_at BIGINT NOT NULL)`,
      // One row for each account that is in an organization; parent_id is the root or a unit.
      `CREATE TABLE org_account (
        account TEXT PRIMARY KEY, organization_id TEXT NOT NULL, parent_id TEXT NOT NULL,
        name TEXT NOT NULL, email TEXT NOT NULL, status TEXT NOT NULL,
        joined_method TEXT NOT NULL, joined_at BIGINT NOT NULL)`,
      'CREATE INDEX org_account_parent ON org_account (organization_id, parent_id, account)',
      'CREATE UNIQUE INDEX org_account_email ON org_account (email)',
      `CREATE TABLE org_unit (
        id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, parent_id TEXT NOT NULL, name TEXT NOT NULL,
        UNIQUE (organization_id, parent_id, name))`,
      `CREATE TABLE org_policy_type (
        organization_id TEXT NOT NULL, policy_type TEXT NOT NULL, PRIMARY KEY (organization_id, policy_type))`,
      `CREATE TABLE org_policy (
        id TEXT NOT NULL, organization_id TEXT NOT NULL, policy_type TEXT NOT NULL, name TEXT NOT NULL,
        description TEXT NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (organization_id, id), UNIQUE (organization_id, policy_type, name))`,
      `CREATE TABLE org_attachment (
        organization_id TEXT NOT NULL, target_id TEXT NOT NULL, policy_type TEXT NOT NULL, policy_id TEXT NOT NULL,
        PRIMARY KEY (organization_id, target_id, policy_id))`,
      'CREATE INDEX org_attachment_policy ON org_attachment (organization_id, policy_id, target_id)',
    ],
  },
  {
    component: 'organizations',
    version: 2,
    statements: [
      'ALTER TABLE org_unit ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0',
      'ALTER TABLE org_policy ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0',
      // Accounts that have left their organization: they keep their name and e-mail address.
      'CREATE TABLE org_standalone (account TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE)',
      `CREATE TABLE org_account_request (
        id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, account_name TEXT NOT NULL, email TEXT NOT NULL,
        role_name TEXT NOT NULL, state TEXT NOT NULL, account TEXT NOT NULL, failure_reason TEXT, tags TEXT NOT NULL,
        requested_at BIGINT NOT NULL, completed_at BIGINT)`,
      'CREATE INDEX org_account_request_list ON org_account_request (organization_id, requested_at, id)',
      `CREATE TABLE org_handshake (
        id TEXT PRIMARY KEY, organization_id TEXT NOT NULL, management_account TEXT NOT NULL, action TEXT NOT NULL,
        parent_id TEXT, party_type TEXT, party TEXT, state TEXT NOT NULL, notes TEXT, tags TEXT NOT NULL,
        requested_at BIGINT NOT NULL, expires_at BIGINT NOT NULL)`,
      'CREATE INDEX org_handshake_organization ON org_handshake (organization_id, requested_at, id)',
      'CREATE INDEX org_handshake_party ON org_handshake (party, requested_at, id)',
      `CREATE TABLE org_service_access (
        organization_id TEXT NOT NULL, service_principal TEXT NOT NULL, enabled_at BIGINT NOT NULL,
        PRIMARY KEY (organization_id, service_principal))`,
      `CREATE TABLE org_delegated_administrator (
        organization_id TEXT NOT NULL, account TEXT NOT NULL, service_principal TEXT NOT NULL, enabled_at BIGINT NOT NULL,
        PRIMARY KEY (organization_id, account, service_principal))`,
      'CREATE TABLE org_resource_policy (organization_id TEXT PRIMARY KEY, id TEXT NOT NULL, content TEXT NOT NULL)',
    ],
  },
];
