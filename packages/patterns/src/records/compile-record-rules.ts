import { compileCondition, type JsonRecord, type RecordCheck } from './compile-condition.ts';
import { createReduce, type Known } from './known.ts';
import type { RecordCondition } from './model.ts';

export interface RecordMatcher {
  /** The numbers of the conditions that hold, from low to high. The list may be kept, not changed. */
  match(record: JsonRecord): readonly number[];
}

/** Undefined: it holds for whatever has these members. */
type Candidate = readonly [index: number, check: RecordCheck | undefined];

/** More combinations than AWS's logs have; who writes new ones without end has them worked out anew. */
const MOST_KEPT = 8192;
const NONE: readonly number[] = [];

type Kept = Map<string, Map<string, Map<string | undefined, Map<string | undefined, Candidates>>>>;
type Candidates = readonly Candidate[];

/**
 * Many conditions over parsed records of CloudTrail, one matcher. What the event's name and source, its error and the kind
 * of its caller decide is worked out once for each combination of them, so that a record costs four look-ups and what they
 * leave open. Numbers are what JSON.parse makes of them: of one that no double holds the nearest.
 */
export const compileRecordRules = (conditions: readonly RecordCondition[]): RecordMatcher => {
  const all: Candidates = conditions.map((condition, at) => [at, compileCondition(condition)]);
  const reduce = createReduce();
  const kept: Kept = new Map();
  let combinations = 0;

  const worked = (known: Known): Candidates => {
    const found: Candidate[] = [];
    for (const [at, condition] of conditions.entries()) {
      const left = reduce(condition, known);
      if (left === true) found.push([at, undefined]);
      else if (left !== false) found.push([at, compileCondition(left)]);
    }
    if (combinations >= MOST_KEPT) {
      kept.clear();
      combinations = 0;
    }
    combinations += 1;
    const byError = within(within(kept, known.eventName), known.eventSource);
    within(byError, known.errorCode).set(known.type, found);
    return found;
  };

  const candidates = (record: JsonRecord): Candidates => {
    const { eventName, eventSource, errorCode, userIdentity } = record;
    if (typeof eventName !== 'string' || typeof eventSource !== 'string') return all;
    if (typeof errorCode !== 'string' && errorCode !== undefined) return all;
    if (Array.isArray(userIdentity)) return all;
    const type = isRecord(userIdentity) ? userIdentity['type'] : undefined;
    if (typeof type !== 'string' && type !== undefined) return all;
    return (
      kept.get(eventName)?.get(eventSource)?.get(errorCode)?.get(type) ??
      worked({ eventName, eventSource, errorCode, type })
    );
  };

  return {
    match: (record) => {
      let found: number[] | undefined;
      for (const [at, check] of candidates(record))
        if (check === undefined || check(record)) (found ??= []).push(at);
      return found ?? NONE;
    },
  };
};

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null;

const within = <Key, Inner, More>(map: Map<Key, Map<Inner, More>>, key: Key): Map<Inner, More> => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Map<Inner, More>();
  map.set(key, made);
  return made;
};
