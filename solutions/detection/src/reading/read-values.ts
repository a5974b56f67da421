import type { ByteWindow } from './byte-window.ts';
import { createLevels, extentOf, type Levels, UNFINISHED } from './json-extent.ts';
import { beginSkip, type Skip, skipOn } from './skip-value.ts';
import { LIST_NAMES, WRAPPER_NAMES } from './wrappings.ts';

/**
 * What could not be read: `text` is no JSON, `malformed` is wrong JSON, `truncated` ends before its end, `oversize` is a value larger
 * than the limit, `given-up` is a file with nothing but the first two in it.
 */
export type Damage = 'text' | 'malformed' | 'truncated' | 'oversize' | 'given-up';

export interface ValueSink {
  value(value: unknown, offset: number): void;
  damage(kind: Damage, offset: number): void;
  /** Between two windows; what it throws ends the reading. */
  pause?(): Promise<void>;
}

export interface ReadingLimits {
  /** Bytes that are looked at together; memory is a small multiple of it. */
  readonly windowBytes: number;
  /** No value inside of a list is longer; half of the window at most. */
  readonly valueBytes: number;
}

const MEBIBYTE = 1_048_576;
export const READING_LIMITS: ReadingLimits = {
  windowBytes: 4 * MEBIBYTE,
  valueBytes: 2 * MEBIBYTE,
};

const BATCH_BYTES = 262_144;
const MOST_OPEN = 6;
const MOST_FAULTS = 2000;
const RECORD_START = Buffer.from('{"eventVersion"');

const LINE = 10;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const isSpace = (byte: number | undefined): boolean =>
  byte === 32 || byte === 10 || byte === 13 || byte === 9;
// JSON text sequences (RFC 7464) and padded blocks separate values by these.
const isFiller = (byte: number): boolean => byte === COMMA || byte === 30 || byte === 0;

/** A list or object that is read member by member, because it is too large, broken or cut off. */
interface Open {
  readonly isList: boolean;
  readonly offset: number;
  readonly why: Damage;
  hasLists: boolean;
}

interface Reader {
  readonly window: ByteWindow;
  readonly sink: ValueSink;
  readonly limits: ReadingLimits;
  readonly levels: Levels;
  open: Open[];
  member: string | undefined;
  skip: Skip | undefined;
  /** Looking for where to go on after wrong JSON. */
  seeking: boolean;
  damaged: boolean;
  /** Up to here a line was tried as one value, in vain. */
  triedTo: number;
  /** Where the next beginning of a record is known to be, or that there is none before it. */
  markerAt: number;
  values: number;
  faults: number;
}

const skipSpaces = (bytes: Uint8Array, from: number, end: number): number => {
  let at = from;
  while (at < end && isSpace(bytes[at])) at += 1;
  return at;
};

const parsed = (
  reader: Reader,
  from: number,
  to: number,
): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(reader.window.bytes.toString('utf8', from, to)) };
  } catch {
    return undefined;
  }
};

const offsetAt = ({ window }: Reader, at: number): number => window.offset + at - window.start;

const moveTo = ({ window }: Reader, at: number): void => window.advance(at - window.start);

const tell = (reader: Reader, value: unknown, offset: number): void => {
  reader.values += 1;
  reader.sink.value(value, offset);
};

const fault = (reader: Reader, kind: Damage, offset: number): void => {
  reader.faults += 1;
  reader.sink.damage(kind, offset);
};

/** Goes on where a record may begin: at one's usual first member, or at a line that opens an object or a list. */
const seek = (reader: Reader): void => {
  const { window } = reader;
  const from = window.start + 1;
  if (reader.markerAt < offsetAt(reader, from)) {
    const found = window.bytes.subarray(0, window.end).indexOf(RECORD_START, from);
    const none = window.ended ? window.end : Math.max(from, window.end - RECORD_START.length);
    reader.markerAt = offsetAt(reader, found === -1 ? none : found);
  }
  const marker = reader.markerAt - window.offset + window.start;
  reader.seeking = false;
  for (let at = from; at < marker;) {
    const line = window.bytes.subarray(0, marker).indexOf(LINE, at);
    if (line === -1) break;
    at = skipSpaces(window.bytes, line + 1, window.end);
    const byte = window.bytes[at];
    if (at < marker && (byte === OPEN_OBJECT || byte === OPEN_LIST)) return moveTo(reader, at);
  }
  moveTo(reader, Math.min(marker, window.end));
  reader.seeking = window.bytes[window.start] !== OPEN_OBJECT;
};

const startOver = (reader: Reader, offset: number): void => {
  fault(reader, 'malformed', offset);
  reader.open = [];
  reader.member = undefined;
  reader.skip = undefined;
  reader.damaged = true;
};

