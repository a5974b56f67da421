import { scheduleWork, scheduleWorkOnce, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import { HISTORY_END } from './kinds.ts';
import { history } from './repositories/history.ts';

/** CloudWatch User Guide: alarm history is kept for 30 days, of deleted alarms too. */
const DAYS_KEPT = 30;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const BATCH = 5000;

const next = (now: Date) => ({
  kind: HISTORY_END,
  key: 'all',
  payload: '',
  dueAt: new Date(now.getTime() + DAY_MILLISECONDS),
});

export const planHistoryEnd = (tx: Tx, now: Date): Promise<void> => scheduleWorkOnce(tx, next(now));

export const endHistory =
  ({ clock }: Pick<AlarmDeps, 'clock'>): WorkHandler =>
  async (store) => {
    const now = clock.now();
    const before = new Date(now.getTime() - DAYS_KEPT * DAY_MILLISECONDS);
    let hasMore = true;
    while (hasMore) hasMore = await store.write((tx) => history.deleteBefore(tx, before, BATCH));
    await store.write((tx) => scheduleWork(tx, next(now)));
  };
