import type { Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';

/** The channel on which every node says that there may be something to receive; the payload is the queue's id. */
export const ARRIVALS = 'sqs.arrival';

/** A receiver that waits for messages, outside any transaction. */
export interface Wait {
  isOver(): boolean;
  /** Resolves when something may have come since the last time, at the end of the wait, or after `most` milliseconds. */
  next(most?: number): Promise<void>;
  close(): void;
}

export interface Arrivals {
  /** What comes after this call is not missed, so call it before looking. */
  open(queueId: string, milliseconds: number): Wait;
  /** Ends all waits, and those that begin later: the server stops. */
  end(): void;
}

interface Settings {
  readonly store: Store;
  readonly timers: Timers;
}

// Without word from other nodes a receiver looks for itself.
const DEAF_MILLISECONDS = 500;

export const createArrivals = ({ store, timers }: Settings): Arrivals => {
  const waiting = new Map<string, Set<() => void>>();
  let ended = false;
  const ringAll = (): void => {
    for (const bells of waiting.values()) for (const ring of bells) ring();
  };
  store.onNotify(ARRIVALS, (queueId) => {
    // Where words may have been missed, one goes to everybody.
    if (queueId === '*') ringAll();
    else for (const ring of waiting.get(queueId) ?? []) ring();
  });

  const open = (queueId: string, milliseconds: number): Wait => {
    let rung = false;
    let over = ended;
    let wake: (() => void) | undefined;
    const ring = (): void => {
      rung = true;
      over ||= ended;
      wake?.();
    };
    const bells = waiting.get(queueId) ?? new Set();
    waiting.set(queueId, bells.add(ring));
    const cancel = timers.after(milliseconds, () => {
      over = true;
      ring();
    });
    return {
      isOver: () => over,
      next: async (most) => {
        if (!rung && !over) {
          const pause = store.hears()
            ? most
            : Math.min(most ?? DEAF_MILLISECONDS, DEAF_MILLISECONDS);
          await new Promise<void>((resolve) => {
            const stop = pause === undefined ? undefined : timers.after(pause, resolve);
            wake = () => {
              stop?.();
              resolve();
            };
          });
          wake = undefined;
        }
        rung = false;
      },
      close: () => {
        cancel();
        bells.delete(ring);
        if (bells.size === 0 && waiting.get(queueId) === bells) waiting.delete(queueId);
      },
    };
  };
  return {
    open,
    end: () => {
      ended = true;
      ringAll();
    },
  };
};
