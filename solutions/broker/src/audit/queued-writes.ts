import type { Store } from '@gatehouse/store';

// Keeps out other appends, not reads. Unlike a SELECT it takes no snapshot, so that what the transaction then reads
// includes what it waited for (PostgreSQL manual, section 13.3).
const QUEUE = 'LOCK TABLE broker_audit_head IN EXCLUSIVE MODE';

/**
 * The same store for writes that append. On PostgreSQL two of them cannot both commit: without the queue each would do its
 * work, lose, and start again, and with enough of them some would give up. In the queue each waits its turn, on all nodes,
 * as it does on SQLite anyway.
 */
export const queuedWrites = (store: Store): Store => {
  if (store.dialect === 'sqlite') return store;
  return {
    dialect: store.dialect,
    read: (work) => store.read(work),
    write: (work) =>
      store.write(async (tx) => {
        await tx.run(QUEUE);
        return work(tx);
      }),
    onNotify: (channel, listener) => store.onNotify(channel, listener),
    hears: () => store.hears(),
    close: () => store.close(),
  };
};
