import { RuntimeBusyError } from '@gatehouse/services';
import type { FunctionProcess } from './function-process.ts';

interface Settings {
  readonly most: number;
  /** How long a process waits for the next run of its function before it ends. */
  readonly idleMilliseconds: number;
  /** How long a run waits for a process to come free. */
  readonly waitMilliseconds: number;
}

interface Idle {
  readonly key: string;
  readonly process: FunctionProcess;
  readonly timer: NodeJS.Timeout;
}

/** The processes of all functions: those that work, and those that are kept warm, the longest idle first. */
export const createPool = ({ most, idleMilliseconds, waitMilliseconds }: Settings) => {
  const idle = new Set<Idle>();
  const busy = new Set<FunctionProcess>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let stopped = false;

  const drop = (found: Idle): void => {
    clearTimeout(found.timer);
    idle.delete(found);
  };
  const warm = (key: string): FunctionProcess | undefined => {
    // The latest used first: the others may then end.
    for (const found of [...idle].toReversed()) {
      if (found.key !== key) continue;
      drop(found);
      if (found.process.isAlive) return found.process;
    }
    return undefined;
  };
  const makeRoom = (): boolean => {
    if (busy.size + idle.size + starting < most) return true;
    const [oldest] = idle;
    if (oldest === undefined) return false;
    drop(oldest);
    oldest.process.kill();
    return true;
  };
  const turn = (): Promise<boolean> =>
    new Promise((resolve) => {
      const mine = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(mine), 1);
        resolve(false);
      }, waitMilliseconds);
      waiting.push(mine);
    });

  const take = async (
    key: string,
    start: () => Promise<FunctionProcess>,
  ): Promise<FunctionProcess> => {
    for (;;) {
      if (stopped) throw new RuntimeBusyError('the runtime ends');
      const found = warm(key);
      if (found !== undefined) {
        busy.add(found);
        return found;
      }
      if (makeRoom()) break;
      if (!(await turn())) throw new RuntimeBusyError('every process is at work');
    }
    starting += 1;
    try {
      const made = await start();
      busy.add(made);
      return made;
    } finally {
      starting -= 1;
    }
  };

  const give = (key: string, process: FunctionProcess): void => {
    busy.delete(process);
    if (process.isAlive && !stopped) {
      const kept: Idle = {
        key,
        process,
        timer: setTimeout(() => {
          idle.delete(kept);
          process.kill();
        }, idleMilliseconds),
      };
      kept.timer.unref();
      idle.add(kept);
    } else process.kill();
    waiting.shift()?.();
  };

  return {
    /** Runs `work` with a process for this key, a warm one where there is one. */
    use: async <Result>(
      key: string,
      start: () => Promise<FunctionProcess>,
      work: (process: FunctionProcess) => Promise<Result>,
    ): Promise<Result> => {
      const process = await take(key, start);
      try {
        return await work(process);
      } finally {
        give(key, process);
      }
    },
    stop: async (): Promise<void> => {
      stopped = true;
      for (const wake of waiting.splice(0)) wake();
      const all = [...busy, ...[...idle].map(({ process }) => process)];
      for (const found of [...idle]) drop(found);
      await Promise.all(all.map((process) => process.abort()));
    },
  };
};
