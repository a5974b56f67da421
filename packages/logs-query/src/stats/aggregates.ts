import type { FunctionCall } from '../model.ts';
import { QueryRefusal } from '../problem.ts';
import type { Evaluate, Row } from '../row.ts';
import { Instant, sortOrder, toNumber, toText, type Value } from '../value.ts';
import { Distinct } from './distinct.ts';
import { Sketch, SKETCH_BYTES } from './sketch.ts';

/** What one group gathers for one aggregation. */
export interface Gathering {
  add(row: Row): void;
  result(): Value;
}

/** `grew` hears what is kept more, in bytes. */
export type Gather = (grew: (bytes: number) => void) => Gathering;

/** A time in an aggregation is a number of milliseconds, as CloudWatch Logs has it. */
const plain = (value: Value): Value => (value instanceof Instant ? value.at : value);

const counting =
  (read: Evaluate | undefined): Gather =>
  () => {
    let count = 0;
    return {
      add: (row) => {
        if (read === undefined || read(row) !== undefined) count += 1;
      },
      result: () => count,
    };
  };

interface Numbers {
  readonly add: (value: number) => void;
  readonly result: () => Value;
}

const numbers =
  (read: Evaluate, start: () => Numbers): Gather =>
  () => {
    const { add, result } = start();
    return {
      add: (row) => {
        const value = toNumber(read(row));
        if (value !== undefined) add(value);
      },
      result,
    };
  };

const summing = (read: Evaluate, isAverage: boolean): Gather =>
  numbers(read, () => {
    let [sum, count] = [0, 0];
    return {
      add: (value) => {
        sum += value;
        count += 1;
      },
      result: () => (count === 0 ? undefined : isAverage ? sum / count : sum),
    };
  });

/** Of a sample, by Welford's method. */
const deviation = (read: Evaluate): Gather =>
  numbers(read, () => {
    let [count, mean, squares] = [0, 0, 0];
    return {
      add: (value) => {
        count += 1;
        const delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
      },
      result: () => (count === 0 ? undefined : count === 1 ? 0 : Math.sqrt(squares / (count - 1))),
    };
  });

const sketched =
  (read: Evaluate, answer: (sketch: Sketch) => Value): Gather =>
  (grew) => {
    grew(SKETCH_BYTES);
    const sketch = new Sketch();
    return {
      add: (row) => {
        const value = toNumber(read(row));
        if (value !== undefined) sketch.add(value);
      },
      result: () => answer(sketch),
    };
  };

const distinct =
  (read: Evaluate): Gather =>
  (grew) => {
    const seen = new Distinct(grew);
    return {
      add: (row) => {
        const text = toText(read(row));
        if (text !== undefined) seen.add(text);
      },
      result: () => seen.count(),
    };
  };

/** The value that stands first by some order; the first that came of those that stand equal. */
const chosen =
  (read: Evaluate, isBetter: (next: Value, kept: Value) => boolean): Gather =>
  () => {
    let kept: Value;
    return {
      add: (row) => {
        const value = plain(read(row));
        if (value !== undefined && (kept === undefined || isBetter(value, kept))) kept = value;
      },
      result: () => kept,
    };
  };

const byTime =
  (read: Evaluate, time: Evaluate, sign: 1 | -1): Gather =>
  () => {
    let kept: Value;
    let keptAt: number | undefined;
    return {
      add: (row) => {
        const value = plain(read(row));
        const at = toNumber(time(row));
        if (value === undefined || at === undefined) return;
        if (keptAt !== undefined && (at - keptAt) * sign <= 0) return;
        kept = value;
        keptAt = at;
      },
      result: () => kept,
    };
  };

const percentOf = ({ name, args, start, end }: FunctionCall): number => {
  const second = args[1];
  const percent = second?.kind === 'number' ? second.value : Number.NaN;
  if (!(percent >= 0 && percent <= 100))
    throw new QueryRefusal(`${name} needs a number from 0 to 100`, start, end - 1);
  return percent / 100;
};

/** `time` is asked for only where it is needed: behind `stats` there is none. */
export const gatherOf = (
  call: FunctionCall,
  read: Evaluate | undefined,
  time: () => Evaluate,
): Gather => {
  if (call.name === 'count' || read === undefined) return counting(read);
  switch (call.name) {
    case 'count_distinct':
      return distinct(read);
    case 'sum':
      return summing(read, false);
    case 'avg':
      return summing(read, true);
    case 'stddev':
      return deviation(read);
    case 'median':
      return sketched(read, (sketch) => sketch.median());
    case 'pct':
    case 'percentile': {
      const part = percentOf(call);
      return sketched(read, (sketch) => sketch.quantile(part));
    }
    case 'min':
    case 'sortsfirst':
      return chosen(read, (next, kept) => sortOrder(next, kept) < 0);
    case 'max':
    case 'sortslast':
      return chosen(read, (next, kept) => sortOrder(next, kept) > 0);
    case 'earliest':
      return byTime(read, time(), -1);
    case 'latest':
      return byTime(read, time(), 1);
    default:
      throw new Error(`${call.name} was read and cannot be gathered`);
  }
};
