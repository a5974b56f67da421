import type { ValueTest } from '../model.ts';

/** One test of a path's values, shared by all that ask it. */
export interface Atom {
  readonly test: ValueTest;
  /** The alternatives that match when it holds. */
  readonly allows: Set<number>;
  /** The anything-but tests that fail when it holds. */
  readonly denies: Set<number>;
}

/** Atoms that hold together. Those of the parent hold as well. */
export interface Group {
  readonly id: number;
  readonly atoms: readonly Atom[];
  readonly parent?: Group | undefined;
}

export type GroupOf = (atoms: readonly Atom[], parent?: Group) => Group;

export const groupMaker = (): GroupOf => {
  let made = 0;
  return (atoms, parent) => {
    made += 1;
    return { id: made, atoms, parent };
  };
};
