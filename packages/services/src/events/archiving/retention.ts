import type { Clock } from '@gatehouse/core';
import {
  scheduleWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type WorkHandler,
} from '@gatehouse/store';
import type { Archive } from '../model.ts';
import { archivedEvents, archiveKey } from '../repositories/archived-events.ts';
import { archives } from '../repositories/archives.ts';
import { failures } from '../repositories/failures.ts';

export const RETENTION = 'events.retention';
export const REMOVAL = 'events.archive-removal';

const HOUR_MILLISECONDS = 3600 * 1000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
// Other writes get their turn in between.
const EXPIRED_AT_ONCE = 500;
/** Failed deliveries are shown for so long. */
const FAILURE_DAYS = 14;

interface Deps {
  readonly clock: Clock;
}

const nextRetention = (now: Date) => ({
  kind: RETENTION,
  key: 'all',
  payload: '',
  dueAt: new Date(now.getTime() + HOUR_MILLISECONDS),
});

export const planRetention = (tx: Tx, now: Date): Promise<void> =>
  scheduleWorkOnce(tx, nextRetention(now));

/** The archive's row is gone; what it kept goes in pieces. */
export const planRemoval = (tx: Tx, archive: Archive, now: Date): Promise<void> =>
  scheduleWork(tx, { kind: REMOVAL, key: archiveKey(archive), payload: '', dueAt: now });

/** Deletes a piece of what an archive has before that time; true when there may be more. */
const expireSome = async (tx: Tx, archive: Archive, before: number): Promise<boolean> => {
  const { count, bytes } = await archivedEvents.expire(
    tx,
    archiveKey(archive),
    before,
    EXPIRED_AT_ONCE,
  );
  if (count > 0) await archives.count(tx, archive.arn, -count, -bytes);
  return count === EXPIRED_AT_ONCE;
};

/** Events that an archive has kept for its days. */
export const expireArchives =
  ({ clock }: Deps): WorkHandler =>
  async (store: Store) => {
    const now = clock.now().getTime();
    const limited = await store.read((tx) => archives.limited(tx));
    for (const archive of limited) {
      const before = now - archive.retentionDays * DAY_MILLISECONDS;
      while (await store.write((tx) => expireSome(tx, archive, before)));
    }
    await store.write(async (tx) => {
      await failures.expire(tx, now - FAILURE_DAYS * DAY_MILLISECONDS);
      await scheduleWork(tx, nextRetention(clock.now()));
    });
  };

/** All events of an archive that was deleted. */
export const removeArchived =
  (): WorkHandler =>
  async (store: Store, { key }) => {
    const removeSome = (tx: Tx) =>
      archivedEvents.expire(tx, key, Number.MAX_SAFE_INTEGER, EXPIRED_AT_ONCE);
    while ((await store.write(removeSome)).count === EXPIRED_AT_ONCE);
  };
