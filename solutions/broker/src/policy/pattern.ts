import { readPattern, type Atom, PatternError } from './pattern-syntax.ts';

/** A field pattern, ready to match. */
export interface Pattern {
  readonly source: string;
  /** Whether the whole of `value` fits; one pass over it for each way through the alternatives. */
  matches(value: string): boolean;
}

export type PatternAnswer =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a pattern of the subset in which matching is linear in every engine, ours and a backtracking one: characters,
 * classes, `.`, `\d`, `\w`, quantifiers on one of these, and groups of alternatives without a quantifier. Where a
 * repetition can vary in length, nothing that may follow can begin with a character that it repeats, so that there is
 * only one way to match.
 */
export const parsePattern = (source: string): PatternAnswer => {
  try {
    const ways = readPattern(source);
    for (const way of ways) requireOneWay(way);
    return {
      ok: true,
      pattern: { source, matches: (value) => ways.some((way) => fits(way, value)) },
    };
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, message: error.message };
    throw error;
  }
};

const requireOneWay = (way: readonly Atom[]): void => {
  for (const [at, atom] of way.entries()) {
    if (atom.least === atom.most) continue;
    for (const next of way.slice(at + 1)) {
      if (atom.set.overlaps(next.set))
        throw new PatternError(
          `${atom.text} can take what ${next.text} after it needs: what follows a repetition of variable length must ` +
            `begin with another character`,
        );
      if (next.least > 0) break;
    }
  }
};

// Each atom takes all it can: requireOneWay has shown that nothing after it could want any of it.
const fits = (way: readonly Atom[], value: string): boolean => {
  const characters = value[Symbol.iterator]();
  let current = characters.next();
  for (const { set, least, most } of way) {
    let count = 0;
    while (count < most && current.done !== true && set.has(current.value)) {
      count += 1;
      current = characters.next();
    }
    if (count < least) return false;
  }
  return current.done === true;
};
