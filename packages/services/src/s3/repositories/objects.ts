import type { Tx } from '@gatehouse/store';
import type { Details, ObjectVersion } from '../model.ts';

interface ObjectRow {
  readonly object_key: Uint8Array;
  readonly seq: number;
  readonly version_id: string;
  readonly latest: number;
  readonly delete_marker: number;
  readonly size: number;
  readonly etag: string;
  readonly storage_class: string;
  readonly modified_at: number;
  readonly content_id: string;
  readonly details: string;
  readonly tags: string;
}

export const keyBytes = (key: string): Buffer => Buffer.from(key);
export const keyText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** The first bytes behind all that begin with these; undefined when nothing is. */
export const behind = (prefix: Uint8Array): Buffer | undefined => {
  const bytes = Buffer.from(prefix);
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    const byte = bytes[at] ?? 0xff;
    if (byte === 0xff) continue;
    bytes[at] = byte + 1;
    return bytes.subarray(0, at + 1);
  }
  return undefined;
};

const toVersion = (row: ObjectRow): ObjectVersion => ({
  key: keyText(row.object_key),
  seq: row.seq,
  versionId: row.version_id,
  isLatest: row.latest === 1,
  isDeleteMarker: row.delete_marker === 1,
  size: row.size,
  etag: row.etag,
  storageClass: row.storage_class,
  modifiedAt: new Date(row.modified_at),
  contentId: row.content_id,
  details: JSON.parse(row.details) as Details,
  tags: new Map(Object.entries(JSON.parse(row.tags) as Record<string, string>)),
});

export const tagsText = (tags: ReadonlyMap<string, string>): string =>
  JSON.stringify(Object.fromEntries(tags));

/** A stretch of keys in order. */
export interface KeyRange {
  /** The first that may come, inclusive. */
  readonly from: Uint8Array;
  /** Exclusive; undefined: to the end. */
  readonly to: Uint8Array | undefined;
  readonly limit: number;
}

export const objects = {
  async latest(tx: Tx, bucket: string, key: string): Promise<ObjectVersion | undefined> {
    const row = await tx.get<ObjectRow>(
      'SELECT * FROM s3_object WHERE bucket = ? AND object_key = ? AND latest = 1',
      [bucket, keyBytes(key)],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  async version(
    tx: Tx,
    bucket: string,
    key: string,
    versionId: string,
  ): Promise<ObjectVersion | undefined> {
    const row = await tx.get<ObjectRow>(
      'SELECT * FROM s3_object WHERE bucket = ? AND object_key = ? AND version_id = ?',
      [bucket, keyBytes(key), versionId],
    );
    return row === undefined ? undefined : toVersion(row);
  },

  async any(tx: Tx, bucket: string): Promise<boolean> {
    return (
      (await tx.get('SELECT 1 AS found FROM s3_object WHERE bucket = ? LIMIT 1', [bucket])) !==
      undefined
    );
  },

  async insert(tx: Tx, bucket: string, version: Omit<ObjectVersion, 'isLatest'>): Promise<void> {
    await tx.run(
      'UPDATE s3_object SET latest = 0 WHERE bucket = ? AND object_key = ? AND latest = 1',
      [bucket, keyBytes(version.key)],
    );
    await tx.run(
      `INSERT INTO s3_object (bucket, object_key, seq, version_id, latest, delete_marker, size, etag,
         storage_class, modified_at, content_id, details, tags)
       VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        bucket,
        keyBytes(version.key),
        version.seq,
        version.versionId,
        version.isDeleteMarker ? 1 : 0,
        version.size,
        version.etag,
        version.storageClass,
        version.modifiedAt.getTime(),
        version.contentId,
        JSON.stringify(version.details),
        tagsText(version.tags),
      ],
    );
  },

  /** When the latest goes, the one before it is the latest. */
  async remove(tx: Tx, bucket: string, version: ObjectVersion): Promise<void> {
    const key = keyBytes(version.key);
    await tx.run('DELETE FROM s3_object WHERE bucket = ? AND object_key = ? AND seq = ?', [
      bucket,
      key,
      version.seq,
    ]);
    if (!version.isLatest) return;
    await tx.run(
      `UPDATE s3_object SET latest = 1 WHERE bucket = ? AND object_key = ? AND seq =
         (SELECT MAX(seq) FROM s3_object WHERE bucket = ? AND object_key = ?)`,
      [bucket, key, bucket, key],
    );
  },

  async setTags(
    tx: Tx,
    bucket: string,
    { key, seq }: ObjectVersion,
    tags: ReadonlyMap<string, string>,
  ): Promise<void> {
    await tx.run('UPDATE s3_object SET tags = ? WHERE bucket = ? AND object_key = ? AND seq = ?', [
      tagsText(tags),
      bucket,
      keyBytes(key),
      seq,
    ]);
  },

  async setDetails(
    tx: Tx,
    bucket: string,
    { key, seq }: ObjectVersion,
    details: Details,
  ): Promise<void> {
    await tx.run(
      'UPDATE s3_object SET details = ? WHERE bucket = ? AND object_key = ? AND seq = ?',
      [JSON.stringify(details), bucket, keyBytes(key), seq],
    );
  },

  /** The objects that a listing shows. */
  async list(
    tx: Tx,
    bucket: string,
    { from, to, limit }: KeyRange,
  ): Promise<readonly ObjectVersion[]> {
    const rows = await tx.all<ObjectRow>(
      `SELECT * FROM s3_object
       WHERE bucket = ? AND latest = 1 AND delete_marker = 0 AND object_key >= ?
         ${to === undefined ? '' : 'AND object_key < ?'}
       ORDER BY object_key LIMIT ?`,
      [bucket, from, ...(to === undefined ? [] : [to]), limit],
    );
    return rows.map(toVersion);
  },

  /** All versions, the latest of a key first; of the first key only those before `seq`. */
  async versions(
    tx: Tx,
    bucket: string,
    { from, to, limit }: KeyRange,
    seq: number,
  ): Promise<readonly ObjectVersion[]> {
    const rows = await tx.all<ObjectRow>(
      `SELECT * FROM s3_object
       WHERE bucket = ? AND object_key >= ? AND (object_key > ? OR seq < ?)
         ${to === undefined ? '' : 'AND object_key < ?'}
       ORDER BY object_key, seq DESC LIMIT ?`,
      [bucket, from, from, seq, ...(to === undefined ? [] : [to]), limit],
    );
    return rows.map(toVersion);
  },
};
