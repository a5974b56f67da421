// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/;

export const isAscii = (text: string): boolean => ASCII.test(text);

/** Texts that may be equal but for case have the same fold; for ASCII, the same fold is enough. */
export const fold = (text: string): string => text.toLowerCase().toUpperCase();

/**
 * Where the pattern ends in the value when it starts at its start; -1 if it does not. Each character of the pattern
 * stands for its lower and its upper case, which may be longer: "ß" is met by "ß" and "SS", but "SS" not by "ß".
 */
const endsOf = (pattern: string, value: string): ReadonlySet<number> => {
  let ends = new Set([0]);
  for (const char of pattern) ends = behind(formsOf(char), value, ends);
  return ends;
};

const behind = (
  forms: ReadonlySet<string>,
  value: string,
  starts: ReadonlySet<number>,
): Set<number> => {
  const ends = new Set<number>();
  for (const start of starts)
    for (const form of forms) if (value.startsWith(form, start)) ends.add(start + form.length);
  return ends;
};

export const equalsIgnoringCase = (pattern: string, value: string): boolean =>
  fold(pattern) === fold(value) &&
  ((isAscii(pattern) && isAscii(value)) || endsOf(pattern, value).has(value.length));

export const startsIgnoringCase = (pattern: string, value: string): boolean =>
  isAscii(pattern) && isAscii(value.slice(0, pattern.length))
    ? fold(value.slice(0, pattern.length)) === fold(pattern)
    : endsOf(pattern, value).size > 0;

export const endsIgnoringCase = (pattern: string, value: string): boolean => {
  if (!fold(value).endsWith(fold(pattern))) return false;
  if (isAscii(pattern) && isAscii(value)) return true;
  let starts = new Set([value.length]);
  for (const char of Array.from(pattern).toReversed())
    starts = before(formsOf(char), value, starts);
  return starts.size > 0;
};

const before = (
  forms: ReadonlySet<string>,
  value: string,
  ends: ReadonlySet<number>,
): Set<number> => {
  const starts = new Set<number>();
  for (const end of ends)
    for (const form of forms) if (value.endsWith(form, end)) starts.add(end - form.length);
  return starts;
};

const formsOf = (char: string): ReadonlySet<string> =>
  new Set([char, char.toLowerCase(), char.toUpperCase()]);