const giveUpHere = (reader: Reader, offset: number): void => {
  startOver(reader, offset);
  seek(reader);
};

/** Something else is due here. What opens may be the next record, when the end of the one before is missing. */
const unexpected = (reader: Reader, byte: number): void => {
  const { offset } = reader.window;
  if (isOpening(byte)) startOver(reader, offset);
  else giveUpHere(reader, offset);
};

/** What ends before its end is read member by member when it may hold records. */
const enter = (reader: Reader, why: Damage): void => {
  const { window } = reader;
  const offset = window.offset;
  if (reader.open.length >= MOST_OPEN) {
    fault(reader, why, offset);
    reader.skip = beginSkip();
    return;
  }
  const isList = window.bytes[window.start] === OPEN_LIST;
  reader.open.push({ isList, offset, why, hasLists: isList });
  window.advance(1);
};

const isOpening = (byte: number | undefined): boolean => byte === OPEN_OBJECT || byte === OPEN_LIST;

/** A value that cannot be parsed as a whole; `extent` says why. */
const broken = (reader: Reader, extent: number): void => {
  const { window } = reader;
  if (!isOpening(window.bytes[window.start])) {
    if (extent >= 0) {
      fault(reader, 'malformed', window.offset);
      return moveTo(reader, Math.max(extent, window.start + 1));
    }
    if (extent < UNFINISHED) return giveUpHere(reader, window.offset);
    fault(reader, window.ended ? 'truncated' : 'oversize', window.offset);
    reader.skip = beginSkip();
    return;
  }
  enter(reader, extent !== UNFINISHED ? 'malformed' : window.ended ? 'truncated' : 'oversize');
};

/** A value on a line of its own needs no search for its end. */
const lineValue = (reader: Reader): boolean => {
  const { window } = reader;
  const { bytes, start, end } = window;
  if (window.offset < reader.triedTo) return false;
  const found = bytes.indexOf(LINE, start);
  const line = found === -1 || found >= end ? end : found;
  reader.triedTo = offsetAt(reader, line);
  if (line === end && !window.ended) return false;
  let last = line - 1;
  while (last > start && isSpace(bytes[last])) last -= 1;
  if (bytes[last] !== (bytes[start] === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST)) return false;
  const whole = parsed(reader, start, last + 1);
  if (whole === undefined) return false;
  const { offset } = window;
  moveTo(reader, last + 1);
  tell(reader, whole.value, offset);
  return true;
};

const oneValue = (reader: Reader): void => {
  const { window, levels } = reader;
  const extent = extentOf(levels, window.bytes, window.start, window.end);
  const whole = extent < 0 ? undefined : parsed(reader, window.start, extent);
  if (whole === undefined) return broken(reader, extent);
  const { offset } = window;
  moveTo(reader, extent);
  tell(reader, whole.value, offset);
};

/** Text before a value on its line, as exports put a time there, or a line without any value. */
const text = (reader: Reader): void => {
  const { window } = reader;
  const { bytes, start, end, offset } = window;
  const found = bytes.indexOf(LINE, start);
  const line = found === -1 || found >= end ? end : found;
  const brace = bytes.subarray(start, line).indexOf(OPEN_OBJECT);
  if (brace > 0) return window.advance(brace);
  moveTo(reader, line);
  if (!reader.damaged) fault(reader, 'text', offset);
};

const atTop = (reader: Reader, byte: number): void => {
  if (isOpening(byte)) {
    if (!lineValue(reader)) oneValue(reader);
  } else if (isFiller(byte) || (reader.damaged && (byte === CLOSE_LIST || byte === CLOSE_OBJECT)))
    reader.window.advance(1);
  else text(reader);
};

/** As many elements of a list as make a batch: one call of the parser for all of them. */
const batchEnd = ({ window, levels }: Reader, stop: number): number => {
  const { bytes, start, end } = window;
  let last = start;
  for (let at = start; at < stop;) {
    const extent = extentOf(levels, bytes, at, end);
    if (extent < 0) break;
    last = extent;
    const comma = skipSpaces(bytes, extent, end);
    if (bytes[comma] !== COMMA) break;
    at = skipSpaces(bytes, comma + 1, end);
    if (at >= end || bytes[at] !== OPEN_OBJECT) break;
  }
  return last;
};

