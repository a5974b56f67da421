import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const migrations: readonly Migration[] = [
  {
    component: 'sqs',
    version: 1,
    statements: [
      `CREATE TABLE sqs_queue (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
        fifo INTEGER NOT NULL, attributes TEXT NOT NULL, dead_letter_arn TEXT,
        created_at BIGINT NOT NULL, modified_at BIGINT NOT NULL, purged_at BIGINT,
        PRIMARY KEY (account, region, name))`,
      'CREATE UNIQUE INDEX sqs_queue_id ON sqs_queue (id)',
      'CREATE INDEX sqs_queue_dead_letter ON sqs_queue (account, region, dead_letter_arn, name)',
      // A name is free again a minute after its queue is gone.
      `CREATE TABLE sqs_deleted_queue (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, deleted_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      // A row of its own: counting up must not disturb who reads the queue.
      'CREATE TABLE sqs_fifo_position (queue_id TEXT NOT NULL PRIMARY KEY, last BIGINT NOT NULL)',
      `CREATE TABLE sqs_message (
        queue_id TEXT NOT NULL, id TEXT NOT NULL, position BIGINT NOT NULL,
        content_id TEXT NOT NULL, content BLOB NOT NULL, sender_id TEXT NOT NULL,
        group_id TEXT, deduplication_id TEXT, sent_at BIGINT NOT NULL, visible_at BIGINT NOT NULL,
        receipt TEXT, received_at BIGINT, first_received_at BIGINT, receive_count INTEGER NOT NULL,
        dead_letter_source TEXT,
        PRIMARY KEY (queue_id, id))`,
      'CREATE INDEX sqs_message_position ON sqs_message (queue_id, position)',
      'CREATE INDEX sqs_message_visible ON sqs_message (queue_id, visible_at)',
      'CREATE INDEX sqs_message_group ON sqs_message (queue_id, group_id, position)',
      'CREATE INDEX sqs_message_sent ON sqs_message (queue_id, sent_at)',
      `CREATE TABLE sqs_deduplication (
        queue_id TEXT NOT NULL, scope TEXT NOT NULL, deduplication_id TEXT NOT NULL,
        message_id TEXT NOT NULL, position BIGINT NOT NULL, expires_at BIGINT NOT NULL,
        PRIMARY KEY (queue_id, scope, deduplication_id))`,
      'CREATE INDEX sqs_deduplication_expiry ON sqs_deduplication (expires_at)',
      `CREATE TABLE sqs_receive_attempt (
        queue_id TEXT NOT NULL, attempt_id TEXT NOT NULL, receipts TEXT NOT NULL, expires_at BIGINT NOT NULL,
        PRIMARY KEY (queue_id, attempt_id))`,
      'CREATE INDEX sqs_receive_attempt_expiry ON sqs_receive_attempt (expires_at)',
      `CREATE TABLE sqs_move_task (
        id TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, source TEXT NOT NULL,
        destination_arn TEXT, per_second INTEGER, status TEXT NOT NULL, moved INTEGER NOT NULL,
        to_move INTEGER NOT NULL, failure TEXT, last_position BIGINT NOT NULL, started_at BIGINT NOT NULL)`,
      'CREATE INDEX sqs_move_task_source ON sqs_move_task (account, region, source, started_at)',
      // At most one at a time.
      "CREATE UNIQUE INDEX sqs_move_task_active ON sqs_move_task (account, region, source) WHERE status = 'RUNNING'",
    ],
  },
];
