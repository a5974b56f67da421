const ZERO = 48;

/** Milliseconds of an ISO 8601 basic time such as `20261125T093000Z`, or undefined when it is not one. */
export const parseBasicTime = (text: string): number | undefined => {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined;
  const year = number(text, 0, 4);
  const month = number(text, 4, 6);
  const day = number(text, 6, 8);
  const hour = number(text, 9, 11);
  const minute = number(text, 11, 13);
  const second = number(text, 13, 15);
  const isInRange =
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  // Date.UTC would carry 31 November over into December.
  return isInRange && day <= daysOf(year, month)
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : undefined;
};

const daysOf = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** The other direction, to the second. */
export const formatBasicTime = (milliseconds: number): string => {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`;
};

/** `Wed, 25 Nov 2026 09:30:00 GMT` (RFC 9110 §5.6.7, the preferred form) as a basic time. */
export const httpDateToBasic = (text: string): string | undefined => {
  if (text.length !== 29 || !text.endsWith(' GMT')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : formatBasicTime(time);
};

// NaN when a character is no digit, which fails every comparison above.
const number = (text: string, from: number, to: number): number => {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
};
