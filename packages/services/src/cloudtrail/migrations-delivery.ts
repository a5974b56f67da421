import type { Migration } from '@gatehouse/store';

/** What trails deliver. */
export const deliveryMigrations: readonly Migration[] = [
  {
    component: 'cloudtrail',
    version: 3,
    statements: [
      "ALTER TABLE cloudtrail_trail ADD COLUMN trail_id TEXT NOT NULL DEFAULT ''",
      "UPDATE cloudtrail_trail SET trail_id = account || '/' || region || '/' || name",
      'CREATE UNIQUE INDEX cloudtrail_trail_id ON cloudtrail_trail (trail_id)',
      // A trail that is deleted while something is on its way to it.
      `CREATE TABLE cloudtrail_ended_trail (
        trail_id TEXT NOT NULL, ended_at BIGINT NOT NULL, trail TEXT NOT NULL,
        PRIMARY KEY (trail_id))`,
      'CREATE INDEX cloudtrail_ended_trail_time ON cloudtrail_ended_trail (ended_at)',
      // Trails that want the same events share a batch; each is owed it on each of its channels.
      `CREATE TABLE cloudtrail_batch (
        batch_id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, folder TEXT NOT NULL,
        events TEXT NOT NULL,
        PRIMARY KEY (batch_id))`,
      `CREATE TABLE cloudtrail_owed (
        trail_id TEXT NOT NULL, channel TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
        folder TEXT NOT NULL, created_at BIGINT NOT NULL, batch_id TEXT NOT NULL, bytes BIGINT NOT NULL,
        ready_at BIGINT NOT NULL, lease TEXT,
        PRIMARY KEY (trail_id, channel, batch_id))`,
      `CREATE INDEX cloudtrail_owed_lane
        ON cloudtrail_owed (trail_id, channel, account, region, folder, created_at, batch_id)`,
      'CREATE INDEX cloudtrail_owed_ready ON cloudtrail_owed (channel, ready_at, trail_id)',
      'CREATE INDEX cloudtrail_owed_age ON cloudtrail_owed (channel, created_at)',
      'CREATE INDEX cloudtrail_owed_batch ON cloudtrail_owed (batch_id)',
      `CREATE TABLE cloudtrail_status (
        trail_id TEXT NOT NULL, way TEXT NOT NULL, attempted_at BIGINT NOT NULL, succeeded_at BIGINT,
        error TEXT,
        PRIMARY KEY (trail_id, way))`,
      `CREATE TABLE cloudtrail_log_file (
        trail_id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, file_key TEXT NOT NULL,
        bucket TEXT NOT NULL, hash TEXT NOT NULL, newest BIGINT NOT NULL, oldest BIGINT NOT NULL,
        PRIMARY KEY (trail_id, account, region, file_key))`,
      `CREATE TABLE cloudtrail_digest (
        trail_id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, bucket TEXT NOT NULL,
        digest_key TEXT NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL, ended_at BIGINT NOT NULL,
        PRIMARY KEY (trail_id, account, region))`,
      `CREATE TABLE cloudtrail_signing_key (
        region TEXT NOT NULL, fingerprint TEXT NOT NULL, public_key BLOB NOT NULL,
        private_key BLOB NOT NULL, valid_from BIGINT NOT NULL, valid_until BIGINT NOT NULL,
        PRIMARY KEY (region, fingerprint))`,
    ],
  },
  {
    component: 'cloudtrail',
    version: 4,
    statements: [
      `CREATE TABLE cloudtrail_insight_event (
        account TEXT NOT NULL, region TEXT NOT NULL, event_id TEXT NOT NULL, at BIGINT NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (account, region, event_id))`,
      'CREATE INDEX cloudtrail_insight_event_time ON cloudtrail_insight_event (account, region, at, event_id)',
      'CREATE INDEX cloudtrail_insight_event_age ON cloudtrail_insight_event (at)',
      `CREATE TABLE cloudtrail_insight_version (
        trail_id TEXT NOT NULL, version BIGINT NOT NULL, PRIMARY KEY (trail_id))`,
      `CREATE TABLE cloudtrail_insight_state (
        trail_id TEXT NOT NULL, state_key TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (trail_id, state_key))`,
    ],
  },
];
