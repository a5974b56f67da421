import type { Migration } from '@gatehouse/store';

export const awsMigrations: readonly Migration[] = [
  {
    component: 'broker-aws',
    version: 1,
    statements: [
      `CREATE TABLE broker_account (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, units TEXT NOT NULL, tags TEXT NOT NULL,
        listed_at INTEGER NOT NULL, roles_at INTEGER, roles_problem TEXT, scanned_to INTEGER)`,
      `CREATE TABLE broker_role (
        arn TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,
        max_seconds INTEGER NOT NULL, strangers TEXT NOT NULL, needs_tag INTEGER NOT NULL)`,
      'CREATE INDEX broker_role_account ON broker_role (account)',
      `CREATE TABLE broker_catalog (
        id INTEGER PRIMARY KEY, version INTEGER NOT NULL, synced_at INTEGER, problem TEXT)`,
      `CREATE TABLE broker_session (
        id TEXT PRIMARY KEY, grant_id TEXT NOT NULL, request_id TEXT NOT NULL,
        account TEXT NOT NULL, role_arn TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        role_session_name TEXT NOT NULL UNIQUE, assumed_role_id TEXT, access_key_id TEXT,
        actor TEXT NOT NULL, asked_at INTEGER NOT NULL, expires_at INTEGER, ends_at INTEGER NOT NULL)`,
      'CREATE INDEX broker_session_request ON broker_session (request_id, asked_at)',
      'CREATE INDEX broker_session_grant ON broker_session (grant_id)',
      'CREATE INDEX broker_session_state ON broker_session (state, asked_at)',
      'CREATE INDEX broker_session_account ON broker_session (account, ends_at)',
      `CREATE TABLE broker_cut (
        grant_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, account TEXT NOT NULL,
        role_arn TEXT NOT NULL, ends_at INTEGER NOT NULL, decided_at INTEGER NOT NULL,
        state TEXT NOT NULL, attempts INTEGER NOT NULL, applied_at INTEGER,
        latency INTEGER, detail TEXT)`,
      'CREATE INDEX broker_cut_role ON broker_cut (role_arn, ends_at)',
      'CREATE INDEX broker_cut_request ON broker_cut (request_id)',
      `CREATE TABLE broker_finding (
        id TEXT PRIMARY KEY, type TEXT NOT NULL, severity TEXT NOT NULL, title TEXT NOT NULL,
        description TEXT NOT NULL, account TEXT NOT NULL, resource TEXT NOT NULL,
        state TEXT NOT NULL, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
        gone_at INTEGER)`,
      'CREATE INDEX broker_finding_account ON broker_finding (account, state)',
      'CREATE INDEX broker_finding_seen ON broker_finding (last_seen_at)',
    ],
  },
  {
    component: 'broker-aws',
    version: 2,
    statements: ['ALTER TABLE broker_role ADD COLUMN admits INTEGER NOT NULL DEFAULT 1'],
  },
];
