import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const migrations: readonly Migration[] = [
  {
    component: 'logs',
    version: 1,
    statements: [
      `CREATE TABLE logs_group (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
        class TEXT NOT NULL, kms_key_id TEXT, retention_days INTEGER, deletion_protected INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      'CREATE UNIQUE INDEX logs_group_id ON logs_group (id)',
      `CREATE TABLE logs_stream (
        group_id TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, created_at BIGINT NOT NULL,
        first_event_at BIGINT, last_event_at BIGINT, last_ingested_at BIGINT, stored_bytes BIGINT NOT NULL,
        PRIMARY KEY (group_id, name))`,
      'CREATE UNIQUE INDEX logs_stream_id ON logs_stream (id)',
      // A stream without events comes last, as if its last were from 1970.
      'CREATE INDEX logs_stream_recent ON logs_stream (group_id, (COALESCE(last_event_at, 0)), name)',
      `CREATE TABLE logs_event (
        group_id TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL, stream_id TEXT NOT NULL,
        ingested_at BIGINT NOT NULL, size INTEGER NOT NULL, message TEXT NOT NULL,
        PRIMARY KEY (group_id, at, id))`,
      'CREATE INDEX logs_event_stream ON logs_event (stream_id, at, id)',
      `CREATE TABLE logs_subscription_filter (
        group_id TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, pattern TEXT NOT NULL,
        destination_arn TEXT NOT NULL, role_arn TEXT, distribution TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (group_id, name))`,
      'CREATE UNIQUE INDEX logs_subscription_filter_id ON logs_subscription_filter (id)',
      // Matched events on their way; the events themselves may expire meanwhile.
      `CREATE TABLE logs_delivery (
        filter_id TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, events TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (filter_id, id))`,
      `CREATE TABLE logs_metric_filter (
        group_id TEXT NOT NULL, name TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
        group_name TEXT NOT NULL, pattern TEXT NOT NULL, transformations TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (group_id, name))`,
      'CREATE INDEX logs_metric_filter_scope ON logs_metric_filter (account, region, group_name, name)',
      `CREATE TABLE logs_destination (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, target_arn TEXT NOT NULL,
        role_arn TEXT NOT NULL, access_policy TEXT, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      `CREATE TABLE logs_resource_policy (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
        updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      // Contents of groups and streams that are gone, until they are cleared away.
      'CREATE TABLE logs_removed (kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, id))',
    ],
  },
  {
    component: 'logs',
    version: 2,
    statements: [
      // In which minutes a metric filter with a default value matched or has had its default.
      `CREATE TABLE logs_metric_minute (
        group_id TEXT NOT NULL, minute BIGINT NOT NULL, filter TEXT NOT NULL,
        PRIMARY KEY (group_id, minute, filter))`,
    ],
  },
  {
    component: 'logs',
    version: 3,
    statements: [
      `CREATE TABLE logs_query (
        id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, text TEXT NOT NULL,
        status TEXT NOT NULL, group_list TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
        row_limit INTEGER, created_at BIGINT NOT NULL, started_at BIGINT,
        matched BIGINT NOT NULL, scanned BIGINT NOT NULL, bytes BIGINT NOT NULL, row_count INTEGER NOT NULL)`,
      'CREATE INDEX logs_query_recent ON logs_query (account, region, created_at, id)',
      'CREATE INDEX logs_query_status ON logs_query (account, region, status)',
      'CREATE INDEX logs_query_age ON logs_query (created_at)',
      // Results, some hundred rows in each part.
      `CREATE TABLE logs_query_part (
        query_id TEXT NOT NULL, first_row INTEGER NOT NULL, row_count INTEGER NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (query_id, first_row))`,
      `CREATE TABLE logs_query_definition (
        account TEXT NOT NULL, region TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
        group_list TEXT NOT NULL, parameters TEXT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, id))`,
      'CREATE INDEX logs_query_definition_name ON logs_query_definition (account, region, name, id)',
    ],
  },
];
