import { InexactNumber } from './model.ts';

/** Sign, digits without zeros at either end, and the power of ten behind them. */
const decimal = (text: string): string => {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = trimZeros(digits);
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length - (digits.length - significant.length));
  return `${sign}${significant}e${power}`;
};

const trimZeros = (digits: string): string => {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end -= 1;
  return digits.slice(0, end);
};

const LONGEST_EXPONENT = 20;

/**
 * The double that a JSON number means, if the shortest way to write that double is the same decimal number. AWS
 * compares others as text: 9007199254740993 is not 9007199254740992, though both are one double.
 */
export const exactNumber = (text: string): number | undefined => {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const exponent = text.toLowerCase().split('e')[1] ?? '';
  if (exponent.length > LONGEST_EXPONENT) return undefined;
  return decimal(text) === decimal(String(value)) ? value + 0 : undefined;
};

export const numberOrText = (text: string): number | InexactNumber =>
  exactNumber(text) ?? new InexactNumber(text);
