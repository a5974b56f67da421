import type { Clock } from '@gatehouse/core';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { expiryOf, type Queue } from './model.ts';
import { fifo } from './repositories/fifo.ts';
import { messages } from './repositories/messages.ts';
import { queues } from './repositories/queues.ts';

/** Removes what nobody can see any more: messages that are too old, and what FIFO queues need not remember. */
export const SWEEP = 'sqs.sweep';

const EVERY_MILLISECONDS = 5 * 60 * 1000;
const NAME_STAYS_TAKEN_MILLISECONDS = 60_000;
const QUEUES_AT_ONCE = 100;
// Other writes get their turn in between.
const MESSAGES_AT_ONCE = 500;

export const scheduleSweep = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: SWEEP,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + EVERY_MILLISECONDS),
  });

const expire = async (store: Store, queue: Queue, now: Date): Promise<void> => {
  const expiry = expiryOf(queue, now);
  const some = (tx: Tx): Promise<number> => messages.expire(tx, queue.id, expiry, MESSAGES_AT_ONCE);
  while ((await store.write(some)) === MESSAGES_AT_ONCE);
};

export const sweep =
  ({ clock }: { readonly clock: Clock }): WorkHandler =>
  async (store) => {
    const now = clock.now();
    let after = '';
    for (;;) {
      const page = await store.read((tx) => queues.page(tx, after, QUEUES_AT_ONCE));
      for (const queue of page) await expire(store, queue, now);
      const last = page.at(-1);
      if (last === undefined || page.length < QUEUES_AT_ONCE) break;
      after = last.id;
    }
    await store.write(async (tx) => {
      await fifo.forgetOld(tx, now.getTime());
      await queues.forgetDeleted(tx, now.getTime() - NAME_STAYS_TAKEN_MILLISECONDS);
      await scheduleSweep(tx, now);
    });
  };
