import type { Migration } from '@gatehouse/store';

export const auditMigrations: readonly Migration[] = [
  {
    component: 'broker-audit',
    version: 1,
    statements: [
      // `leaf` is what is hashed and exported, byte for byte. The other columns repeat parts of it, to find it by.
      `CREATE TABLE broker_audit_leaf (
        sequence BIGINT PRIMARY KEY,
        leaf TEXT NOT NULL,
        hash BLOB NOT NULL,
        at BIGINT NOT NULL,
        type TEXT NOT NULL,
        actor TEXT NOT NULL,
        request_id TEXT
      )`,
      'CREATE INDEX broker_audit_leaf_by_request ON broker_audit_leaf (request_id, sequence)',
      'CREATE INDEX broker_audit_leaf_by_type ON broker_audit_leaf (type, sequence)',
      // Roots of complete subtrees of 256, 65 536, ... entries: a proof reads some hundred hashes however long the log is.
      `CREATE TABLE broker_audit_subtree (
        level BIGINT NOT NULL,
        position BIGINT NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (level, position)
      )`,
      // One row. Who appends changes it, so appends come one after another on every node.
      `CREATE TABLE broker_audit_head (
        id BIGINT PRIMARY KEY,
        size BIGINT NOT NULL,
        peaks TEXT NOT NULL,
        checkpoint_planned BIGINT NOT NULL
      )`,
      "INSERT INTO broker_audit_head (id, size, peaks, checkpoint_planned) VALUES (1, 0, '', 0)",
      // For readers; what counts is the copy outside the database.
      `CREATE TABLE broker_audit_checkpoint (
        size BIGINT PRIMARY KEY,
        note TEXT NOT NULL,
        signed_at BIGINT NOT NULL
      )`,
    ],
  },
];
