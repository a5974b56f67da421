const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A decimal number that keeps every digit: quotas and byte counts go beyond what a double can tell apart. */
export interface Decimal {
  readonly digits: bigint;
  /** The number is `digits` × 10^-`scale`. */
  readonly scale: number;
}

const MAX_DIGITS = 64;

export const parseDecimal = (text: string): Decimal | undefined => {
  if (text.length > MAX_DIGITS) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length - Number(exponent) };
};

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export const compareDecimals = (left: Decimal, right: Decimal): number => {
  const scale = Math.max(left.scale, right.scale);
  const difference = atScale(left, scale) - atScale(right, scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
};

const atScale = ({ digits, scale }: Decimal, wanted: number): bigint =>
  digits * 10n ** BigInt(wanted - scale);
