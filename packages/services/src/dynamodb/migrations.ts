import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; documents are JSON text. Bytes of keys sort as DynamoDB sorts the keys. */
export const migrations: readonly Migration[] = [
  {
    component: 'dynamodb',
    version: 1,
    statements: [
      `CREATE TABLE dynamodb_table (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
        status TEXT NOT NULL, created_at BIGINT NOT NULL, is_protected INTEGER NOT NULL,
        details TEXT NOT NULL, counted TEXT NOT NULL,
        policy TEXT, policy_principals TEXT, policy_revision TEXT,
        PRIMARY KEY (account, region, name))`,
      'CREATE UNIQUE INDEX dynamodb_table_id ON dynamodb_table (id)',
      // `hash_key` is a digest of the partition key, `place` where it lies among 2^32: scans follow it, segments are stretches of
      // it. Digests are also short enough for PostgreSQL, whose index rows hold 2704 bytes.
      `CREATE TABLE dynamodb_item (
        table_id TEXT NOT NULL, place BIGINT NOT NULL, hash_key BLOB NOT NULL, sort_key BLOB NOT NULL,
        size INTEGER NOT NULL, expires_at BIGINT, content BLOB NOT NULL,
        PRIMARY KEY (table_id, place, hash_key, sort_key))`,
      `CREATE INDEX dynamodb_item_expiry ON dynamodb_item (table_id, expires_at)
       WHERE expires_at IS NOT NULL`,
      // An item in a secondary index; its content stays where the item is.
      `CREATE TABLE dynamodb_entry (
        index_id TEXT NOT NULL, place BIGINT NOT NULL, hash_key BLOB NOT NULL, sort_key BLOB NOT NULL,
        item_place BIGINT NOT NULL, item_hash BLOB NOT NULL, item_sort BLOB NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (index_id, place, hash_key, sort_key, item_place, item_hash, item_sort))`,
      // Transactions that must not be done twice within ten minutes.
      `CREATE TABLE dynamodb_token (
        account TEXT NOT NULL, region TEXT NOT NULL, token TEXT NOT NULL,
        request TEXT NOT NULL, expires_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, token))`,
      'CREATE INDEX dynamodb_token_expiry ON dynamodb_token (expires_at)',
    ],
  },
];
