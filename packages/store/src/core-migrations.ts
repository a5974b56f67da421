import type { Migration } from './migrations.ts';

/** The tables of the outbox and of due work. */
export const coreMigrations: readonly Migration[] = [
  {
    component: 'store',
    version: 1,
    statements: [
      `CREATE TABLE store_outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        topic TEXT NOT NULL,
        payload TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      'CREATE INDEX store_outbox_by_topic ON store_outbox (topic, id)',
      // ready_at: when a runner may take the row next. It is due_at at first, the end of the lease while
      // a runner has it, the end of the pause after a failure, and NULL once the work is dead.
      `CREATE TABLE store_work (
        kind TEXT NOT NULL,
        work_key TEXT NOT NULL,
        payload TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        ready_at BIGINT,
        attempts BIGINT NOT NULL,
        version BIGINT NOT NULL,
        lease TEXT,
        cancelled BIGINT NOT NULL,
        last_error TEXT,
        dead_at BIGINT,
        PRIMARY KEY (kind, work_key)
      )`,
      'CREATE INDEX store_work_by_ready ON store_work (ready_at)',
      'CREATE INDEX store_work_by_dead ON store_work (dead_at)',
    ],
  },
];
