import type { Clock, Ids } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { TRAPS } from './registry.ts';
import { type Drill, tokenHash } from './watch/drills.ts';

/** Long enough for CloudTrail, which takes minutes on AWS. */
const DRILL_MILLISECONDS = 30 * 60_000;
const TOKEN_DIGITS = 32;

interface DrillRow {
  readonly token: string;
  readonly trap_id: string;
  readonly until_at: number;
}

export interface AnnouncedDrill {
  /** To be carried in the user agent of the drill's calls. */
  readonly token: string;
  readonly until: string;
}

/** Drills that administrators announced; only hashes of their tokens are kept. */
export const createDrills = (store: Store, clock: Clock, ids: Ids) => ({
  announce: async (trapId: string): Promise<AnnouncedDrill> => {
    const token = ids.hex(TOKEN_DIGITS);
    const now = clock.now().getTime();
    const until = now + DRILL_MILLISECONDS;
    await store.write(async (tx) => {
      await tx.run('DELETE FROM detection_trap_drill WHERE until_at < ?', [
        now - DRILL_MILLISECONDS,
      ]);
      await tx.run('INSERT INTO detection_trap_drill (token, trap_id, until_at) VALUES (?, ?, ?)', [
        tokenHash(token),
        trapId,
        until,
      ]);
      tx.notify(TRAPS, trapId);
    });
    return { token, until: new Date(until).toISOString() };
  },
  running: async (): Promise<readonly Drill[]> => {
    const now = clock.now().getTime();
    const rows = await store.read((tx) =>
      tx.all<DrillRow>(
        'SELECT token, trap_id, until_at FROM detection_trap_drill WHERE until_at >= ?',
        [now],
      ),
    );
    return rows.map((row) => ({ token: row.token, trapId: row.trap_id, until: row.until_at }));
  },
  see: (hash: string, at: number): Promise<void> =>
    store.write(async (tx) => {
      await tx.run(
        'UPDATE detection_trap_drill SET seen_at = ? WHERE token = ? AND seen_at IS NULL',
        [at, hash],
      );
    }),
  /** When the trap spoke of it; undefined: not yet. */
  seenAt: async (token: string): Promise<number | undefined> => {
    const row = await store.read((tx) =>
      tx.get<{ seen_at: number | null }>(
        'SELECT seen_at FROM detection_trap_drill WHERE token = ?',
        [tokenHash(token)],
      ),
    );
    return row?.seen_at ?? undefined;
  },
});
