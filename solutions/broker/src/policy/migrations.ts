import type { Migration } from '@gatehouse/store';

export const policyMigrations: readonly Migration[] = [
  {
    component: 'broker-policy',
    version: 1,
    statements: [
      `CREATE TABLE broker_policy_version (
        version BIGINT PRIMARY KEY,
        document TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        comment TEXT NOT NULL,
        proposal_id TEXT UNIQUE,
        proposed_by TEXT,
        approved_by TEXT,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE broker_policy_proposal (
        id TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        base_version BIGINT NOT NULL,
        document TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        comment TEXT NOT NULL,
        proposer_id TEXT NOT NULL,
        proposed_by TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        decided_by TEXT,
        decided_at BIGINT,
        decision_comment TEXT
      )`,
      'CREATE INDEX broker_policy_proposal_by_time ON broker_policy_proposal (created_at, id)',
    ],
  },
];
