/** The value does not end in these bytes. */
export const UNFINISHED = -1;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const MOST_DEPTH = 512;

const isSpace = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

// One byte per nesting level: whether it is an object. Filled anew by every call, and no call waits for another.
export interface Levels {
  readonly isObject: Uint8Array;
}

export const createLevels = (): Levels => ({ isObject: new Uint8Array(MOST_DEPTH + 1) });

/** Where the text ends that begins at `from` with its quotation mark. */
const endOfText = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from + 1; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
    // A text of JSON holds no line break: its end is missing.
    else if (byte < 32) return -2 - at;
  }
  return UNFINISHED;
};

const endOfScalar = (bytes: Uint8Array, from: number, end: number): number => {
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || isSpace(byte)) return at;
  }
  return UNFINISHED;
};

/**
 * Where the JSON value ends that begins at `from`; UNFINISHED when it does not end before `end`; below UNFINISHED when it cannot be JSON
 * (`-2 - at` tells the byte). Checks only how values nest and follow one another: enough to notice at once where a record breaks off
 * and another begins, instead of taking the rest of a file for its contents.
 */
export const extentOf = (
  { isObject }: Levels,
  bytes: Uint8Array,
  from: number,
  end: number,
): number => {
  const first = bytes[from] ?? 0;
  if (first === QUOTE) return endOfText(bytes, from, end);
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) return endOfScalar(bytes, from, end);
  let depth = 0;
  // The last byte that was no space; a text counts as its quotation mark.
  let before = COLON;
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      if (before !== COLON && before !== COMMA && before !== OPEN_OBJECT && before !== OPEN_LIST)
        return -2 - at;
      const after = endOfText(bytes, at, end);
      if (after < 0) return after;
      at = after;
      before = QUOTE;
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      const inObject = depth > 0 && isObject[depth] === 1;
      if (before !== COLON && (inObject || (before !== COMMA && before !== OPEN_LIST)))
        return -2 - at;
      depth += 1;
      if (depth > MOST_DEPTH) return -2 - at;
      isObject[depth] = byte === OPEN_OBJECT ? 1 : 0;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if ((isObject[depth] === 1) !== (byte === CLOSE_OBJECT)) return -2 - at;
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (!isSpace(byte)) before = byte;
    at += 1;
  }
  return UNFINISHED;
};
