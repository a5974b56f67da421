import type { Tx } from '@gatehouse/store';
import type { Stretch } from '../model.ts';

interface StretchRow {
  readonly blob: string;
  readonly starts: number;
  readonly ends: number;
}

/** What the bytes of objects and parts are made of. */
export const contents = {
  async of(tx: Tx, contentId: string): Promise<readonly Stretch[]> {
    const rows = await tx.all<StretchRow>(
      'SELECT blob, starts, ends FROM s3_content WHERE content_id = ? ORDER BY ordinal',
      [contentId],
    );
    return rows.map(({ blob, starts, ends }) => ({ blob, start: starts, end: ends }));
  },

  async insert(tx: Tx, contentId: string, stretches: readonly Stretch[]): Promise<void> {
    for (const [ordinal, { blob, start, end }] of stretches.entries())
      await tx.run(
        'INSERT INTO s3_content (content_id, ordinal, blob, starts, ends) VALUES (?, ?, ?, ?, ?)',
        [contentId, ordinal, blob, start, end],
      );
  },

  /** Another object of the same bytes. */
  async copy(tx: Tx, from: string, to: string): Promise<void> {
    await tx.run(
      `INSERT INTO s3_content (content_id, ordinal, blob, starts, ends)
       SELECT ?, ordinal, blob, starts, ends FROM s3_content WHERE content_id = ?`,
      [to, from],
    );
  },

  /** The parts of an upload, which have one stretch each, become one object. */
  async join(tx: Tx, uploadId: string, to: string): Promise<void> {
    await tx.run(
      `INSERT INTO s3_content (content_id, ordinal, blob, starts, ends)
       SELECT ?, p.number, c.blob, c.starts, c.ends FROM s3_part p
       JOIN s3_content c ON c.content_id = p.content_id WHERE p.upload_id = ?`,
      [to, uploadId],
    );
  },

  async remove(tx: Tx, contentId: string): Promise<void> {
    await tx.run('DELETE FROM s3_content WHERE content_id = ?', [contentId]);
  },

  /** Which of these contents on disk somebody has. */
  async inUse(tx: Tx, blobs: readonly string[]): Promise<ReadonlySet<string>> {
    if (blobs.length === 0) return new Set();
    const rows = await tx.all<{ blob: string }>(
      `SELECT DISTINCT blob FROM s3_content WHERE blob IN (${blobs.map(() => '?').join(', ')})`,
      blobs,
    );
    return new Set(rows.map(({ blob }) => blob));
  },
};
