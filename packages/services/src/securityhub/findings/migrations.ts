import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. */
export const findingMigrations: readonly Migration[] = [
  {
    component: 'securityhub-findings',
    version: 1,
    statements: [
      // One row: numbers of findings, and the order in which they changed.
      `CREATE TABLE securityhub_finding_counter (
        id INTEGER PRIMARY KEY, last_number BIGINT NOT NULL, last_change BIGINT NOT NULL)`,
      'INSERT INTO securityhub_finding_counter (id, last_number, last_change) VALUES (1, 0, 0)',
      // The key is made of hashes: texts of half a kilobyte would make an index larger than the findings.
      `CREATE TABLE securityhub_finding (
        number INTEGER PRIMARY KEY, finding_key BLOB NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
        expires_at BIGINT NOT NULL, imported_at BIGINT NOT NULL, imported_by TEXT NOT NULL,
        customer_fields TEXT NOT NULL, document TEXT NOT NULL)`,
      'CREATE UNIQUE INDEX securityhub_finding_by_key ON securityhub_finding (finding_key)',
      'CREATE INDEX securityhub_finding_expiry ON securityhub_finding (expires_at, number)',
      `CREATE TABLE securityhub_finding_facets (
        number INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, facets TEXT NOT NULL)`,
      `CREATE TABLE securityhub_finding_change (
        sequence INTEGER PRIMARY KEY, numbers TEXT NOT NULL, made_at BIGINT NOT NULL)`,
      `CREATE TABLE securityhub_finding_history (
        number BIGINT NOT NULL, made_at BIGINT NOT NULL, sequence BIGINT NOT NULL, source TEXT NOT NULL,
        identity TEXT NOT NULL, updates TEXT NOT NULL,
        PRIMARY KEY (number, made_at, sequence))`,
      'CREATE INDEX securityhub_finding_history_age ON securityhub_finding_history (made_at)',
    ],
  },
  {
    component: 'securityhub-findings',
    version: 2,
    // Tells the node that made a change that it is its own.
    statements: ['ALTER TABLE securityhub_finding_change ADD COLUMN token TEXT'],
  },
];
