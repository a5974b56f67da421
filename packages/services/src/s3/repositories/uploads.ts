import type { Tx } from '@gatehouse/store';
import type { Algorithm, Checksum, Details, Part, Upload } from '../model.ts';
import { keyBytes, keyText, type KeyRange, tagsText } from './objects.ts';

interface UploadRow {
  readonly object_key: Uint8Array;
  readonly id: string;
  readonly initiated_at: number;
  readonly initiator: string;
  readonly storage_class: string;
  readonly algorithm: Algorithm | null;
  readonly checksum_type: Checksum['type'] | null;
  readonly details: string;
  readonly tags: string;
}

interface PartRow {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modified_at: number;
  readonly content_id: string;
  readonly checksum: string | null;
}

const toUpload = (row: UploadRow): Upload => ({
  id: row.id,
  key: keyText(row.object_key),
  initiatedAt: new Date(row.initiated_at),
  initiator: row.initiator,
  storageClass: row.storage_class,
  algorithm: row.algorithm ?? undefined,
  checksumType: row.checksum_type ?? undefined,
  details: JSON.parse(row.details) as Details,
  tags: new Map(Object.entries(JSON.parse(row.tags) as Record<string, string>)),
});

const toPart = (row: PartRow): Part => ({
  number: row.number,
  size: row.size,
  etag: row.etag,
  modifiedAt: new Date(row.modified_at),
  contentId: row.content_id,
  checksum: row.checksum ?? undefined,
});

export const uploads = {
  async insert(tx: Tx, bucket: string, upload: Upload): Promise<void> {
    await tx.run(
      `INSERT INTO s3_upload (bucket, object_key, id, initiated_at, initiator, storage_class,
         algorithm, checksum_type, details, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        bucket,
        keyBytes(upload.key),
        upload.id,
        upload.initiatedAt.getTime(),
        upload.initiator,
        upload.storageClass,
        upload.algorithm ?? null,
        upload.checksumType ?? null,
        JSON.stringify(upload.details),
        tagsText(upload.tags),
      ],
    );
  },

  async find(tx: Tx, bucket: string, key: string, id: string): Promise<Upload | undefined> {
    const row = await tx.get<UploadRow>(
      'SELECT * FROM s3_upload WHERE bucket = ? AND object_key = ? AND id = ?',
      [bucket, keyBytes(key), id],
    );
    return row === undefined ? undefined : toUpload(row);
  },

  /** With its parts; what they were made of goes too, unless an object has it. */
  async remove(tx: Tx, bucket: string, { key, id }: Upload): Promise<void> {
    await tx.run(
      'DELETE FROM s3_content WHERE content_id IN (SELECT content_id FROM s3_part WHERE upload_id = ?)',
      [id],
    );
    await tx.run('DELETE FROM s3_part WHERE upload_id = ?', [id]);
    await tx.run('DELETE FROM s3_upload WHERE bucket = ? AND object_key = ? AND id = ?', [
      bucket,
      keyBytes(key),
      id,
    ]);
  },

  /** With the bucket; AWS deletes one though uploads are under way. */
  async removeAll(tx: Tx, bucket: string): Promise<void> {
    await tx.run(
      `DELETE FROM s3_content WHERE content_id IN (SELECT p.content_id FROM s3_part p
         JOIN s3_upload u ON u.id = p.upload_id WHERE u.bucket = ?)`,
      [bucket],
    );
    await tx.run(
      'DELETE FROM s3_part WHERE upload_id IN (SELECT id FROM s3_upload WHERE bucket = ?)',
      [bucket],
    );
    await tx.run('DELETE FROM s3_upload WHERE bucket = ?', [bucket]);
  },

  async putPart(tx: Tx, uploadId: string, part: Part): Promise<void> {
    await tx.run(
      `DELETE FROM s3_content WHERE content_id IN
         (SELECT content_id FROM s3_part WHERE upload_id = ? AND number = ?)`,
      [uploadId, part.number],
    );
    await tx.run(
      `INSERT INTO s3_part (upload_id, number, size, etag, modified_at, content_id, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size, etag = excluded.etag,
         modified_at = excluded.modified_at, content_id = excluded.content_id, checksum = excluded.checksum`,
      [
        uploadId,
        part.number,
        part.size,
        part.etag,
        part.modifiedAt.getTime(),
        part.contentId,
        part.checksum ?? null,
      ],
    );
  },

  async parts(tx: Tx, uploadId: string, after: number, limit: number): Promise<readonly Part[]> {
    const rows = await tx.all<PartRow>(
      'SELECT * FROM s3_part WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?',
      [uploadId, after, limit],
    );
    return rows.map(toPart);
  },

  async removePart(tx: Tx, uploadId: string, { number, contentId }: Part): Promise<void> {
    await tx.run('DELETE FROM s3_content WHERE content_id = ?', [contentId]);
    await tx.run('DELETE FROM s3_part WHERE upload_id = ? AND number = ?', [uploadId, number]);
  },

  /** In order; of the first key only those behind `afterId`. */
  async list(
    tx: Tx,
    bucket: string,
    { from, to, limit }: KeyRange,
    afterId: string,
  ): Promise<readonly Upload[]> {
    const rows = await tx.all<UploadRow>(
      `SELECT * FROM s3_upload
       WHERE bucket = ? AND object_key >= ? AND (object_key > ? OR id > ?)
         ${to === undefined ? '' : 'AND object_key < ?'}
       ORDER BY object_key, id LIMIT ?`,
      [bucket, from, from, afterId, ...(to === undefined ? [] : [to]), limit],
    );
    return rows.map(toUpload);
  },
};
