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
  const longNumbers = hasLongNumbers(body);
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    // Looking at each value costs several times the parsing itself: only where a number is long enough to need it.
    const value: unknown = exact && longNumbers ? JSON.parse(text, reviveNumber) : JSON.parse(text);
    return value;
  } catch (cause) {
    // The parser's own message quotes the body, which may hold a secret.
    if (cause instanceof SyntaxError) throw new Unreadable(REFUSED, 'syntax');
    throw cause;
  }
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const POINT = 0x2e;
/** So many digits always fit, as long as there is no exponent. */
const SURE_DIGITS = 15;

/**
 * Whether there may be a number that JavaScript cannot hold.
 * @throws Unreadable for what nests deeper than MAX_DEPTH
 */
const hasLongNumbers = (body: Uint8Array): boolean => {
  let depth = 0;
  let digits = 0;
  let isLong = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if ((byte >= 0x30 && byte <= 0x39) || byte === POINT) {
      digits += 1;
      if (digits > SURE_DIGITS) isLong = true;
      continue;
    }
    if (digits > 0) {
      // An exponent, 1e400.
      if (byte === 0x65 || byte === 0x45) isLong = true;
      digits = 0;
    }
    if (byte === QUOTE) at = endOfString(body, at + 1);
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new Unreadable(REFUSED, 'syntax');
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return isLong;
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
