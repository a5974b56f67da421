import type { WildcardTokens } from './model.ts';

export const STAR = -1;

const BACKSLASH = '\\';

/** Amazon's service rejects a field whose value could stand in this many places of its wildcards at once. */
const MOST_PLACES = 10;
const MOST_STEPS = 10_000;

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

/** Where the wildcards that are still under way may stand. */
type Standing = ReadonlyMap<WildcardTokens, ReadonlySet<number>>;

/** Behind one character; and what AWS weighs there: every run that it went on with, and every star that holds. */
const follow = (standing: Standing, code: number | undefined) => {
  const next = new Map<WildcardTokens, ReadonlySet<number>>();
  let weight = 0;
  for (const [tokens, before] of standing) {
    const places = advance(tokens, before, code);
    if (places.size === 0) continue;
    next.set(tokens, places);
    for (const place of before) if (code !== undefined && tokens[place] === code) weight += 1;
    for (const place of places) if (tokens[place] === STAR) weight += 1;
  }
  return { next, weight };
};

/** The characters that make a difference; undefined is any other. */
const codesOf = (standing: Standing): ReadonlySet<number | undefined> => {
  const codes = new Set<number | undefined>([undefined]);
  for (const [tokens, places] of standing)
    for (const place of places) if (tokens[place] !== STAR) codes.add(tokens[place]);
  return codes;
};

const keyOf = (standing: Standing, numbers: ReadonlyMap<WildcardTokens, number>): string =>
  [...standing]
    .map(([tokens, at]) => `${numbers.get(tokens)}:${[...at].toSorted((a, b) => a - b).join()}`)
    .join(';');

/**
 * Whether one field's wildcards can be under way in too many places at once. It follows every text that could make a
 * difference; too many of them to follow are too complex as well.
 */
export const isTooComplex = (wildcards: readonly WildcardTokens[]): boolean => {
  const numbers = new Map(wildcards.map((tokens, at) => [tokens, at]));
  const seen = new Set<string>();
  const waiting: Standing[] = [new Map(wildcards.map((tokens) => [tokens, startPlaces(tokens)]))];
  for (let steps = 0; waiting.length > 0; steps += 1) {
    if (steps > MOST_STEPS) return true;
    const standing = waiting.pop() ?? new Map();
    for (const code of codesOf(standing)) {
      const { next, weight } = follow(standing, code);
      if (weight >= MOST_PLACES) return true;
      const key = keyOf(next, numbers);
      if (next.size === 0 || seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
};
