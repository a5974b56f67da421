import { numberMany, numberMeaningless, numberOverflow, numberUnderflow } from '../errors.ts';

/**
 * A number of DynamoDB: up to 38 significant digits, exact. Its value is 0.d1d2d3… × 10^exponent, the digits without zeros at
 * either end; zero has none.
 */
export interface Decimal {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly exponent: number;
}

const ZERO: Decimal = { sign: 0, digits: '', exponent: 0 };
const MOST_DIGITS = 38;
// Magnitudes of 1E-130 to 9.99…E+125 (DynamoDB Developer Guide, "Numbers"); here the point stands before the first digit.
const LARGEST_EXPONENT = 126;
const SMALLEST_EXPONENT = -129;
const FORM = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/;
const MOST_EXPONENT_DIGITS = 9;

const firstSignificant = (digits: string): number => {
  let at = 0;
  while (at < digits.length && digits.charCodeAt(at) === 48) at += 1;
  return at;
};

const lastSignificant = (digits: string): number => {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return end;
};

const normalized = (negative: boolean, digits: string, exponent: number): Decimal => {
  const from = firstSignificant(digits);
  const end = lastSignificant(digits);
  if (from >= end) return ZERO;
  return { sign: negative ? -1 : 1, digits: digits.slice(from, end), exponent: exponent - from };
};

/** @throws ValidationException for what DynamoDB cannot store */
const inRange = (decimal: Decimal): Decimal => {
  if (decimal.sign === 0) return decimal;
  if (decimal.exponent > LARGEST_EXPONENT) throw numberOverflow();
  if (decimal.exponent < SMALLEST_EXPONENT) throw numberUnderflow();
  if (decimal.digits.length > MOST_DIGITS) throw numberMany();
  return decimal;
};

const exponentOf = (text: string | undefined): number => {
  if (text === undefined) return 0;
  const from = firstSignificant(text.replace(/^[+-]/, ''));
  // Far outside of what can be stored: how far does not matter.
  if (text.length - from > MOST_EXPONENT_DIGITS)
    return text.startsWith('-') ? -1_000_000_000 : 1_000_000_000;
  return Number(text);
};

/** @throws ValidationException for what is no number, or none that DynamoDB can store */
export const parseDecimal = (text: string): Decimal => {
  const found = FORM.exec(text);
  if (text === '') throw numberMeaningless(undefined);
  const [, sign, whole = '', fraction = '', exponent] = found ?? [];
  if (found === null || (whole === '' && fraction === '')) throw numberMeaningless(text);
  return inRange(normalized(sign === '-', whole + fraction, whole.length + exponentOf(exponent)));
};

/** As DynamoDB answers it: without an exponent, however long that is. */
export const decimalText = ({ sign, digits, exponent }: Decimal): string => {
  if (sign === 0) return '0';
  const before = sign < 0 ? '-' : '';
  if (exponent <= 0) return `${before}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return `${before}${digits.padEnd(exponent, '0')}`;
  return `${before}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
};

const compareMagnitudes = (left: Decimal, right: Decimal): number => {
  if (left.exponent !== right.exponent) return left.exponent - right.exponent;
  if (left.digits === right.digits) return 0;
  return left.digits < right.digits ? -1 : 1;
};

export const compareDecimals = (left: Decimal, right: Decimal): number => {
  if (left.sign !== right.sign) return left.sign - right.sign;
  return left.sign < 0 ? compareMagnitudes(right, left) : compareMagnitudes(left, right);
};

const asInteger = ({ sign, digits, exponent }: Decimal, lowest: number): bigint => {
  if (sign === 0) return 0n;
  const value = BigInt(digits) * 10n ** BigInt(exponent - digits.length - lowest);
  return sign < 0 ? -value : value;
};

/** The exact sum. @throws ValidationException where it has more digits than DynamoDB keeps */
export const addDecimals = (left: Decimal, right: Decimal): Decimal => {
  const lowest = Math.min(
    left.exponent - left.digits.length,
    right.exponent - right.digits.length,
    0,
  );
  const sum = asInteger(left, lowest) + asInteger(right, lowest);
  const digits = String(sum < 0n ? -sum : sum);
  return inRange(normalized(sum < 0n, digits, digits.length + lowest));
};

export const negated = (decimal: Decimal): Decimal => ({
  ...decimal,
  sign: decimal.sign === 0 ? 0 : decimal.sign < 0 ? 1 : -1,
});

const NEGATIVE = 1;
const NOTHING = 2;
const POSITIVE = 3;
const BIAS = 129;

/**
 * Bytes that sort as the numbers do: sign, exponent, pairs of digits; those of a negative number are turned over and end with
 * what is greater than any pair, because of two the one with more digits is the lesser.
 */
export const sortableDecimal = ({ sign, digits, exponent }: Decimal): Buffer => {
  if (sign === 0) return Buffer.from([NOTHING]);
  const pairs = Math.ceil(digits.length / 2);
  const bytes = Buffer.alloc(sign < 0 ? pairs + 3 : pairs + 2);
  bytes[0] = sign < 0 ? NEGATIVE : POSITIVE;
  bytes[1] = sign < 0 ? 255 - (exponent + BIAS) : exponent + BIAS;
  for (let pair = 0; pair < pairs; pair += 1) {
    const value = Number(digits.slice(2 * pair, 2 * pair + 2).padEnd(2, '0')) + 1;
    bytes[pair + 2] = sign < 0 ? 255 - value : value;
  }
  if (sign < 0) bytes[pairs + 2] = 255;
  return bytes;
};

/** Bytes that DynamoDB counts for it: about one for two digits, and one (Developer Guide, "DynamoDB item sizes and formats"). */
export const decimalSize = ({ sign, digits }: Decimal): number =>
  Math.ceil(digits.length / 2) + (sign < 0 ? 2 : 1);
