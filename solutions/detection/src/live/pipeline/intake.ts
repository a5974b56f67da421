import type { Batch } from './processor.ts';

/** Takes what several sources bring, in the order in which it comes, and writes what came together at once. */
export interface Intake {
  /** Resolves when all of it is kept; rejects when it is not, and then it must come again. */
  readonly take: (batch: Batch) => Promise<void>;
  /** Work that must not run while something is taken. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly what: Batch | (() => Promise<void>);
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MOST_RECORDS = 2000;

const joined = (batches: readonly Batch[]): Batch => {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first;
  return {
    records: batches.flatMap(({ records }) => records),
    unreadable: batches.reduce((sum, { unreadable }) => sum + unreadable, 0),
    also: async (tx) => {
      for (const { also } of batches) await also?.(tx);
    },
  };
};

/** Those of the first that may be taken together, or the one that is alone. */
const together = (waiting: readonly Waiting[]): number => {
  let [count, records] = [0, 0];
  for (const { what } of waiting) {
    if (typeof what === 'function') return Math.max(1, count);
    if (count > 0 && records + what.records.length > MOST_RECORDS) return count;
    count += 1;
    records += what.records.length;
  }
  return count;
};

const workOf = (
  some: readonly Waiting[],
  process: (batch: Batch) => Promise<void>,
): Promise<void> => {
  const batches: Batch[] = [];
  for (const { what } of some) {
    if (typeof what === 'function') return what();
    batches.push(what);
  }
  return process(joined(batches));
};

export const createIntake = (process: (batch: Batch) => Promise<void>): Intake => {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const count = together(waiting);
      const some = waiting.slice(0, count);
      waiting = waiting.slice(count);
      try {
        await workOf(some, process);
        for (const { resolve } of some) resolve();
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    running = undefined;
  };

  const add = (what: Waiting['what']): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ what, resolve, reject });
      running ??= run();
    });

  return {
    take: add,
    alone: add,
    idle: async () => {
      await running;
    },
  };
};
