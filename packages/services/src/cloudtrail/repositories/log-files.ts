import type { Tx } from '@gatehouse/store';

/** The files of one account and Region in a trail; each such place has a chain of digests of its own. */
export interface Place {
  readonly trailId: string;
  readonly account: string;
  readonly region: string;
}

/** A file that no digest names yet. */
export interface LogFile {
  readonly bucket: string;
  readonly key: string;
  /** SHA-256 of what was compressed, hexadecimal. */
  readonly hash: string;
  readonly newest: Date;
  readonly oldest: Date;
}

/** The end of a chain of digests. */
export interface Digest {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  /** Hexadecimal. */
  readonly signature: string;
  readonly endedAt: Date;
}

interface FileRow {
  readonly file_key: string;
  readonly bucket: string;
  readonly hash: string;
  readonly newest: number;
  readonly oldest: number;
}

interface DigestRow {
  readonly bucket: string;
  readonly digest_key: string;
  readonly hash: string;
  readonly signature: string;
  readonly ended_at: number;
}

const MOST_FILES = 10_000;

export const logFiles = {
  async insert(tx: Tx, { trailId, account, region }: Place, file: LogFile): Promise<void> {
    await tx.run(
      `INSERT INTO cloudtrail_log_file (trail_id, account, region, file_key, bucket, hash, newest, oldest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (trail_id, account, region, file_key) DO NOTHING`,
      [
        trailId,
        account,
        region,
        file.key,
        file.bucket,
        file.hash,
        file.newest.getTime(),
        file.oldest.getTime(),
      ],
    );
  },

  async of(tx: Tx, { trailId, account, region }: Place): Promise<readonly LogFile[]> {
    const rows = await tx.all<FileRow>(
      `SELECT file_key, bucket, hash, newest, oldest FROM cloudtrail_log_file
       WHERE trail_id = ? AND account = ? AND region = ? ORDER BY file_key LIMIT ?`,
      [trailId, account, region, MOST_FILES],
    );
    return rows.map((row) => ({
      bucket: row.bucket,
      key: row.file_key,
      hash: row.hash,
      newest: new Date(row.newest),
      oldest: new Date(row.oldest),
    }));
  },

  async remove(
    tx: Tx,
    { trailId, account, region }: Place,
    files: readonly LogFile[],
  ): Promise<void> {
    for (const { key } of files)
      await tx.run(
        'DELETE FROM cloudtrail_log_file WHERE trail_id = ? AND account = ? AND region = ? AND file_key = ?',
        [trailId, account, region, key],
      );
  },

  async forget(tx: Tx, trailId: string): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_log_file WHERE trail_id = ?', [trailId]);
    await tx.run('DELETE FROM cloudtrail_digest WHERE trail_id = ?', [trailId]);
  },
};

export const digests = {
  async last(tx: Tx, { trailId, account, region }: Place): Promise<Digest | undefined> {
    const row = await tx.get<DigestRow>(
      `SELECT bucket, digest_key, hash, signature, ended_at FROM cloudtrail_digest
       WHERE trail_id = ? AND account = ? AND region = ?`,
      [trailId, account, region],
    );
    return row === undefined
      ? undefined
      : {
          bucket: row.bucket,
          key: row.digest_key,
          hash: row.hash,
          signature: row.signature,
          endedAt: new Date(row.ended_at),
        };
  },

  async put(tx: Tx, { trailId, account, region }: Place, digest: Digest): Promise<void> {
    await tx.run(
      `INSERT INTO cloudtrail_digest
         (trail_id, account, region, bucket, digest_key, hash, signature, ended_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (trail_id, account, region) DO UPDATE SET bucket = excluded.bucket,
         digest_key = excluded.digest_key, hash = excluded.hash, signature = excluded.signature,
         ended_at = excluded.ended_at`,
      [
        trailId,
        account,
        region,
        digest.bucket,
        digest.key,
        digest.hash,
        digest.signature,
        digest.endedAt.getTime(),
      ],
    );
  },

  async remove(tx: Tx, { trailId, account, region }: Place): Promise<void> {
    await tx.run(
      'DELETE FROM cloudtrail_digest WHERE trail_id = ? AND account = ? AND region = ?',
      [trailId, account, region],
    );
  },
};
