import type { Clock } from '@gatehouse/core';
import {
  scheduleWork,
  scheduleWorkOnce,
  type Store,
  type Tx,
  type WorkHandler,
} from '@gatehouse/store';
import { type Group, oldestKept } from './model.ts';
import { KEPT_FOR } from './queries/model.ts';
import { events } from './repositories/events.ts';
import { groups } from './repositories/groups.ts';
import { metricMinutes } from './repositories/metric-minutes.ts';
import { queries } from './repositories/queries.ts';
import { removed, type RemovedKind } from './repositories/removed.ts';
import { streams } from './repositories/streams.ts';

/** Removes what nobody can see any more: contents of groups and streams that are gone. */
export const CLEAR = 'logs.clear';
/** Removes events that have expired. Nobody sees them before it either. */
export const EXPIRE = 'logs.expire';

const EVERY_MILLISECONDS = 10 * 60 * 1000;
// Other writes get their turn in between.
const EVENTS_AT_ONCE = 1000;
const GROUPS_AT_ONCE = 100;
const QUERIES_AT_ONCE = 20;
const FOREVER = Number.MAX_SAFE_INTEGER;

export const scheduleExpiry = (tx: Tx, now: Date): Promise<void> =>
  scheduleWorkOnce(tx, {
    kind: EXPIRE,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + EVERY_MILLISECONDS),
  });

const removeEvents = async (
  store: Store,
  of: { readonly groupId: string } | { readonly streamId: string },
  before: number,
): Promise<void> => {
  const some = (tx: Tx): Promise<number> => events.removeSome(tx, of, before, EVENTS_AT_ONCE);
  while ((await store.write(some)) >= EVENTS_AT_ONCE);
};

const clearOne = async (store: Store, kind: RemovedKind, id: string): Promise<void> => {
  await removeEvents(store, kind === 'group' ? { groupId: id } : { streamId: id }, FOREVER);
  if (kind === 'group') {
    const some = (tx: Tx): Promise<number> => streams.removeSome(tx, id, EVENTS_AT_ONCE);
    while ((await store.write(some)) >= EVENTS_AT_ONCE);
    await store.write((tx) => metricMinutes.removeBefore(tx, id, FOREVER));
  }
  await store.write((tx) => removed.forget(tx, kind, id));
};

export const clear = (): WorkHandler => async (store) => {
  for (;;) {
    const found = await store.read((tx) => removed.some(tx));
    if (found.length === 0) return;
    for (const { kind, id } of found) await clearOne(store, kind, id);
  }
};

const expireGroup = (store: Store, group: Group, now: Date): Promise<void> =>
  removeEvents(store, { groupId: group.id }, oldestKept(group, now));

const removeQueries = async (store: Store, now: Date): Promise<void> => {
  const some = (tx: Tx): Promise<number> =>
    queries.removeSome(tx, now.getTime() - KEPT_FOR, QUERIES_AT_ONCE);
  while ((await store.write(some)) >= QUERIES_AT_ONCE);
};

/** Removes results of queries, too, once they are a week old. */
export const expire =
  ({ clock }: { readonly clock: Clock }): WorkHandler =>
  async (store) => {
    const now = clock.now();
    let after = '';
    for (;;) {
      const page = await store.read((tx) => groups.expiring(tx, after, GROUPS_AT_ONCE));
      for (const group of page) await expireGroup(store, group, now);
      const last = page.at(-1);
      if (last === undefined || page.length < GROUPS_AT_ONCE) break;
      after = last.id;
    }
    await removeQueries(store, now);
    await store.write((tx) =>
      scheduleWork(tx, {
        kind: EXPIRE,
        key: 'all',
        payload: '',
        dueAt: new Date(now.getTime() + EVERY_MILLISECONDS),
      }),
    );
  };
