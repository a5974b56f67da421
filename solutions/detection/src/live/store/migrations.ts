import type { Migration } from '@gatehouse/store';

export const liveMigrations: readonly Migration[] = [
  {
    component: 'detection-live',
    version: 1,
    statements: [
      `CREATE TABLE detection_alert (
        id TEXT PRIMARY KEY, rule TEXT NOT NULL, origin TEXT NOT NULL, severity TEXT NOT NULL,
        severity_rank INTEGER NOT NULL, status TEXT NOT NULL, places TEXT NOT NULL, words TEXT NOT NULL,
        first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, opened_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL, note TEXT, document TEXT NOT NULL,
        import_due INTEGER NOT NULL, imported_at BIGINT, import_problem TEXT,
        status_due INTEGER NOT NULL, notice_due INTEGER NOT NULL)`,
      'CREATE INDEX detection_alert_last ON detection_alert (last_at, id)',
      'CREATE INDEX detection_alert_status ON detection_alert (status, severity_rank)',
      'CREATE INDEX detection_alert_rule ON detection_alert (rule, status)',
      'CREATE INDEX detection_alert_import ON detection_alert (import_due, id)',
      'CREATE INDEX detection_alert_told ON detection_alert (status_due, id)',
      'CREATE INDEX detection_alert_notice ON detection_alert (notice_due, id)',
      `CREATE TABLE detection_alert_step (
        alert_id TEXT NOT NULL, step INTEGER NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
        actor TEXT NOT NULL, status TEXT, note TEXT, PRIMARY KEY (alert_id, step))`,
      `CREATE TABLE detection_memory (
        part TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (part, name))`,
      'CREATE TABLE detection_seen (seq BIGINT PRIMARY KEY, number INTEGER NOT NULL, ids TEXT NOT NULL)',
      `CREATE TABLE detection_count (
        name TEXT PRIMARY KEY, value BIGINT NOT NULL)`,
      `CREATE TABLE detection_calls (
        at BIGINT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, calls INTEGER NOT NULL,
        writes INTEGER NOT NULL, errors INTEGER NOT NULL, PRIMARY KEY (at, account, region))`,
      `CREATE TABLE detection_api_calls (
        at BIGINT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL, source TEXT NOT NULL,
        name TEXT NOT NULL, calls INTEGER NOT NULL, writes INTEGER NOT NULL, errors INTEGER NOT NULL,
        PRIMARY KEY (at, account, region, source, name))`,
      `CREATE TABLE detection_insight (
        id TEXT PRIMARY KEY, started_at BIGINT NOT NULL, ended_at BIGINT, account TEXT NOT NULL,
        region TEXT NOT NULL, document TEXT NOT NULL)`,
      'CREATE INDEX detection_insight_started ON detection_insight (started_at)',
      'CREATE TABLE detection_setting (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
      `CREATE TABLE detection_suppression (
        id TEXT PRIMARY KEY, document TEXT NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL,
        held BIGINT NOT NULL, last_held_at BIGINT)`,
      `CREATE TABLE detection_rule (
        id TEXT PRIMARY KEY, file TEXT NOT NULL, source TEXT NOT NULL, created_at BIGINT NOT NULL,
        created_by TEXT NOT NULL)`,
      `CREATE TABLE detection_change (
        at BIGINT NOT NULL, id TEXT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, before_value TEXT,
        after_value TEXT, PRIMARY KEY (at, id))`,
      `CREATE TABLE detection_leader (
        name TEXT PRIMARY KEY, holder TEXT NOT NULL, until_at BIGINT NOT NULL)`,
    ],
  },
];