const inList = (reader: Reader, byte: number): void => {
  const { window, limits } = reader;
  if (byte === COMMA) return window.advance(1);
  if (byte === CLOSE_LIST) return leave(reader);
  if (byte === CLOSE_OBJECT || byte === COLON) return unexpected(reader, byte);
  const { start, end, offset } = window;
  const furthest = window.ended ? end : end - limits.valueBytes;
  const last = batchEnd(reader, Math.min(furthest, start + BATCH_BYTES));
  const batch = last > start ? listOf(reader, start, last) : undefined;
  if (batch === undefined) return oneValue(reader);
  moveTo(reader, last);
  for (const value of batch) tell(reader, value, offset);
};

const listOf = ({ window }: Reader, from: number, to: number): readonly unknown[] | undefined => {
  try {
    const list: unknown = JSON.parse(`[${window.bytes.toString('utf8', from, to)}]`);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
};

const leave = (reader: Reader): void => {
  reader.window.advance(1);
  const left = reader.open.pop();
  // Nothing in it could have held records: it was one itself.
  if (left !== undefined && !left.hasLists) fault(reader, left.why, left.offset);
};

const inObject = (reader: Reader, byte: number): void => {
  const { window } = reader;
  if (byte === COMMA) return window.advance(1);
  if (byte === CLOSE_OBJECT) return leave(reader);
  if (byte !== QUOTE) return unexpected(reader, byte);
  const { bytes, start, end, offset } = window;
  const after = extentOf(reader.levels, bytes, start, end);
  if (after < 0) {
    if (after === UNFINISHED && window.ended) return moveTo(reader, end);
    return giveUpHere(reader, offset);
  }
  const colon = skipSpaces(bytes, after, end);
  if (colon === end) return moveTo(reader, end);
  if (bytes[colon] !== COLON) return giveUpHere(reader, offset);
  reader.member = bytes.toString('utf8', start + 1, Math.min(after - 1, start + 100));
  moveTo(reader, colon + 1);
};

const memberValue = (reader: Reader, byte: number): void => {
  const { window, member = '' } = reader;
  const outer = reader.open.at(-1);
  reader.member = undefined;
  const isList = byte === OPEN_LIST && LIST_NAMES.has(member);
  const opens = isList || (byte === OPEN_OBJECT && WRAPPER_NAMES.has(member));
  if (!opens || outer === undefined || reader.open.length >= MOST_OPEN) {
    reader.skip = beginSkip();
    return;
  }
  outer.hasLists = true;
  reader.open.push({ isList, offset: window.offset, why: outer.why, hasLists: isList });
  window.advance(1);
};

const next = (reader: Reader): void => {
  const { window } = reader;
  if (reader.skip !== undefined) {
    const outcome = skipOn(reader.skip, window);
    if (outcome === 'wrong') giveUpHere(reader, window.offset);
    else if (outcome === 'done') reader.skip = undefined;
    return;
  }
  if (reader.seeking) return seek(reader);
  const at = skipSpaces(window.bytes, window.start, window.end);
  if (at > window.start) return moveTo(reader, at);
  const byte = window.bytes[window.start] ?? 0;
  const open = reader.open.at(-1);
  if (open === undefined) return atTop(reader, byte);
  if (reader.member !== undefined) return memberValue(reader, byte);
  return open.isList ? inList(reader, byte) : inObject(reader, byte);
};

/** Everything that stands whole in the window, and what begins there and has enough behind it to be judged. */
const throughWindow = (reader: Reader): boolean => {
  const { window, limits } = reader;
  const before = window.offset;
  let room = window.end - window.start;
  while (room > 0 && (window.ended || room >= limits.valueBytes)) {
    next(reader);
    room = window.end - window.start;
    if (reader.faults > MOST_FAULTS && reader.values === 0) {
      reader.sink.damage('given-up', window.offset);
      return false;
    }
  }
  if (window.offset === before && room > 0) throw new Error('the reader does not move on');
  return true;
};

/**
 * Reads JSON values from bytes whatever holds them: one value, many one after another or one a line, behind other text or not, whole or
 * cut off. Lists that are larger than the window, or broken, are read element by element. Never throws for what it reads.
 */
export const readValues = async (
  window: ByteWindow,
  sink: ValueSink,
  limits: ReadingLimits = READING_LIMITS,
): Promise<void> => {
  const reader: Reader = {
    window,
    sink,
    limits,
    levels: createLevels(),
    open: [],
    member: undefined,
    skip: undefined,
    seeking: false,
    damaged: false,
    triedTo: 0,
    markerAt: -1,
    values: 0,
    faults: 0,
  };
  for (;;) {
    await window.fill();
    if (window.start === window.end) break;
    if (!throughWindow(reader)) return;
    await sink.pause?.();
  }
  if (reader.open.length > 0 || reader.skip !== undefined)
    reader.sink.damage('truncated', window.offset);
};
