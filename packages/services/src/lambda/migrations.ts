import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const migrations: readonly Migration[] = [
  {
    component: 'lambda',
    version: 1,
    statements: [
      `CREATE TABLE lambda_function (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
        created_at BIGINT NOT NULL, last_number INTEGER NOT NULL, reserved_concurrency INTEGER,
        PRIMARY KEY (account, region, name))`,
      'CREATE UNIQUE INDEX lambda_function_id ON lambda_function (id)',
      // Number 0 is $LATEST.
      `CREATE TABLE lambda_version (
        function_id TEXT NOT NULL, number INTEGER NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
        name TEXT NOT NULL, configuration TEXT NOT NULL, environment BLOB, blob_id TEXT, folder TEXT,
        code_bytes BIGINT NOT NULL, code_sha256 TEXT NOT NULL, revision_id TEXT NOT NULL,
        modified_at BIGINT NOT NULL, active_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
        PRIMARY KEY (function_id, number))`,
      'CREATE INDEX lambda_version_list ON lambda_version (account, region, name, number)',
      'CREATE INDEX lambda_version_blob ON lambda_version (blob_id)',
      `CREATE TABLE lambda_alias (
        function_id TEXT NOT NULL, alias TEXT NOT NULL, number INTEGER NOT NULL, description TEXT NOT NULL,
        routing_number INTEGER, routing_weight TEXT, revision_id TEXT NOT NULL,
        PRIMARY KEY (function_id, alias))`,
      // Qualifier '' is the function itself.
      `CREATE TABLE lambda_policy (
        function_id TEXT NOT NULL, qualifier TEXT NOT NULL, statements TEXT NOT NULL, revision_id TEXT NOT NULL,
        PRIMARY KEY (function_id, qualifier))`,
      `CREATE TABLE lambda_invoke_config (
        function_id TEXT NOT NULL, qualifier TEXT NOT NULL, maximum_retries INTEGER, maximum_age INTEGER,
        on_success TEXT, on_failure TEXT, modified_at BIGINT NOT NULL,
        PRIMARY KEY (function_id, qualifier))`,
      `CREATE TABLE lambda_event (
        id TEXT NOT NULL PRIMARY KEY, function_id TEXT NOT NULL, qualifier TEXT, arn TEXT NOT NULL,
        payload BLOB NOT NULL, accepted_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
        runs INTEGER NOT NULL, delays INTEGER NOT NULL, taken INTEGER NOT NULL, outcome BLOB)`,
      'CREATE INDEX lambda_event_due ON lambda_event (due_at, id)',
      'CREATE INDEX lambda_event_function ON lambda_event (function_id)',
    ],
  },
];
