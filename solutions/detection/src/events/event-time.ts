const DAY_MS = 86_400_000;
const ZERO = 48;

const pair = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

/** Milliseconds since 1970 of `2026-11-25T10:00:00Z`, as every record of CloudTrail has it; NaN for other forms. */
const usual = (text: string): number => {
  if (text.length !== 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(19) !== 90)
    return Number.NaN;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 28)) return Number.NaN;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  return daysOf(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000;
};

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
const daysOf = (year: number, month: number, day: number): number => {
  // The year is taken to begin in March, so that the day which some years lack is its last.
  const march = month > 2 ? year : year - 1;
  const era = Math.floor(march / 400);
  const yearOfEra = march - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

const LOCAL = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)$/;
const NUMBER = /^\d{1,14}(?:\.\d{1,9})?$/;
// Seconds up to the year 5138, milliseconds from 1973 on.
const FEWEST_MILLISECONDS = 1e11;
const LATEST = 8.64e15;

const ofNumber = (value: number): number =>
  Math.round(value < FEWEST_MILLISECONDS ? value * 1000 : value);

/**
 * Milliseconds since 1970 of a time in any form in which exports carry it: RFC 3339 with or without an offset (then UTC), seconds or
 * milliseconds since 1970, `Feb 19, 2026 9:31:44 AM`. Undefined for what is no time.
 */
export const timeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') {
    const at = usual(value);
    return at === at ? at : otherwise(value);
  }
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < LATEST)
    return ofNumber(value);
  return undefined;
};

const otherwise = (text: string): number | undefined => {
  if (text.length > 64) return undefined;
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return ofNumber(Number(trimmed));
  const local = LOCAL.exec(trimmed);
  const at = Date.parse(local === null ? trimmed : `${local[1]}T${local[2]}Z`);
  return Number.isNaN(at) ? undefined : at;
};
