/** Code units from the first to the last of each pair, in order and apart. */
export type Ranges = readonly (readonly [first: number, last: number])[];

export const LAST_UNIT = 0xffff;

export const normal = (ranges: Ranges): Ranges => {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
};

export const inverse = (ranges: Ranges): Ranges => {
  const found: [number, number][] = [];
  let from = 0;
  for (const [first, last] of normal(ranges)) {
    if (first > from) found.push([from, first - 1]);
    from = last + 1;
  }
  if (from <= LAST_UNIT) found.push([from, LAST_UNIT]);
  return found;
};

export const unit = (char: string): number => char.charCodeAt(0);
const between = (first: string, last: string): readonly [number, number] => [
  unit(first),
  unit(last),
];
const only = (code: number): readonly [number, number] => [code, code];

export const DIGITS: Ranges = [between('0', '9')];
export const WORDS: Ranges = normal([
  ...DIGITS,
  between('A', 'Z'),
  between('a', 'z'),
  only(unit('_')),
]);
export const SPACES: Ranges = [[9, 13], only(32)];
export const NOT_LINE_ENDS: Ranges = inverse([only(10), only(13)]);
export const ALL: Ranges = [[0, LAST_UNIT]];

export const isWordUnit = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95;

/** Of letters beyond ASCII only those that stand alone. */
const otherCases = (code: number): Ranges => {
  const char = String.fromCharCode(code);
  return [char.toLowerCase(), char.toUpperCase()]
    .filter((other) => other.length === 1)
    .map((other) => only(unit(other)));
};

/** With the other case of each of its letters. */
export const withoutCase = (ranges: Ranges): Ranges => {
  const more: (readonly [number, number])[] = [...ranges];
  const shifted = (first: number, last: number, shift: number): void => {
    if (first <= last) more.push([first + shift, last + shift]);
  };
  for (const [first, last] of ranges) {
    shifted(Math.max(first, 65), Math.min(last, 90), 32);
    shifted(Math.max(first, 97), Math.min(last, 122), -32);
    if (first === last && first > 127) more.push(...otherCases(first));
  }
  return normal(more);
};
