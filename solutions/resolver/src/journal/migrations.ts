import type { Migration } from '@gatehouse/store';

export const resolverMigrations: readonly Migration[] = [
  {
    component: 'resolver',
    version: 1,
    statements: [
      `CREATE TABLE resolver_deletion (
        id TEXT PRIMARY KEY, at BIGINT NOT NULL, heard_at BIGINT NOT NULL, account TEXT NOT NULL,
        region TEXT, type TEXT NOT NULL, label TEXT NOT NULL, document TEXT NOT NULL,
        state TEXT NOT NULL, problem TEXT, resolved INTEGER NOT NULL, failed INTEGER NOT NULL,
        finished_at BIGINT)`,
      'CREATE INDEX resolver_deletion_heard ON resolver_deletion (heard_at, id)',
      `CREATE TABLE resolver_name (
        name TEXT NOT NULL, deletion_id TEXT NOT NULL, PRIMARY KEY (name, deletion_id))`,
      'CREATE INDEX resolver_name_deletion ON resolver_name (deletion_id)',
      `CREATE TABLE resolver_outcome (
        deletion_id TEXT NOT NULL, product_arn TEXT NOT NULL, finding_id TEXT NOT NULL,
        product TEXT NOT NULL, title TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
        outcome TEXT NOT NULL, error TEXT, at BIGINT NOT NULL,
        PRIMARY KEY (deletion_id, product_arn, finding_id))`,
      'CREATE INDEX resolver_outcome_at ON resolver_outcome (at)',
      `CREATE TABLE resolver_cursor (
        place TEXT PRIMARY KEY, at BIGINT NOT NULL)`,
      `CREATE TABLE resolver_ignored (
        what TEXT NOT NULL, reason TEXT NOT NULL, number INTEGER NOT NULL, last_at BIGINT NOT NULL,
        PRIMARY KEY (what, reason))`,
    ],
  },
];
