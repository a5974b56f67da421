import type { Clock, Log, Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { leader } from '../store/leader.ts';

interface Deps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly holder: string;
  /** This node takes the events from now on; it is asked to stop before another does. */
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface Leading {
  start(): Promise<void>;
  stop(): Promise<void>;
  isLeading(): boolean;
}

// By real time, whatever the cloud's clock says: what is waited for is whether a node lives.
const RENEW_MILLISECONDS = 5000;
const HOLD_MILLISECONDS = 20_000;

/** Nobody else has the file of SQLite; on PostgreSQL one node takes events and another when it falls silent. */
export const createLeading = (deps: Deps): Leading => {
  const { store, clock, timers, log, holder } = deps;
  let leading = false;
  let stopped = false;
  let cancel: (() => void) | undefined;
  let turn: Promise<void> = Promise.resolve();

  const claim = (): Promise<boolean> =>
    store.write((tx) => {
      const now = clock.now().getTime();
      const until = store.dialect === 'sqlite' ? 0 : now + HOLD_MILLISECONDS;
      return leader.claim(tx, holder, now, until);
    });

  const look = async (): Promise<void> => {
    const has = await claim();
    if (has === leading || stopped) return;
    leading = has;
    if (has) await deps.begin();
    else await deps.end();
  };

  const again = (): void => {
    if (stopped || store.dialect === 'sqlite') return;
    cancel = timers.after(RENEW_MILLISECONDS, () => {
      turn = look()
        .catch((error: unknown) =>
          log.warn('who takes the events could not be settled', { cause: String(error) }),
        )
        .finally(again);
    });
  };

  return {
    start: async () => {
      turn = look();
      await turn;
      again();
    },
    stop: async () => {
      stopped = true;
      cancel?.();
      await turn.catch(() => {});
      if (!leading) return;
      await deps.end();
      leading = false;
      await store.write((tx) => leader.release(tx, holder));
    },
    isLeading: () => leading,
  };
};
