import type { Entry, Membership } from './event-fields.ts';
import type { Alternative, FieldRule } from './model.ts';
import { passes } from './value-test.ts';

type EntriesOf = (path: string) => readonly Entry[];

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

/**
 * Whether all fields match together: no two by values from different elements of one array. Fields are taken in the
 * order of their paths, and one that must be absent is absent if no value of it fits the elements chosen before, which
 * is how AWS's engine does it.
 */
export const matchesTogether = (fields: Alternative, entriesOf: EntriesOf): boolean => {
  const entries = fields.map(({ path }) => entriesOf(path));
  const arraysFrom: Set<number>[] = [];
  for (let at = fields.length - 1; at >= 0; at -= 1) {
    const arrays = new Set(arraysFrom[at + 1]);
    for (const { within } of entries[at] ?? [])
      for (let pair = 0; pair < within.length; pair += 2) arrays.add(within[pair] ?? -1);
    arraysFrom[at] = arrays;
  }
  const failed = new Set<string>();
  const from = (at: number, so: Membership): boolean => {
    const field = fields[at];
    if (field === undefined) return true;
    const key = `${at}:${relevant(so, arraysFrom[at])}`;
    if (failed.has(key)) return false;
    const fitting = (entries[at] ?? []).flatMap(({ value, within }) => {
      const together = joined(so, within);
      return together === undefined ? [] : [{ value, together }];
    });
    if (
      (fitting.length === 0 && mayBeAbsent(field) && from(at + 1, so)) ||
      fitting.some(
        ({ value, together }) =>
          field.tests.some((test) => passes(test, value)) && from(at + 1, together),
      )
    )
      return true;
    failed.add(key);
    return false;
  };
  return from(0, []);
};

export const mayBeAbsent = ({ tests }: FieldRule): boolean =>
  tests.some((test) => test.kind === 'exists' && !test.expected);
