import type { Tx } from '@gatehouse/store';
import { type Bucket, type SettingKind, SMALL_SETTINGS } from '../model.ts';
import { bucketArn } from '../names.ts';

interface BucketRow {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created_at: number;
  readonly versioning: Bucket['versioning'] | null;
  readonly object_lock: number;
}

interface SettingRow {
  readonly kind: SettingKind;
  readonly value: string;
}

const toBucket = (row: BucketRow, settings: readonly SettingRow[]): Bucket => ({
  name: row.name,
  arn: bucketArn(row.name),
  account: row.account,
  region: row.region,
  createdAt: new Date(row.created_at),
  versioning: row.versioning ?? undefined,
  objectLock: row.object_lock === 1,
  settings: new Map(settings.map(({ kind, value }) => [kind, value])),
});

export interface BucketPage {
  readonly account: string;
  readonly prefix: string;
  readonly region: string | undefined;
  readonly after: string;
  readonly limit: number;
}

export const buckets = {
  async find(tx: Tx, name: string): Promise<Bucket | undefined> {
    const row = await tx.get<BucketRow>('SELECT * FROM s3_bucket WHERE name = ?', [name]);
    if (row === undefined) return undefined;
    const settings = await tx.all<SettingRow>(
      `SELECT kind, value FROM s3_bucket_setting
       WHERE bucket = ? AND kind IN (${SMALL_SETTINGS.map(() => '?').join(', ')})`,
      [name, ...SMALL_SETTINGS],
    );
    return toBucket(row, settings);
  },

  /** False when the name is taken, by whomever. */
  async insert(tx: Tx, bucket: Omit<Bucket, 'arn'>): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO s3_bucket (name, account, region, created_at, versioning, object_lock)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      [
        bucket.name,
        bucket.account,
        bucket.region,
        bucket.createdAt.getTime(),
        bucket.versioning ?? null,
        bucket.objectLock ? 1 : 0,
      ],
    );
    if (changes === 0) return false;
    for (const [kind, value] of bucket.settings) await buckets.set(tx, bucket.name, kind, value);
    return true;
  },

  async remove(tx: Tx, name: string): Promise<void> {
    await tx.run('DELETE FROM s3_bucket_setting WHERE bucket = ?', [name]);
    await tx.run('DELETE FROM s3_bucket WHERE name = ?', [name]);
  },

  async page(tx: Tx, page: BucketPage): Promise<readonly Bucket[]> {
    const rows = await tx.all<BucketRow>(
      `SELECT * FROM s3_bucket
       WHERE account = ? AND name > ? AND substr(name, 1, ?) = ? AND (? = '' OR region = ?)
       ORDER BY name LIMIT ?`,
      [
        page.account,
        page.after,
        page.prefix.length,
        page.prefix,
        page.region ?? '',
        page.region ?? '',
        page.limit,
      ],
    );
    return rows.map((row) => toBucket(row, []));
  },

  async count(tx: Tx, account: string): Promise<number> {
    const row = await tx.get<{ many: number }>(
      'SELECT COUNT(*) AS many FROM s3_bucket WHERE account = ?',
      [account],
    );
    return row?.many ?? 0;
  },

  async setVersioning(
    tx: Tx,
    name: string,
    versioning: 'Enabled' | 'Suspended',
    objectLock: boolean,
  ): Promise<void> {
    await tx.run('UPDATE s3_bucket SET versioning = ?, object_lock = ? WHERE name = ?', [
      versioning,
      objectLock ? 1 : 0,
      name,
    ]);
  },

  async setting(tx: Tx, name: string, kind: SettingKind): Promise<string | undefined> {
    const row = await tx.get<{ value: string }>(
      'SELECT value FROM s3_bucket_setting WHERE bucket = ? AND kind = ?',
      [name, kind],
    );
    return row?.value;
  },

  async set(tx: Tx, name: string, kind: SettingKind, value: string): Promise<void> {
    await tx.run(
      `INSERT INTO s3_bucket_setting (bucket, kind, value) VALUES (?, ?, ?)
       ON CONFLICT (bucket, kind) DO UPDATE SET value = excluded.value`,
      [name, kind, value],
    );
  },

  async unset(tx: Tx, name: string, kind: SettingKind): Promise<void> {
    await tx.run('DELETE FROM s3_bucket_setting WHERE bucket = ? AND kind = ?', [name, kind]);
  },
};
