import type { Migration } from '@gatehouse/store';

export const falcoMigrations: readonly Migration[] = [
  {
    component: 'falco',
    version: 1,
    statements: [
      // What was seen, for as long as its finding lives: a repetition is told from something new.
      `CREATE TABLE falco_sighting (
        finding_id TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL,
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, number INTEGER NOT NULL)`,
      'CREATE INDEX falco_sighting_last ON falco_sighting (last_at)',
      // What Security Hub does not know yet: the latest alert of each finding.
      `CREATE TABLE falco_spool (
        finding_id TEXT PRIMARY KEY, place TEXT NOT NULL, version BIGINT NOT NULL,
        alert TEXT NOT NULL, queued_at BIGINT NOT NULL)`,
      'CREATE INDEX falco_spool_place ON falco_spool (place, queued_at, finding_id)',
      `CREATE TABLE falco_refused (
        finding_id TEXT PRIMARY KEY, at BIGINT NOT NULL, rule TEXT NOT NULL, code TEXT NOT NULL,
        message TEXT NOT NULL)`,
      'CREATE INDEX falco_refused_at ON falco_refused (at)',
    ],
  },
];
