import { compileCondition, type JsonRecord, type RecordCheck } from './compile-condition.ts';
import { createReduce } from './known.ts';
import type { RecordCondition } from './model.ts';

export interface RecordMatcher {
  /** The numbers of the conditions that hold, from low to high. The list may be kept, not changed. */
  match(record: JsonRecord): readonly number[];
}

/** Undefined: it holds for whatever has this name and source. */
type Candidate = readonly [index: number, check: RecordCheck | undefined];

/** More pairs of name and source than AWS has; who writes new ones without end has them worked out anew. */
const MOST_KEPT = 4096;
const NONE: readonly number[] = [];

/**
 * Many conditions over parsed records of CloudTrail, one matcher. What the event's name and source decide is worked out
 * once for each pair of them, so that a record costs two look-ups and what they leave open. Numbers are what JSON.parse
 * makes of them: of one that no double holds the nearest.
 */
export const compileRecordRules = (conditions: readonly RecordCondition[]): RecordMatcher => {
  const all: readonly Candidate[] = conditions.map((condition, at) => [
    at,
    compileCondition(condition),
  ]);
  const kept = new Map<string, Map<string, readonly Candidate[]>>();
  const reduce = createReduce();
  let pairs = 0;

  const candidates = (eventName: string, eventSource: string): readonly Candidate[] => {
    const known = kept.get(eventName)?.get(eventSource);
    if (known !== undefined) return known;
    if (pairs >= MOST_KEPT) {
      kept.clear();
      pairs = 0;
    }
    const found: Candidate[] = [];
    for (const [at, condition] of conditions.entries()) {
      const left = reduce(condition, { eventName, eventSource });
      if (left === true) found.push([at, undefined]);
      else if (left !== false) found.push([at, compileCondition(left)]);
    }
    const bySource = kept.get(eventName) ?? new Map<string, readonly Candidate[]>();
    kept.set(eventName, bySource.set(eventSource, found));
    pairs += 1;
    return found;
  };

  return {
    match: (record) => {
      const { eventName, eventSource } = record;
      const tried =
        typeof eventName === 'string' && typeof eventSource === 'string'
          ? candidates(eventName, eventSource)
          : all;
      let found: number[] | undefined;
      for (const [at, check] of tried)
        if (check === undefined || check(record)) (found ??= []).push(at);
      return found ?? NONE;
    },
  };
};
