import { isUtf8 } from 'node:buffer';
import { NumericValue } from '@smithy/core/serde';
import { MAX_DIGITS } from './text-value.ts';
import { Unreadable } from './unreadable.ts';

/** Arrays and objects inside one another; deeper than any AWS shape, shallow enough for every recursive walk. */
export const MAX_DEPTH = 256;

const REFUSED = 'Could not parse request body into json.';

/**
 * The value of a JSON body. With `exact`, a number that JavaScript cannot hold becomes a bigint or NumericValue.
 * @throws Unreadable for what is not JSON in UTF-8 or nests deeper than MAX_DEPTH
 */
export const parseJson = (body: Uint8Array, exact: boolean): unknown => {
  if (!isUtf8(body)) throw new Unreadable(REFUSED, 'syntax');
  if (body.length > MAX_DEPTH && nestsTooDeep(body)) throw new Unreadable(REFUSED, 'syntax');
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    // Looking at each value costs several times the parsing itself: only where a number is long enough to need it.
    const value: unknown =
      exact && LONG_NUMBER.test(text) ? JSON.parse(text, reviveNumber) : JSON.parse(text);
    return value;
  } catch (cause) {
    // The parser's own message quotes the body, which may hold a secret.
    if (cause instanceof SyntaxError) throw new Unreadable(REFUSED, 'syntax');
    throw cause;
  }
};

/**
 * Whether there may be a number that JavaScript cannot hold: fifteen digits without an exponent always fit. What looks
 * like one inside a text does no harm.
 */
const LONG_NUMBER = /(?:^|[\s:,[])-?(?:[\d.]{16}|[\d.]{1,15}[eE])/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const nestsTooDeep = (body: Uint8Array): boolean => {
  let depth = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at + 1);
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
};

const endOfString = (body: Uint8Array, from: number): number => {
  let at = from;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
};

const reviveNumber = (
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown => {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || source === String(value)) return value;
  if (source.length > MAX_DIGITS) throw new Unreadable('The number has too many digits');
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  return isSameNumber(source, value) ? value : new NumericValue(source, 'bigDecimal');
};

/** Whether writing the number again, in any notation, loses no digit of the source. */
const isSameNumber = (source: string, value: number): boolean =>
  Number.isFinite(value) && significantDigits(source) === significantDigits(String(value));

const significantDigits = (number: string): string => {
  const digits = (number.split(/e/i, 1)[0] ?? '').replace(/^-/, '').replace('.', '');
  return digits.replace(/^0+/, '').replace(/0+$/, '');
};
