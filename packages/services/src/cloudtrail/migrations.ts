import type { Migration } from '@gatehouse/store';

export const cloudTrailMigrations: readonly Migration[] = [
  {
    component: 'cloudtrail',
    version: 1,
    statements: [
      // Events lie in chunks, as many as one batch brought: one row and its few distinct keys instead of eight index
      // rows for each event. `prints` holds the first four bytes of each event id.
      `CREATE TABLE cloudtrail_chunk (
        account TEXT NOT NULL, region TEXT NOT NULL, chunk_id TEXT NOT NULL,
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, event_count INTEGER NOT NULL,
        prints BLOB NOT NULL, events TEXT NOT NULL,
        PRIMARY KEY (account, region, chunk_id))`,
      'CREATE INDEX cloudtrail_chunk_time ON cloudtrail_chunk (account, region, last_at, chunk_id)',
      'CREATE INDEX cloudtrail_chunk_age ON cloudtrail_chunk (last_at)',
      `CREATE TABLE cloudtrail_key (
        account TEXT NOT NULL, region TEXT NOT NULL, attribute TEXT NOT NULL, value TEXT NOT NULL,
        last_at BIGINT NOT NULL, chunk_id TEXT NOT NULL,
        PRIMARY KEY (account, region, attribute, value, last_at, chunk_id))`,
      'CREATE INDEX cloudtrail_key_chunk ON cloudtrail_key (account, region, chunk_id)',
    ],
  },
  {
    component: 'cloudtrail',
    version: 2,
    statements: [
      `CREATE TABLE cloudtrail_trail (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, organization BIGINT NOT NULL,
        settings TEXT NOT NULL, selectors TEXT, insights TEXT NOT NULL,
        logging BIGINT NOT NULL, started_at BIGINT, stopped_at BIGINT,
        PRIMARY KEY (account, region, name))`,
    ],
  },
];
