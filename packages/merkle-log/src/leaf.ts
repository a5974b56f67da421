/** What every entry says, as JSON with members in code-unit order; the rest is `actor`, `type`, `data` and perhaps `requestId`. */
export interface EntryHead {
  /** Its place in the log, from 0. */
  readonly sequence: number;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

/** Longest entry, in UTF-8 bytes. */
export const LONGEST_LEAF = 65_536;

/** Undefined where the text is no entry of a log. */
export const parseEntryHead = (line: string): EntryHead | undefined => {
  // A character takes at most three bytes of UTF-8 per code unit, and at least one.
  if (line.length > LONGEST_LEAF) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const sequence = Object.hasOwn(value, 'sequence') ? Reflect.get(value, 'sequence') : undefined;
  const at = Object.hasOwn(value, 'at') ? Reflect.get(value, 'at') : undefined;
  return Number.isSafeInteger(sequence) && sequence >= 0 && Number.isSafeInteger(at)
    ? { sequence, at }
    : undefined;
};
