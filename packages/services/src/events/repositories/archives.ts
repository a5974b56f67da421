import type { ArchiveState } from '@aws-sdk/client-eventbridge';
import type { Tx } from '@gatehouse/store';
import type { Archive, Scope } from '../model.ts';

interface ArchiveRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly bus_arn: string;
  readonly description: string | null;
  readonly event_pattern: string | null;
  readonly kms_key: string | null;
  readonly retention_days: number;
  readonly state: string;
  readonly state_reason: string | null;
  readonly created_at: number;
  readonly event_count: number;
  readonly size_bytes: number;
}

const toArchive = (row: ArchiveRow): Archive => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: row.arn,
  busArn: row.bus_arn,
  description: row.description ?? undefined,
  eventPattern: row.event_pattern ?? undefined,
  kmsKeyIdentifier: row.kms_key ?? undefined,
  retentionDays: row.retention_days,
  state: row.state as ArchiveState,
  stateReason: row.state_reason ?? undefined,
  createdAt: new Date(row.created_at),
  eventCount: row.event_count,
  sizeBytes: row.size_bytes,
});

export interface ArchiveFilter {
  readonly prefix?: string | undefined;
  readonly busArn?: string | undefined;
  readonly state?: string | undefined;
}

export const archives = {
  async find(tx: Tx, arn: string): Promise<Archive | undefined> {
    const row = await tx.get<ArchiveRow>('SELECT * FROM events_archive WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toArchive(row);
  },

  /** False when there is one of that name. */
  async insert(tx: Tx, archive: Archive): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO events_archive
         (arn, account, region, name, bus_arn, description, event_pattern, kms_key, retention_days, state, created_at,
          event_count, size_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`,
      [
        archive.arn,
        archive.account,
        archive.region,
        archive.name,
        archive.busArn,
        archive.description ?? null,
        archive.eventPattern ?? null,
        archive.kmsKeyIdentifier ?? null,
        archive.retentionDays,
        archive.state,
        archive.createdAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async update(tx: Tx, archive: Archive): Promise<void> {
    await tx.run(
      `UPDATE events_archive SET description = ?, event_pattern = ?, kms_key = ?, retention_days = ? WHERE arn = ?`,
      [
        archive.description ?? null,
        archive.eventPattern ?? null,
        archive.kmsKeyIdentifier ?? null,
        archive.retentionDays,
        archive.arn,
      ],
    );
  },

  /** The data plane has put events in, or taken old ones out. */
  async count(tx: Tx, arn: string, events: number, bytes: number): Promise<void> {
    await tx.run(
      'UPDATE events_archive SET event_count = event_count + ?, size_bytes = size_bytes + ? WHERE arn = ?',
      [events, bytes, arn],
    );
  },

  async delete(tx: Tx, arn: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM events_archive WHERE arn = ?', [arn]);
    return changes > 0;
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { prefix = '', busArn, state }: ArchiveFilter,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly Archive[]> {
    const filters = [
      ...(busArn === undefined ? [] : [['bus_arn = ?', busArn] as const]),
      ...(state === undefined ? [] : [['state = ?', state] as const]),
    ];
    const rows = await tx.all<ArchiveRow>(
      `SELECT * FROM events_archive
       WHERE account = ? AND region = ? AND name > ? AND SUBSTR(name, 1, ?) = ?
       ${filters.map(([sql]) => `AND ${sql}`).join(' ')} ORDER BY name LIMIT ?`,
      [account, region, after, prefix.length, prefix, ...filters.map(([, value]) => value), limit],
    );
    return rows.map(toArchive);
  },

  /** Those whose events are kept for some days only, of all accounts. For the data plane. */
  async limited(tx: Tx): Promise<readonly Archive[]> {
    const rows = await tx.all<ArchiveRow>(
      'SELECT * FROM events_archive WHERE retention_days > 0 ORDER BY arn',
    );
    return rows.map(toArchive);
  },

  /** For the data plane. */
  async ofBus(tx: Tx, busArn: string): Promise<readonly Archive[]> {
    const rows = await tx.all<ArchiveRow>(
      'SELECT * FROM events_archive WHERE bus_arn = ? ORDER BY arn',
      [busArn],
    );
    return rows.map(toArchive);
  },
};
