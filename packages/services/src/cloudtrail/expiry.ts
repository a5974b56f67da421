import type { Store, Tx } from '@gatehouse/store';
import { events } from './repositories/events.ts';
import { insightEvents, insightStates } from './repositories/insights.ts';
import { logFiles } from './repositories/log-files.ts';
import { type Channel, owed } from './repositories/owed.ts';
import { statuses } from './repositories/statuses.ts';
import { trails } from './repositories/trails.ts';

const DAY_MILLISECONDS = 24 * 3600 * 1000;
// Other writes get their turn in between.
const AT_ONCE = 200;
const HISTORY_DAYS = 90;
/** How long CloudTrail tries again where a bucket does not take its files (CloudTrail FAQ), and its other ways for a day. */
const OWED_DAYS: Readonly<Record<Channel, number>> = { files: 30, insights: 30, logs: 1 };

const inSteps = async (store: Store, step: (tx: Tx) => Promise<number>): Promise<void> => {
  while ((await store.write(step)) === AT_ONCE);
};

/** Removes what is older than it is kept: events of the history, and what trails are owed in vain. */
export const expire = async (store: Store, now: Date): Promise<void> => {
  const before = (days: number): number => now.getTime() - days * DAY_MILLISECONDS;
  await inSteps(store, (tx) => events.expire(tx, before(HISTORY_DAYS), AT_ONCE));
  for (const channel of ['files', 'insights', 'logs'] as const)
    await inSteps(store, (tx) => owed.expire(tx, channel, before(OWED_DAYS[channel]), AT_ONCE));
  await store.write(async (tx) => {
    await insightEvents.expire(tx, before(HISTORY_DAYS));
    for (const trailId of await trails.forgetEnded(tx, before(OWED_DAYS.files))) {
      await statuses.forget(tx, trailId);
      await insightStates.forget(tx, trailId);
      await logFiles.forget(tx, trailId);
    }
  });
};
