import type { LambdaDeps } from './deps.ts';
import type { Executions } from './execution.ts';
import { EVENT_CHANNEL, processEvent } from './kept-events.ts';
import { events } from './repositories/events.ts';

/** Begins asynchronous invocations as they become due. */
export interface EventPump {
  start(): void;
  /** Begins no more; resolves when those that run have ended. */
  stop(): Promise<void>;
  /** Runs all that is due, and what becomes due while it does so; answers how many steps that took. */
  runDue(): Promise<number>;
}

const POLL_MILLISECONDS = 500;
// A run takes at most 15 minutes; who has not ended it by then has fallen.
const TAKEN_SECONDS = 960;
// Some processes are left for those who wait for their answer.
const SHARE = 0.75;

export const createEventPump = (deps: LambdaDeps, executions: Executions): EventPump => {
  const { store, clock, timers, log } = deps;
  const most = Math.max(1, Math.floor((deps.runtime?.processes ?? 1) * SHARE));
  const running = new Map<string, Promise<void>>();
  let started = false;
  let filling: Promise<number> | undefined;
  let wanted = false;
  let cancelPoll: (() => void) | undefined;
  let unlisten: (() => void) | undefined;

  const begin = async (id: string, dueAt: number): Promise<boolean> => {
    const until = new Date(clock.now().getTime() + TAKEN_SECONDS * 1000);
    const event = await store.write((tx) => events.take(tx, id, dueAt, until));
    if (event === undefined) return false;
    const run = processEvent({ deps, executions }, store, event)
      .catch((error: unknown) =>
        // It stays taken, and is due again when that ends.
        log.error('an asynchronous invocation failed here', { cause: String(error) }),
      )
      .finally(() => {
        running.delete(id);
        if (started) look();
      });
    running.set(id, run);
    return true;
  };

  const fillOnce = async (): Promise<number> => {
    const free = most - running.size;
    if (free <= 0) return 0;
    const due = await store.read((tx) => events.due(tx, clock.now(), free, [...running.keys()]));
    let begun = 0;
    for (const { id, dueAt } of due) if (await begin(id, dueAt)) begun += 1;
    return begun;
  };

  /** One look at a time; whoever asks meanwhile gets another one after it. */
  const fill = async (): Promise<number> => {
    while (filling !== undefined) await filling.catch(() => 0);
    filling = fillOnce().finally(() => {
      filling = undefined;
    });
    return filling;
  };

  const look = (): void => {
    if (wanted) return;
    wanted = true;
    const looking = async (): Promise<void> => {
      wanted = false;
      await fill();
    };
    looking().catch((error: unknown) =>
      log.error('looking for asynchronous invocations failed', { cause: String(error) }),
    );
  };

  const poll = (): void => {
    cancelPoll = timers.after(POLL_MILLISECONDS, () => {
      look();
      poll();
    });
  };

  return {
    start: () => {
      if (started || deps.runtime === undefined) return;
      started = true;
      unlisten = store.onNotify(EVENT_CHANNEL, look);
      poll();
    },
    stop: async () => {
      started = false;
      cancelPoll?.();
      unlisten?.();
      await filling?.catch(() => 0);
      await Promise.all(running.values());
    },
    runDue: async () => {
      let steps = 0;
      while (deps.runtime !== undefined) {
        steps += await fill();
        if (running.size === 0) break;
        await Promise.race(running.values());
        steps += 1;
      }
      return steps;
    },
  };
};
