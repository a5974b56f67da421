import type { Migration } from '@gatehouse/store';

/** Times are milliseconds since 1970; `document` is JSON text. */
export const grantMigrations: readonly Migration[] = [
  {
    component: 'kms-grants',
    version: 1,
    statements: [
      `CREATE TABLE kms_grant (
        id TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL, region TEXT NOT NULL, key_id TEXT NOT NULL,
        grantee TEXT NOT NULL, grantee_given TEXT NOT NULL,
        retiring TEXT, retiring_given TEXT,
        issuing_account TEXT NOT NULL, name TEXT, document TEXT NOT NULL, parent TEXT,
        created_at BIGINT NOT NULL,
        permits TEXT NOT NULL, describes TEXT, named TEXT)`,
      'CREATE INDEX kms_grant_listed ON kms_grant (account, region, key_id, grantee, id)',
      'CREATE INDEX kms_grant_permits ON kms_grant (permits)',
      'CREATE INDEX kms_grant_describes ON kms_grant (describes) WHERE describes IS NOT NULL',
      'CREATE UNIQUE INDEX kms_grant_named ON kms_grant (named) WHERE named IS NOT NULL',
      'CREATE INDEX kms_grant_retirable ON kms_grant (retiring, region, id) WHERE retiring IS NOT NULL',
      'CREATE TABLE kms_grant_shape (node TEXT NOT NULL, operations INTEGER NOT NULL, PRIMARY KEY (node, operations))',
    ],
  },
];
