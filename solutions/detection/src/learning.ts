import type { LearnedRow, LearningDetector } from './behaviour/index.ts';
import type { Memory } from './detect.ts';
import { isObject } from './events/json.ts';
import type { Detector } from './model.ts';

/** A detector that learns, and what it has to remember when the scan is taken up again. */
export interface Learning<Made extends LearningDetector> {
  readonly detector: Detector;
  readonly memory: Memory;
  /** Undefined before the first event. */
  readonly made: () => Made | undefined;
}

const rowOf = (value: unknown): LearnedRow | undefined =>
  isObject(value) && typeof value['key'] === 'string' && typeof value['value'] === 'string'
    ? { key: value['key'], value: value['value'] }
    : undefined;

/** The detector is made when the first event comes, with what was learned before. */
export const createLearning = <Made extends LearningDetector>(
  name: string,
  make: (rows: Iterable<LearnedRow>) => Made,
): Learning<Made> => {
  const rows = new Map<string, LearnedRow>();
  let made: Made | undefined;
  const started = (): Made => (made ??= make(rows.values()));
  return {
    detector: { observe: (event) => started().observe(event) },
    made: () => made,
    memory: {
      name,
      *state() {
        for (const row of started().changes())
          if (row.value === undefined) rows.delete(row.key);
          else rows.set(row.key, row);
        yield* rows.values();
      },
      restore: (states) => {
        for (const state of states) {
          const row = rowOf(state);
          if (row !== undefined) rows.set(row.key, row);
        }
      },
    },
  };
};
