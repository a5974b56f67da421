import type { Migration } from '@gatehouse/store';

/** Tables of the data plane: accepted events on their way, archived events, schedules, and what could not be delivered. */
export const flowMigrations: readonly Migration[] = [
  {
    component: 'events-flow',
    version: 1,
    statements: [
      // An event is stored once, for all its deliveries, and goes with the last of them.
      `CREATE TABLE events_accepted (
        event_key TEXT PRIMARY KEY,
        bus_arn TEXT NOT NULL,
        forwarded INTEGER NOT NULL,
        accepted_at BIGINT NOT NULL,
        content BLOB NOT NULL
      )`,
      `CREATE TABLE events_delivery (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event_key TEXT NOT NULL,
        rule_arn TEXT NOT NULL,
        target_id TEXT NOT NULL,
        lane TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        ready_at BIGINT NOT NULL,
        lease TEXT,
        last_error TEXT
      )`,
      'CREATE INDEX events_delivery_lane ON events_delivery (lane, ready_at, id)',
      'CREATE INDEX events_delivery_event ON events_delivery (event_key)',
      `CREATE TABLE events_pace (
        lane TEXT PRIMARY KEY,
        second BIGINT NOT NULL,
        used INTEGER NOT NULL
      )`,
      // One row for all that failed alike in an hour: a target that is gone fails with every event.
      `CREATE TABLE events_failure (
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        rule_arn TEXT NOT NULL,
        target_id TEXT NOT NULL,
        target_arn TEXT NOT NULL,
        hour BIGINT NOT NULL,
        error_code TEXT NOT NULL,
        dead_letter_arn TEXT NOT NULL,
        event_count BIGINT NOT NULL,
        event_id TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        error_message TEXT NOT NULL,
        failed_at BIGINT NOT NULL,
        PRIMARY KEY (rule_arn, target_id, target_arn, hour, error_code, dead_letter_arn)
      )`,
      'CREATE INDEX events_failure_scope ON events_failure (account, region, failed_at)',
      'CREATE INDEX events_failure_age ON events_failure (failed_at)',
      `CREATE TABLE events_archived (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        archive_key TEXT NOT NULL,
        event_time BIGINT NOT NULL,
        size_bytes INTEGER NOT NULL,
        forwarded INTEGER NOT NULL,
        content BLOB NOT NULL
      )`,
      'CREATE INDEX events_archived_time ON events_archived (archive_key, event_time, id)',
      `CREATE TABLE events_replay_position (
        replay_arn TEXT PRIMARY KEY,
        event_time BIGINT NOT NULL,
        event_id BIGINT NOT NULL
      )`,
      `CREATE TABLE events_schedule (
        rule_arn TEXT PRIMARY KEY,
        expression TEXT NOT NULL,
        next_at BIGINT NOT NULL
      )`,
    ],
  },
];
