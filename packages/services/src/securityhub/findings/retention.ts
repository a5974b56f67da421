import type { Clock } from '@gatehouse/core';
import {
  scheduleWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type WorkHandler,
} from '@gatehouse/store';
import { history } from '../history/repository.ts';
import type { HubRef } from '../ports.ts';
import { HISTORY_MILLISECONDS } from './model.ts';
import { changes } from './repositories/changes.ts';
import { findings } from './repositories/findings.ts';
import { removeFindings } from './write.ts';

/** Removes findings, history and the order of changes when their time is over. */
export const RETENTION = 'securityhub.finding-retention';
/** Removes what an account has in a Region where it no longer uses Security Hub. */
export const REMOVAL = 'securityhub.finding-removal';

const EVERY_MILLISECONDS = 60 * 60 * 1000;
/** A node that asks less often than this reads all findings anew. */
const CHANGES_KEPT_MILLISECONDS = 2 * 60 * 60 * 1000;
// Other writes get their turn in between.
const AT_ONCE = 400;
const LOOKED_AT_ONCE = 2000;

interface Deps {
  readonly clock: Clock;
}

const schedule = (now: Date) => ({
  kind: RETENTION,
  key: 'all',
  payload: '',
  dueAt: new Date(now.getTime() + EVERY_MILLISECONDS),
});

export const prepareRetention = (tx: Tx, now: Date): Promise<void> =>
  scheduleWorkOnce(tx, schedule(now));

const untilFew = async (store: Store, some: (tx: Tx) => Promise<number>): Promise<void> => {
  while ((await store.write(some)) === AT_ONCE);
};

export const retain =
  ({ clock }: Deps): WorkHandler =>
  async (store) => {
    const now = clock.now();
    await untilFew(store, async (tx) => {
      const numbers = await findings.expired(tx, now, AT_ONCE);
      await removeFindings(tx, numbers, now);
      return numbers.length;
    });
    const oldest = now.getTime() - HISTORY_MILLISECONDS;
    await untilFew(store, (tx) => history.forget(tx, oldest, AT_ONCE));
    const kept = now.getTime() - CHANGES_KEPT_MILLISECONDS;
    await untilFew(store, (tx) => changes.forget(tx, kept, AT_ONCE));
    await store.write((tx) => scheduleWork(tx, schedule(now)));
  };

/** Findings that come later, when Security Hub is enabled again, stay. */
export const scheduleRemoval = async (tx: Tx, owner: HubRef, now: Date): Promise<void> => {
  const { firstNumber } = await changes.take(tx, 0);
  // Taken places are filled: a gap would look like a change that was forgotten.
  await changes.record(tx, { sequence: await changes.last(tx), numbers: [] }, now);
  await scheduleWork(tx, {
    kind: REMOVAL,
    key: `${owner.account}/${owner.region}`,
    payload: JSON.stringify({ ...owner, last: firstNumber - 1 }),
    dueAt: now,
  });
};

export const removeAllOf =
  ({ clock }: Deps): WorkHandler =>
  async (store, { payload }) => {
    const { account, region, last } = JSON.parse(payload) as HubRef & { readonly last: number };
    let after = 0;
    while (after < last) {
      const page = await store.read((tx) => findings.owners(tx, after, LOOKED_AT_ONCE));
      const edge = page.at(-1);
      if (edge === undefined) break;
      const numbers = page
        .filter((row) => row.account === account && row.region === region && row.number <= last)
        .map(({ number }) => number);
      if (numbers.length > 0) await store.write((tx) => removeFindings(tx, numbers, clock.now()));
      after = edge.number;
    }
  };
