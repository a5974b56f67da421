import type { CloudTrailDeps } from '../deps.ts';
import { owed } from '../repositories/owed.ts';
import { AGAIN_AFTER_MILLISECONDS, deliverToLogGroup } from './log-groups.ts';
import { OWED } from './owing.ts';

/** Writes to log groups what trails owe them, soon after it happened. */
export interface TrailPump {
  start(): void;
  /** Makes every delivery that is due now; answers how many there were. */
  drain(): Promise<number>;
  stop(): Promise<void>;
}

type Deps = Parameters<typeof deliverToLogGroup>[0] & Pick<CloudTrailDeps, 'timers'>;

// What failed before, and what a node left behind that fell, are found by a look; everything else by a notice.
const SWEEP_MILLISECONDS = 1000;

interface Worker {
  /** Delivers what a trail's log group is owed, or joins who does; answers how many batches that were. */
  wake(trailId: string): Promise<number>;
  idle(): Promise<void>;
}

/** One delivery of a trail at a time: its log group gets what happened in that order. */
const createWorker = (deps: Deps, isStopped: () => boolean): Worker => {
  const { store, clock, log } = deps;
  const running = new Map<string, Promise<number>>();
  const again = new Set<string>();
  const pausedUntil = new Map<string, number>();
  let released: Promise<void> | undefined;

  /** Nobody else has the file of SQLite: what is leased at a start was leased by a process that is gone. */
  const releaseOnce = (): Promise<void> => {
    released ??=
      store.dialect === 'sqlite'
        ? store.write((tx) => owed.release(tx, clock.now().getTime()))
        : Promise.resolve();
    return released;
  };

  const work = async (trailId: string): Promise<number> => {
    let total = 0;
    try {
      await releaseOnce();
      while (clock.now().getTime() >= (pausedUntil.get(trailId) ?? 0)) {
        pausedUntil.delete(trailId);
        const { count, failed } = await deliverToLogGroup(deps, trailId);
        total += count;
        // What comes meanwhile is not tried at once: it would fail like this.
        if (failed) pausedUntil.set(trailId, clock.now().getTime() + AGAIN_AFTER_MILLISECONDS);
        if (count === 0) break;
      }
    } catch (error) {
      log.error('what a log group is owed could not be delivered', { cause: String(error) });
    }
    return total;
  };

  const wake = (trailId: string): Promise<number> => {
    const present = running.get(trailId);
    if (present !== undefined) {
      again.add(trailId);
      return present;
    }
    const started = work(trailId).finally(() => {
      running.delete(trailId);
      if (again.delete(trailId) && !isStopped()) void wake(trailId);
    });
    running.set(trailId, started);
    return started;
  };

  return {
    wake,
    idle: async () => {
      await Promise.all(running.values());
    },
  };
};

export const createLogPump = (deps: Deps): TrailPump => {
  const { store, clock, timers, log } = deps;
  let stopped = true;
  let forget: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  const worker = createWorker(deps, () => stopped);

  const ready = (): Promise<readonly string[]> =>
    store.read((tx) => owed.readyTrails(tx, 'logs', clock.now().getTime()));

  const sweep = async (): Promise<void> => {
    try {
      for (const trailId of await ready()) void worker.wake(trailId);
    } catch (error) {
      log.error('looking for what log groups are owed failed', { cause: String(error) });
    }
  };

  const scheduleSweep = (milliseconds: number): void => {
    if (stopped) return;
    cancel = timers.after(milliseconds, () => {
      void sweep().finally(() => scheduleSweep(SWEEP_MILLISECONDS));
    });
  };

  return {
    start: () => {
      if (!stopped) return;
      stopped = false;
      forget = store.onNotify(OWED, (trailId) => {
        void worker.wake(trailId);
      });
      scheduleSweep(0);
    },
    drain: async () => {
      for (let total = 0; ;) {
        await worker.idle();
        const counts = await Promise.all((await ready()).map((trailId) => worker.wake(trailId)));
        const count = counts.reduce((sum, one) => sum + one, 0);
        if (count === 0) return total;
        total += count;
      }
    },
    stop: async () => {
      stopped = true;
      forget?.();
      cancel?.();
      await worker.idle();
    },
  };
};
