import type { RuleFacts } from '../model.ts';

/** Signals that count towards a threshold, in order of time. */
export interface Waiting {
  readonly times: number[];
  /** Beside each time what is counted, when distinct values are. */
  readonly values: string[];
}

export const createWaiting = (): Waiting => ({ times: [], values: [] });

const mostOf = ({ threshold }: RuleFacts): number => Math.max(256, 4 * threshold);

/** Where a time belongs: behind all that are not later. */
const placeOf = (times: readonly number[], at: number): number => {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** What counts least: a repetition of the value that is there most often, else the oldest. */
const dropOne = ({ times, values }: Waiting, distinct: boolean): void => {
  let drop = 0;
  if (distinct) {
    const places = new Map<string, number[]>();
    for (const [at, value] of values.entries()) {
      const known = places.get(value);
      if (known === undefined) places.set(value, [at]);
      else known.push(at);
    }
    let most: readonly number[] = [];
    for (const found of places.values()) if (found.length > most.length) most = found;
    if (most.length > 1) drop = most[most.length >>> 1] ?? 0;
  }
  times.splice(drop, 1);
  values.splice(drop, 1);
};

const enough = ({ times }: Waiting, threshold: number, windowMs: number, place: number) => {
  const first = Math.max(0, place - threshold + 1);
  for (let at = first; at <= place; at += 1) {
    const begin = times[at];
    const end = times[at + threshold - 1];
    if (begin === undefined || end === undefined) return false;
    if (end - begin <= windowMs) return true;
  }
  return false;
};

/** Whether some stretch of the window's length around the time holds enough different values. */
const enoughDistinct = (
  { times, values }: Waiting,
  threshold: number,
  windowMs: number,
  around: number,
): boolean => {
  const counts = new Map<string, number>();
  let first = placeOf(times, around - windowMs - 1);
  for (let last = first; last < times.length; last += 1) {
    const at = times[last] ?? 0;
    if (at > around + windowMs) break;
    const value = values[last] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
    for (; at - (times[first] ?? 0) > windowMs; first += 1) {
      const left = values[first] ?? '';
      const count = (counts.get(left) ?? 1) - 1;
      if (count === 0) counts.delete(left);
      else counts.set(left, count);
    }
    if (counts.size >= threshold) return true;
  }
  return false;
};

/** Counts a signal; whether now there are as many within the window as the rule wants. */
export const reaches = (
  waiting: Waiting,
  rule: RuleFacts,
  at: number,
  distinct: string | undefined,
): boolean => {
  const { threshold, countsDistinct } = rule;
  const windowMs = rule.windowSeconds * 1000;
  const place = placeOf(waiting.times, at);
  waiting.times.splice(place, 0, at);
  waiting.values.splice(place, 0, distinct ?? '');
  const reached = countsDistinct
    ? enoughDistinct(waiting, threshold, windowMs, at)
    : enough(waiting, threshold, windowMs, place);
  if (!reached && waiting.times.length > mostOf(rule)) dropOne(waiting, countsDistinct);
  return reached;
};

/** Of two that became one. */
export const joinWaiting = (waiting: Waiting, other: Waiting, rule: RuleFacts): void => {
  for (const [index, at] of other.times.entries()) reaches(waiting, rule, at, other.values[index]);
};
