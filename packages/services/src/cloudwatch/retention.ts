import type { Clock } from '@gatehouse/core';
import { scheduleWork, scheduleWorkOnce, type Tx, type WorkHandler } from '@gatehouse/store';
import { rollups } from './repositories/rollups.ts';
import { series } from './repositories/series.ts';
import { KEPT } from './resolution.ts';

/** Removes data that AWS would have forgotten: seconds after three hours, hours after 455 days. */
export const RETENTION = 'cloudwatch.retention';

const EVERY_MILLISECONDS = 60 * 60 * 1000;
// Other writes get their turn in between.
const SERIES_AT_ONCE = 100;
const LONGEST = Math.max(...KEPT.values());

const later = (now: Date): Date => new Date(now.getTime() + EVERY_MILLISECONDS);

export const prepareRetention = (tx: Tx, now: Date): Promise<void> =>
  scheduleWorkOnce(tx, { kind: RETENTION, key: 'all', payload: '', dueAt: later(now) });

const expire = async (tx: Tx, ids: readonly string[], now: number): Promise<void> => {
  for (const [resolution, seconds] of KEPT)
    await rollups.expire(tx, ids, resolution, now - seconds * 1000);
  await series.forget(tx, ids, now - LONGEST * 1000);
};

export const retain =
  ({ clock }: { readonly clock: Clock }): WorkHandler =>
  async (store) => {
    const now = clock.now();
    let after = '';
    for (;;) {
      const ids = await store.read((tx) => series.ids(tx, after, SERIES_AT_ONCE));
      if (ids.length > 0) await store.write((tx) => expire(tx, ids, now.getTime()));
      const last = ids.at(-1);
      if (last === undefined || ids.length < SERIES_AT_ONCE) break;
      after = last;
    }
    await store.write((tx) =>
      scheduleWork(tx, { kind: RETENTION, key: 'all', payload: '', dueAt: later(now) }),
    );
  };
