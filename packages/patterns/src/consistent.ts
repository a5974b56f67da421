import type { Entry, Membership } from './event-fields.ts';
import type { Alternative, FieldRule, Scalar } from './model.ts';
import { passes } from './value-test.ts';

type EntriesOf = (path: string) => readonly Entry[];

/**
 * How many values may be looked at for one event, whatever patterns there are. Events of AWS take some hundred; what takes
 * more was made to keep everybody waiting, and then counts as matching: nobody hides an event by its size.
 */
export interface Effort {
  left: number;
}

export const effortOfEvent = (): Effort => ({ left: 200_000 });

/** Both together; undefined when they are different elements of one array. */
const joined = (so: Membership, within: Membership): Membership | undefined => {
  let together = so;
  for (let at = 0; at < within.length; at += 2) {
    const known = indexIn(so, within[at]);
    if (known === undefined) together = [...together, within[at] ?? 0, within[at + 1] ?? 0];
    else if (known !== within[at + 1]) return undefined;
  }
  return together;
};

const indexIn = (membership: Membership, array: number | undefined): number | undefined => {
  for (let at = 0; at < membership.length; at += 2)
    if (membership[at] === array) return membership[at + 1];
  return undefined;
};

/** What of the membership can still matter: only that is remembered of a search that failed. */
const relevant = (so: Membership, rest: ReadonlySet<number> | undefined): string => {
  const kept: number[] = [];
  for (let at = 0; at < so.length; at += 2)
    if (rest?.has(so[at] ?? -1)) kept.push(so[at] ?? 0, so[at + 1] ?? 0);
  return kept.join();
};

/** The values of one field, found by the elements that have been chosen before. */
class Choices {
  readonly arrays: ReadonlySet<number>;
  private readonly entries: readonly Entry[];
  private readonly effort: Effort;
  private readonly byArray = new Map<number, ReadonlyMap<number | undefined, readonly Entry[]>>();

  constructor(entries: readonly Entry[], effort: Effort) {
    this.entries = entries;
    this.effort = effort;
    this.arrays = new Set(entries.flatMap(({ within }) => within.filter((_, at) => at % 2 === 0)));
  }

  *fitting(so: Membership): Iterable<{ readonly value: Scalar; readonly together: Membership }> {
    for (const { value, within } of this.likely(so)) {
      this.effort.left -= 1;
      if (this.effort.left < 0) return;
      const together = joined(so, within);
      if (together !== undefined) yield { value, together };
    }
  }

  /** Fewer than all, so that an array with thousands of elements is not gone through for each of them. */
  private likely(so: Membership): readonly Entry[] {
    for (let at = so.length - 2; at >= 0; at -= 2) {
      const array = so[at];
      if (array === undefined || !this.arrays.has(array)) continue;
      const byIndex = this.byIndex(array);
      return [...(byIndex.get(so[at + 1]) ?? []), ...(byIndex.get(undefined) ?? [])];
    }
    return this.entries;
  }

  /** Those outside the array are under undefined. */
  private byIndex(array: number): ReadonlyMap<number | undefined, readonly Entry[]> {
    const known =
      this.byArray.get(array) ?? Map.groupBy(this.entries, ({ within }) => indexIn(within, array));
    this.byArray.set(array, known);
    return known;
  }
}

/**
 * Whether all fields match together: no two by values from different elements of one array. Fields are taken in the
 * order of their paths, and one that must be absent is absent if no value of it fits the elements chosen before, which
 * is how AWS's engine does it.
 */
export const matchesTogether = (
  fields: Alternative,
  entriesOf: EntriesOf,
  effort: Effort,
): boolean => {
  const entries = fields.map(({ path }) => entriesOf(path));
  effort.left -= entries.reduce((sum, { length }) => sum + length, 0);
  if (effort.left < 0) return true;
  const choices = entries.map((own) => new Choices(own, effort));
  const arraysFrom = choices.map(
    (_, at) => new Set(choices.slice(at).flatMap(({ arrays }) => [...arrays])),
  );
  const failed = new Set<string>();
  const from = (at: number, so: Membership): boolean => {
    const field = fields[at];
    if (field === undefined || effort.left < 0) return true;
    const key = `${at}:${relevant(so, arraysFrom[at])}`;
    if (failed.has(key)) return false;
    let isAbsent = true;
    for (const { value, together } of choices[at]?.fitting(so) ?? []) {
      isAbsent = false;
      if (field.tests.some((test) => passes(test, value)) && from(at + 1, together)) return true;
    }
    if (isAbsent && mayBeAbsent(field) && from(at + 1, so)) return true;
    if (effort.left < 0) return true;
    failed.add(key);
    return false;
  };
  return from(0, []);
};

export const mayBeAbsent = ({ tests }: FieldRule): boolean =>
  tests.some((test) => test.kind === 'exists' && !test.expected);
