/** A time, which is shown as one and counts as milliseconds since 1970. */
export class Instant {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }
}

export type Value = string | number | boolean | Instant | JsonObject | JsonArray | undefined;
export interface JsonObject {
  readonly [name: string]: unknown;
}
export type JsonArray = readonly unknown[];

const LONGEST_NUMBER = 64;
const NUMBER = /^\s*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*$/;
const FIRST_OF_NUMBER = /[-+.0-9\s]/;
/** Beyond this, digits after the point say nothing; CloudWatch Logs shows four. */
const DECIMALS = 4;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Instant);

/** What JSON holds, as a value; null is no value. */
export const fromJson = (value: unknown): Value => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      if (Array.isArray(value)) return value;
      return isObject(value) ? value : undefined;
  }
};

export const numericText = (text: string): number | undefined => {
  if (text.length === 0 || text.length > LONGEST_NUMBER) return undefined;
  if (!FIRST_OF_NUMBER.test(text.charAt(0)) || !NUMBER.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
};

export const toNumber = (value: Value): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return numericText(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value instanceof Instant ? value.at : undefined;
};

const two = (part: number): string => String(part).padStart(2, '0');

const shownTime = (at: number): string => {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${time}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`;
};

const shownNumber = (number: number): string => {
  if (!Number.isFinite(number)) return String(number);
  if (Number.isInteger(number))
    return Math.abs(number) < 1e21 ? String(number) : BigInt(number).toString();
  const rounded = Number(number.toFixed(DECIMALS));
  // What is smaller than any digit shown is not nothing.
  return rounded === 0 ? String(number) : String(rounded);
};

/** As functions on texts see it. */
export const toText = (value: Value): string | undefined => {
  if (typeof value === 'string') return value;
  if (value === undefined) return undefined;
  if (typeof value === 'number') return shownNumber(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return value instanceof Instant ? shownTime(value.at) : JSON.stringify(value);
};

const TRUTHS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

export const isTrue = (value: Value): boolean => {
  if (typeof value === 'boolean') return value;
  if (value === undefined) return false;
  if (typeof value === 'string')
    return value !== '' && value !== '0' && value.toLowerCase() !== 'false';
  return toNumber(value) !== 0;
};

const withTruths = (value: Value): number | undefined =>
  toNumber(value) ?? (typeof value === 'string' ? TRUTHS.get(value.toLowerCase()) : undefined);

const ofTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Negative, zero or positive; undefined where one of them is missing. Numbers are compared as numbers, also in texts. */
export const compare = (a: Value, b: Value): number | undefined => {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    const [x, y] = [numericText(a), numericText(b)];
    return x === undefined || y === undefined ? ofTexts(a, b) : x - y;
  }
  const isTruth = typeof a === 'boolean' || typeof b === 'boolean';
  const x = isTruth ? withTruths(a) : toNumber(a);
  const y = isTruth ? withTruths(b) : toNumber(b);
  if (x !== undefined && y !== undefined) return x - y;
  return ofTexts(toText(a) ?? '', toText(b) ?? '');
};

/** As `compare`, but texts equal only the same text. */
export const areEqual = (a: Value, b: Value): boolean => {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return compare(a, b) === 0;
};

const CHUNK = /[0-9]+|[^0-9]+/g;
const LONGEST_SORTED = 1024;

const byChunks = (a: string, b: string): number => {
  const left = a.slice(0, LONGEST_SORTED).match(CHUNK) ?? [];
  const right = b.slice(0, LONGEST_SORTED).match(CHUNK) ?? [];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [x = '', y = ''] = [left[at], right[at]];
    const areDigits = /^[0-9]/.test(x) && /^[0-9]/.test(y);
    const order = areDigits && x.length !== y.length ? x.length - y.length : ofTexts(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || ofTexts(a, b);
};

/**
 * The order of `sort` (CloudWatch Logs User Guide, "sort"): what is missing, then texts by their chunks of digits and
 * others, then numbers.
 */
export const sortOrder = (a: Value, b: Value): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (x !== undefined || y !== undefined) return x === undefined ? -1 : 1;
  return byChunks(toText(a) ?? '', toText(b) ?? '');
};
