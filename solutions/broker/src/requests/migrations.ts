import type { Migration } from '@gatehouse/store';

export const requestsMigrations: readonly Migration[] = [
  {
    component: 'broker-requests',
    version: 1,
    statements: [
      // Times are milliseconds. `document` holds everything else of the request, as JSON.
      `CREATE TABLE broker_request (
        id TEXT PRIMARY KEY, version BIGINT NOT NULL, state TEXT NOT NULL, requester TEXT NOT NULL,
        created_at BIGINT NOT NULL, pending_until BIGINT NOT NULL, starts_at BIGINT, ends_at BIGINT,
        review TEXT, prolongs TEXT, words TEXT NOT NULL, document TEXT NOT NULL)`,
      'CREATE INDEX broker_request_by_time ON broker_request (created_at, id)',
      'CREATE INDEX broker_request_by_state ON broker_request (state, created_at, id)',
      'CREATE INDEX broker_request_by_requester ON broker_request (requester, created_at, id)',
      'CREATE INDEX broker_request_by_requester_state ON broker_request (requester, state, created_at, id)',
      'CREATE INDEX broker_request_by_review ON broker_request (requester, review)',
      'CREATE INDEX broker_request_by_prolongs ON broker_request (prolongs)',
      // One row for each target; `first_of_account` is 1 once per request and account, so that a list by account
      // names a request once.
      `CREATE TABLE broker_request_target (
        request_id TEXT NOT NULL, n BIGINT NOT NULL, account TEXT NOT NULL, role_arn TEXT NOT NULL,
        first_of_account BIGINT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (request_id, n))`,
      `CREATE INDEX broker_request_target_by_account
        ON broker_request_target (account, first_of_account, created_at, request_id)`,
      `CREATE INDEX broker_request_target_by_role
        ON broker_request_target (role_arn, created_at, request_id)`,
      // The words of a decision are in the request's document; here is that a person decides once.
      `CREATE TABLE broker_approval (
        request_id TEXT NOT NULL, person TEXT NOT NULL, decision TEXT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (request_id, person))`,
      'CREATE INDEX broker_approval_by_person ON broker_approval (person, at)',
      // The groups that could decide a pending request, gone when it is decided.
      `CREATE TABLE broker_review_queue (
        approver_group TEXT NOT NULL, created_at BIGINT NOT NULL, request_id TEXT NOT NULL,
        PRIMARY KEY (approver_group, created_at, request_id))`,
      'CREATE INDEX broker_review_queue_by_request ON broker_review_queue (request_id)',
      // Written once, when access is given: no later change moves a window.
      `CREATE TABLE broker_grant (
        id TEXT PRIMARY KEY, request_id TEXT NOT NULL, n BIGINT NOT NULL, account TEXT NOT NULL,
        role_arn TEXT NOT NULL, starts_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, UNIQUE (request_id, n))`,
      'CREATE INDEX broker_grant_by_role ON broker_grant (role_arn, ends_at)',
      `CREATE TABLE broker_idempotency (
        person TEXT NOT NULL, idempotency_key TEXT NOT NULL, body BLOB NOT NULL, request_id TEXT NOT NULL,
        expires_at BIGINT NOT NULL, PRIMARY KEY (person, idempotency_key))`,
      'CREATE INDEX broker_idempotency_by_expiry ON broker_idempotency (expires_at)',
    ],
  },
  {
    component: 'broker-requests',
    version: 2,
    statements: [
      // Who is in many groups walks the pending requests and looks here for one of them.
      'DROP INDEX broker_review_queue_by_request',
      'CREATE INDEX broker_review_queue_by_request ON broker_review_queue (request_id, approver_group)',
    ],
  },
];
