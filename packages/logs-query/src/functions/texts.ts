import { toNumber, toText, type Value } from '../value.ts';

/** Beyond this a text is no value any more: `replace` and `concat` could make texts of any length. */
const LONGEST = 1_048_576;

type Function = (...args: readonly Value[]) => Value;

const ofText =
  (change: (text: string) => Value): Function =>
  (value) => {
    const text = toText(value);
    return text === undefined ? undefined : change(text);
  };

const trimmed = (
  value: Value,
  chars: Value,
  atStart: boolean,
  atEnd: boolean,
): string | undefined => {
  const text = toText(value);
  if (text === undefined) return undefined;
  const given = toText(chars);
  if (given === undefined) {
    const start = atStart ? text.trimStart() : text;
    return atEnd ? start.trimEnd() : start;
  }
  const set = new Set(given);
  let [from, to] = [0, text.length];
  if (atStart) while (from < to && set.has(text.charAt(from))) from += 1;
  if (atEnd) while (to > from && set.has(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

const two =
  (answer: (text: string, part: string) => Value): Function =>
  (value, other) => {
    const [text, part] = [toText(value), toText(other)];
    return text === undefined || part === undefined ? undefined : answer(text, part);
  };

const substr: Function = (value, from, length) => {
  const text = toText(value);
  const start = toNumber(from);
  if (text === undefined || start === undefined || start < 0) return undefined;
  const count = length === undefined ? undefined : toNumber(length);
  return count === undefined ? text.slice(start) : text.slice(start, start + Math.max(0, count));
};

const replace: Function = (value, search, by) => {
  const [text, part, other] = [toText(value), toText(search), toText(by)];
  if (text === undefined || part === undefined || other === undefined) return undefined;
  if (part === '' || !text.includes(part)) return text;
  const times = text.split(part).length - 1;
  if (text.length + times * other.length > LONGEST) return undefined;
  return text.replaceAll(part, () => other);
};

const concat: Function = (...values) => {
  let text = '';
  for (const value of values) {
    text += toText(value) ?? '';
    if (text.length > LONGEST) return undefined;
  }
  return text;
};

export const TEXTS: ReadonlyMap<string, Function> = new Map([
  ['strlen', ofText((text) => text.length)],
  ['toupper', ofText((text) => text.toUpperCase())],
  ['tolower', ofText((text) => text.toLowerCase())],
  ['trim', (value: Value, chars: Value) => trimmed(value, chars, true, true)],
  ['ltrim', (value: Value, chars: Value) => trimmed(value, chars, true, false)],
  ['rtrim', (value: Value, chars: Value) => trimmed(value, chars, false, true)],
  ['substr', substr],
  ['replace', replace],
  ['concat', concat],
  ['strcontains', two((text, part) => text.includes(part))],
  ['startswith', two((text, part) => text.startsWith(part))],
  ['endswith', two((text, part) => text.endsWith(part))],
  ['isempty', (value: Value) => value === undefined || value === ''],
  ['isblank', (value: Value) => value === undefined || toText(value)?.trim() === ''],
]);
