import type { Evaluate, Row } from '../row.ts';
import { isTrue, toText } from '../value.ts';
import type { Stage, StageFactory } from './stage.ts';

const passing = (next: Stage, change: (row: Row) => void): Stage => ({
  take: (row) => {
    change(row);
    next.take(row);
  },
  end: () => next.end(),
});

export interface Computed {
  readonly slot: number;
  readonly read: Evaluate;
}

export const computing =
  (columns: readonly Computed[]): StageFactory =>
  (next) =>
    passing(next, (row) => {
      for (const { slot, read } of columns) row.slots[slot] = read(row);
    });

/** Puts what is found in a text into its places; an event in which nothing is found goes on without. */
export const extracting =
  (
    read: Evaluate,
    slots: readonly number[],
    find: (text: string) => readonly (string | undefined)[] | undefined,
  ): StageFactory =>
  (next) =>
    passing(next, (row) => {
      const text = toText(read(row));
      const found = text === undefined ? undefined : find(text);
      if (found === undefined) return;
      for (const [at, slot] of slots.entries()) row.slots[slot] = found[at];
    });

export const filtering =
  (condition: Evaluate): StageFactory =>
  (next) => ({
    take: (row) => {
      if (isTrue(condition(row))) next.take(row);
    },
    end: () => next.end(),
  });

/** Counts what matched the query before anything was gathered or cut. */
export const counting: StageFactory = (next, state) =>
  passing(next, () => {
    state.matched += 1;
  });

export const limiting =
  (count: number, any: boolean): StageFactory =>
  (next, state) => {
    let left = count;
    return {
      take: (row) => {
        if (left <= 0) return;
        left -= 1;
        next.take(row);
        if (left === 0 && any) state.isDone = true;
      },
      end: () => next.end(),
    };
  };

/** One text for the values of a row; undefined when one of them is missing. */
export const keyOf = (row: Row, fields: readonly Evaluate[]): string | undefined => {
  let key = '';
  for (const field of fields) {
    const text = toText(field(row));
    if (text === undefined) return undefined;
    key += `${text.length}:${text}`;
  }
  return key;
};

/** The first of those with the same values; an event that lacks one of them is nobody's double. */
export const deduplicating =
  (fields: readonly Evaluate[]): StageFactory =>
  (next, { budget }) => {
    const seen = new Set<string>();
    return {
      take: (row) => {
        const key = keyOf(row, fields);
        if (key !== undefined) {
          if (seen.has(key)) return;
          budget.grow(key.length * 2 + 60);
          seen.add(key);
        }
        next.take(row);
      },
      end: () => next.end(),
    };
  };

/** What the stars of a pattern stand for: as little as can be, and at its end all that is left. */
export const globFinder =
  (texts: readonly string[]) =>
  (text: string): readonly string[] | undefined => {
    const [first = '', ...others] = texts;
    const begin = text.indexOf(first);
    if (begin < 0) return undefined;
    let at = begin + first.length;
    const found: string[] = [];
    for (const [index, part] of others.entries()) {
      const isLast = index === others.length - 1 && part === '';
      const end = isLast ? text.length : text.indexOf(part, at);
      if (end < 0) return undefined;
      found.push(text.slice(at, end));
      at = end + part.length;
    }
    return found;
  };
