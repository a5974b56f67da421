/**
 * A pattern is text in which two code units stand for the wildcards. They are halves of surrogate pairs, which no
 * well-formed text contains on their own, so that a `*` that came out of a variable stays a plain character.
 */
export const ANY_RUN = '\uDFFE';
export const ANY_ONE = '\uDFFF';

const ANY_RUN_UNIT = ANY_RUN.charCodeAt(0);
const ANY_ONE_UNIT = ANY_ONE.charCodeAt(0);

export const wildcards = (text: string): string =>
  text.includes('*') || text.includes('?')
    ? text.replaceAll('*', ANY_RUN).replaceAll('?', ANY_ONE)
    : text;

/** A pattern as people write it. */
export const readablePattern = (pattern: string): string =>
  pattern.replaceAll(ANY_RUN, '*').replaceAll(ANY_ONE, '?');

/** Text that would be read as a wildcard when put into a pattern. */
export const looksLikeWildcard = (text: string): boolean =>
  text.includes(ANY_RUN) || text.includes(ANY_ONE);

/**
 * Two pointers and the place of the last `*`: an earlier `*` never needs another try, because the shortest text that
 * brings its part of the pattern to an end leaves the most to the rest. So the work is bounded by the text's length
 * times the longest part between two stars, however many stars there are.
 */
export const matchesPattern = (pattern: string, text: string): boolean => {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const unit = p < pattern.length ? pattern.charCodeAt(p) : -1;
    if (unit === ANY_RUN_UNIT) {
      star = p;
      p += 1;
      resume = t;
    } else if (unit === ANY_ONE_UNIT) {
      p += 1;
      t += characterLength(text, t);
    } else if (unit === text.charCodeAt(t)) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (p < pattern.length && pattern.charCodeAt(p) === ANY_RUN_UNIT) p += 1;
  return p === pattern.length;
};

// `?` is one character, which may be two code units.
const characterLength = (text: string, at: number): 1 | 2 => {
  const unit = text.charCodeAt(at);
  if (unit < 0xd800 || unit > 0xdbff) return 1;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
};

export type TextTest = (text: string) => boolean;

/** The cheapest test that a pattern allows. */
export const patternTest = (pattern: string): TextTest => {
  if (pattern === ANY_RUN) return () => true;
  if (!looksLikeWildcard(pattern)) return (text) => text === pattern;
  if (pattern.includes(ANY_ONE)) return (text) => matchesPattern(pattern, text);
  const first = pattern.indexOf(ANY_RUN);
  if (first !== pattern.lastIndexOf(ANY_RUN)) return partsTest(pattern.split(ANY_RUN));
  const prefix = pattern.slice(0, first);
  const suffix = pattern.slice(first + 1);
  if (suffix === '') return (text) => text.startsWith(prefix);
  return (text) =>
    text.length >= prefix.length + suffix.length &&
    text.startsWith(prefix) &&
    text.endsWith(suffix);
};

/** Parts with anything between them: each is searched behind the one before, as `matchesPattern` does, but natively. */
const partsTest = (parts: readonly string[]): TextTest => {
  const prefix = parts[0] ?? '';
  const suffix = parts.at(-1) ?? '';
  const inner = parts.slice(1, -1).filter((part) => part !== '');
  const shortest = parts.reduce((length, part) => length + part.length, 0);
  return (text) => {
    if (text.length < shortest || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    const end = text.length - suffix.length;
    let from = prefix.length;
    for (const part of inner) {
      const at = text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= end;
  };
};

/** Any of several patterns; equal texts are found by hashing. */
export const anyPatternTest = (patterns: readonly string[]): TextTest => {
  const [only] = patterns;
  if (only !== undefined && patterns.length === 1) return patternTest(only);
  if (patterns.includes(ANY_RUN)) return () => true;
  const exact = new Set(patterns.filter((pattern) => !looksLikeWildcard(pattern)));
  const tests = patterns.filter((pattern) => looksLikeWildcard(pattern)).map(patternTest);
  if (tests.length === 0) return (text) => exact.has(text);
  return (text) => exact.has(text) || tests.some((test) => test(text));
};
