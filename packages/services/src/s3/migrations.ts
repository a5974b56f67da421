import type { Migration } from '@gatehouse/store';

/**
 * Times are milliseconds since 1970; documents are JSON text. Keys are bytes of UTF-8, because that is the order in which
 * S3 lists them, whatever the collation of the database.
 */
export const migrations: readonly Migration[] = [
  {
    component: 's3',
    version: 1,
    statements: [
      `CREATE TABLE s3_bucket (
        name TEXT NOT NULL PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL,
        created_at BIGINT NOT NULL, versioning TEXT, object_lock INTEGER NOT NULL)`,
      'CREATE INDEX s3_bucket_account ON s3_bucket (account, name)',
      `CREATE TABLE s3_bucket_setting (
        bucket TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (bucket, kind))`,
      `CREATE TABLE s3_object (
        bucket TEXT NOT NULL, object_key BLOB NOT NULL, seq BIGINT NOT NULL, version_id TEXT NOT NULL,
        latest INTEGER NOT NULL, delete_marker INTEGER NOT NULL, size BIGINT NOT NULL, etag TEXT NOT NULL,
        storage_class TEXT NOT NULL, modified_at BIGINT NOT NULL, content_id TEXT NOT NULL,
        details TEXT NOT NULL, tags TEXT NOT NULL,
        PRIMARY KEY (bucket, object_key, seq))`,
      'CREATE UNIQUE INDEX s3_object_version ON s3_object (bucket, object_key, version_id)',
      'CREATE UNIQUE INDEX s3_object_latest ON s3_object (bucket, object_key) WHERE latest = 1',
      // An object's bytes: stretches of contents on disk, which several objects may share.
      `CREATE TABLE s3_content (
        content_id TEXT NOT NULL, ordinal INTEGER NOT NULL, blob TEXT NOT NULL,
        starts BIGINT NOT NULL, ends BIGINT NOT NULL, PRIMARY KEY (content_id, ordinal))`,
      'CREATE INDEX s3_content_blob ON s3_content (blob)',
      `CREATE TABLE s3_upload (
        bucket TEXT NOT NULL, object_key BLOB NOT NULL, id TEXT NOT NULL, initiated_at BIGINT NOT NULL,
        initiator TEXT NOT NULL, storage_class TEXT NOT NULL, algorithm TEXT, checksum_type TEXT,
        details TEXT NOT NULL, tags TEXT NOT NULL,
        PRIMARY KEY (bucket, object_key, id))`,
      `CREATE TABLE s3_part (
        upload_id TEXT NOT NULL, number INTEGER NOT NULL, size BIGINT NOT NULL, etag TEXT NOT NULL,
        modified_at BIGINT NOT NULL, content_id TEXT NOT NULL, checksum TEXT,
        PRIMARY KEY (upload_id, number))`,
    ],
  },
];
