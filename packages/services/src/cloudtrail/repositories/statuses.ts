import type { Tx } from '@gatehouse/store';

/** What GetTrailStatus tells of. */
export type Way = 'logs' | 'files' | 'notices' | 'digests';

export interface WayStatus {
  readonly attemptedAt: Date;
  /** The last success; undefined: there was none yet. */
  readonly succeededAt: Date | undefined;
  /** Of the last attempt, when it failed. */
  readonly error: string | undefined;
}

interface StatusRow {
  readonly way: Way;
  readonly attempted_at: number;
  readonly succeeded_at: number | null;
  readonly error: string | null;
}

export const statuses = {
  /** What came of an attempt; without an error it succeeded. */
  async note(
    tx: Tx,
    trailId: string,
    way: Way,
    at: Date,
    error: string | undefined,
  ): Promise<void> {
    const time = at.getTime();
    await tx.run(
      `INSERT INTO cloudtrail_status (trail_id, way, attempted_at, succeeded_at, error)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (trail_id, way) DO UPDATE SET attempted_at = excluded.attempted_at,
         succeeded_at = COALESCE(excluded.succeeded_at, cloudtrail_status.succeeded_at),
         error = excluded.error`,
      [trailId, way, time, error === undefined ? time : null, error ?? null],
    );
  },

  async of(tx: Tx, trailId: string): Promise<ReadonlyMap<Way, WayStatus>> {
    const rows = await tx.all<StatusRow>(
      'SELECT way, attempted_at, succeeded_at, error FROM cloudtrail_status WHERE trail_id = ?',
      [trailId],
    );
    return new Map(
      rows.map((row) => [
        row.way,
        {
          attemptedAt: new Date(row.attempted_at),
          succeededAt: row.succeeded_at === null ? undefined : new Date(row.succeeded_at),
          error: row.error ?? undefined,
        },
      ]),
    );
  },

  async forget(tx: Tx, trailId: string): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_status WHERE trail_id = ?', [trailId]);
  },
};
