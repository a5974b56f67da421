import type { Log, Timers } from '@gatehouse/core';
import { drainOutbox, type OutboxRow, type Store, type Tx } from '@gatehouse/store';

/** Moves what transactions left in the outbox to its consumer, soon after each commit. */
export interface OutboxPump {
  start(): void;
  /** Resolves when the outbox of this topic is empty. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

interface Settings {
  readonly store: Store;
  readonly topic: string;
  readonly timers: Timers;
  readonly log: Log;
  readonly consume: (tx: Tx, rows: readonly OutboxRow[]) => Promise<void>;
}

const BATCH = 1000;
// Long enough that a burst of commits becomes one batch, short enough that nobody notices.
const GATHER_MILLISECONDS = 15;
// Rows that another node left behind when it died are found without a notice.
const SWEEP_MILLISECONDS = 5000;

export const createOutboxPump = ({ store, topic, timers, log, consume }: Settings): OutboxPump => {
  let running: Promise<void> = Promise.resolve();
  let cancel: (() => void) | undefined;
  let stopped = false;

  const drainAll = async (): Promise<void> => {
    while ((await drainOutbox(store, topic, BATCH, consume)) === BATCH);
  };
  const drain = (): Promise<void> => {
    running = running.then(drainAll, drainAll);
    return running;
  };
  const wake = (milliseconds: number): void => {
    if (stopped) return;
    cancel?.();
    cancel = timers.after(milliseconds, () => {
      cancel = undefined;
      drain()
        .catch((error: unknown) => {
          log.error('the outbox could not be drained yet', { topic, cause: String(error) });
        })
        .finally(() => cancel ?? wake(SWEEP_MILLISECONDS));
    });
  };

  let gathering = false;
  const forget = store.onNotify(topic, () => {
    if (gathering) return;
    gathering = true;
    timers.after(GATHER_MILLISECONDS, () => {
      gathering = false;
      wake(0);
    });
  });

  return {
    start: () => wake(0),
    drain,
    stop: async () => {
      stopped = true;
      cancel?.();
      forget();
      await running.catch(() => {});
    },
  };
};
