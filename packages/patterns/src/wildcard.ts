import type { WildcardTokens } from './model.ts';

export const STAR = -1;

const BACKSLASH = '\\';

/** Amazon's service rejects a field whose value could stand in this many places of its wildcards at once. */
const MOST_PLACES = 10;
const MOST_STEPS = 4000;

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** AWS counts bytes, from the quote in front of the text. */
const positionOf = (text: string, index: number): number => utf8Length(text.slice(0, index)) + 1;

/** The tokens of a wildcard text; it has `*`, and `\*` and `\\` for the two characters themselves. */
export const parseWildcard = (text: string, refuse: (reason: string) => never): WildcardTokens => {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const next = text.charAt(at + 1);
    if (char === '*' && next === '*')
      return refuse(`Consecutive wildcard characters at pos ${positionOf(text, at)}`);
    if (char === '*') {
      tokens.push(STAR);
    } else if (char === BACKSLASH) {
      if (next !== '*' && next !== BACKSLASH)
        return refuse(`Invalid escape character at pos ${positionOf(text, at)}`);
      tokens.push(next.charCodeAt(0));
      at += 1;
    } else {
      tokens.push(char.charCodeAt(0));
    }
  }
  return tokens;
};

/** The literal runs between the stars. */
const runsOf = (tokens: WildcardTokens): readonly string[] => {
  const runs = [''];
  for (const token of tokens) {
    if (token === STAR) runs.push('');
    else runs[runs.length - 1] += String.fromCharCode(token);
  }
  return runs;
};

/** Takes each run where it is first found, which is never worse than a later place: there is nothing to go back to. */
export const matchesWildcard = (tokens: WildcardTokens, value: string): boolean => {
  const [first = '', ...rest] = runsOf(tokens);
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const run of rest) {
    const found = value.indexOf(run, at);
    if (found < 0) return false;
    at = found + run.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
};

/** The places that a value can stand at behind one character; a star holds its place and may be left out. */
export const advance = (
  tokens: WildcardTokens,
  places: Iterable<number>,
  code: number | undefined,
): ReadonlySet<number> => {
  const next = new Set<number>();
  for (const place of places) {
    if (tokens[place] === STAR) next.add(place);
    else if (code !== undefined && tokens[place] === code) next.add(place + 1);
  }
  for (const place of next) if (tokens[place] === STAR) next.add(place + 1);
  return next;
};

export const startPlaces = (tokens: WildcardTokens): ReadonlySet<number> =>
  new Set(tokens[0] === STAR ? [0, 1] : [0]);

type Standing = readonly ReadonlySet<number>[];

/** What AWS weighs behind one character: every run that it went on with, and every star that holds. */
const weight = (
  tokens: WildcardTokens,
  before: Iterable<number>,
  code: number | undefined,
): number => {
  const went = [...before].filter((place) => code !== undefined && tokens[place] === code);
  const held = [...advance(tokens, before, code)].filter((place) => tokens[place] === STAR);
  return went.length + held.length;
};

/**
 * Whether one field's wildcards can be under way in too many places at once. It follows every text that could make a
 * difference; too many of them to follow are too complex as well.
 */
export const isTooComplex = (wildcards: readonly WildcardTokens[]): boolean => {
  const codes = new Set(wildcards.flat().filter((token) => token !== STAR));
  const seen = new Set<string>();
  const waiting: Standing[] = [wildcards.map(startPlaces)];
  for (let steps = 0; waiting.length > 0; steps += 1) {
    if (steps > MOST_STEPS) return true;
    const standing = waiting.pop() ?? [];
    for (const code of [undefined, ...codes]) {
      const next = wildcards.map((tokens, at) => advance(tokens, standing[at] ?? [], code));
      const weights = wildcards.map((tokens, at) => weight(tokens, standing[at] ?? [], code));
      if (weights.reduce((sum, one) => sum + one, 0) >= MOST_PLACES) return true;
      const key = next.map((places) => [...places].toSorted((a, b) => a - b).join()).join('|');
      if (seen.has(key) || !next.some((places) => places.size > 0)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
};
