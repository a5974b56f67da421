import type { StateRow } from '@gatehouse/anomaly';
import type { AuditEntry } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Scope } from './chunks.ts';
import type { EventPosition } from './events.ts';

interface EventRow {
  readonly event: string;
}

/** Insights events of the last 90 days, by account and Region: LookupEvents finds them. */
export const insightEvents = {
  /** False when it is there already: two trails of an account see the same. */
  async insert(tx: Tx, { account, region }: Scope, entry: AuditEntry): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cloudtrail_insight_event (account, region, event_id, at, event) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, region, event_id) DO NOTHING`,
      [account, region, entry.record.eventID, entry.at, JSON.stringify(entry)],
    );
    return changes > 0;
  },

  /** Those of a time after `position`, newest first. */
  async find(
    tx: Tx,
    { account, region }: Scope,
    range: { readonly from: number; readonly to: number },
    position: EventPosition | undefined,
    limit: number,
  ): Promise<readonly AuditEntry[]> {
    const rows = await tx.all<EventRow>(
      `SELECT event FROM cloudtrail_insight_event
       WHERE account = ? AND region = ? AND at >= ? AND at <= ?
         ${position === undefined ? '' : 'AND (at, event_id) < (?, ?)'}
       ORDER BY at DESC, event_id DESC LIMIT ?`,
      [
        account,
        region,
        range.from,
        range.to,
        ...(position === undefined ? [] : [position.at, position.eventId]),
        limit,
      ],
    );
    // As `insert` wrote it.
    return rows.map(({ event }) => JSON.parse(event) as AuditEntry);
  },

  async expire(tx: Tx, before: number): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_insight_event WHERE at < ?', [before]);
  },
};

/** What the model of a trail knows, in rows of its own making. */
export const insightStates = {
  /** Changes with each write: who kept a model in memory knows whether it is the latest. 0: there is none yet. */
  async version(tx: Tx, trailId: string): Promise<number> {
    const row = await tx.get<{ readonly version: number }>(
      'SELECT version FROM cloudtrail_insight_version WHERE trail_id = ?',
      [trailId],
    );
    return row?.version ?? 0;
  },

  async rows(tx: Tx, trailId: string): Promise<readonly StateRow[]> {
    const rows = await tx.all<{ readonly state_key: string; readonly value: string }>(
      'SELECT state_key, value FROM cloudtrail_insight_state WHERE trail_id = ?',
      [trailId],
    );
    return rows.map(({ state_key: key, value }) => ({ key, value }));
  },

  /** Writes what changed; false when another has written since `version`. */
  async write(
    tx: Tx,
    trailId: string,
    version: number,
    changes: readonly StateRow[],
  ): Promise<boolean> {
    const { changes: moved } =
      version === 0
        ? await tx.run(
            `INSERT INTO cloudtrail_insight_version (trail_id, version) VALUES (?, 1)
             ON CONFLICT (trail_id) DO NOTHING`,
            [trailId],
          )
        : await tx.run(
            'UPDATE cloudtrail_insight_version SET version = version + 1 WHERE trail_id = ? AND version = ?',
            [trailId, version],
          );
    if (moved === 0) return false;
    for (const { key, value } of changes)
      if (value === undefined)
        await tx.run('DELETE FROM cloudtrail_insight_state WHERE trail_id = ? AND state_key = ?', [
          trailId,
          key,
        ]);
      else
        await tx.run(
          `INSERT INTO cloudtrail_insight_state (trail_id, state_key, value) VALUES (?, ?, ?)
           ON CONFLICT (trail_id, state_key) DO UPDATE SET value = excluded.value`,
          [trailId, key, value],
        );
    return true;
  },

  async forget(tx: Tx, trailId: string): Promise<void> {
    await tx.run('DELETE FROM cloudtrail_insight_state WHERE trail_id = ?', [trailId]);
    await tx.run('DELETE FROM cloudtrail_insight_version WHERE trail_id = ?', [trailId]);
  },
};
