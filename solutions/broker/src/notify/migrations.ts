import type { Migration } from '@gatehouse/store';

export const notifyMigrations: readonly Migration[] = [
  {
    component: 'broker-notify',
    version: 1,
    statements: [
      `CREATE TABLE broker_notice (
        notice_key TEXT PRIMARY KEY, kind TEXT NOT NULL, request_id TEXT, data TEXT NOT NULL,
        created_at BIGINT NOT NULL)`,
      'CREATE INDEX broker_notice_by_kind ON broker_notice (kind, created_at)',
      `CREATE TABLE broker_delivery (
        delivery_key TEXT PRIMARY KEY, notice_key TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL,
        created_at BIGINT NOT NULL, delivered_at BIGINT)`,
      'CREATE INDEX broker_delivery_by_notice ON broker_delivery (notice_key)',
    ],
  },
];
