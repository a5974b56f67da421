import type { Migration } from '@gatehouse/store';

export const trapMigrations: readonly Migration[] = [
  {
    component: 'detection-traps',
    version: 1,
    statements: [
      // All that tells what is a trap is in `sealed`. `slot` makes what there may be only one of unique.
      `CREATE TABLE detection_trap (
        id TEXT PRIMARY KEY, slot TEXT UNIQUE, hold TEXT, held_until BIGINT NOT NULL,
        touched_at BIGINT, sealed BLOB NOT NULL)`,
      `CREATE TABLE detection_trap_drill (
        token TEXT PRIMARY KEY, trap_id TEXT NOT NULL, until_at BIGINT NOT NULL, seen_at BIGINT)`,
      'CREATE INDEX detection_trap_drill_until ON detection_trap_drill (until_at)',
    ],
  },
];
