/** ASFF, "Timestamps": RFC 3339 section 5.6, at most nanoseconds. */
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:?\d{2})$/;

const COLONLESS_OFFSET = /[+-]\d{4}$/;

/** Milliseconds since 1970, or undefined for what is no RFC 3339 timestamp. */
export const instantOf = (text: string): number | undefined => {
  if (text.length > 40) return undefined;
  const usual = usualInstant(text);
  if (usual !== undefined) return usual;
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return undefined;
  const day = Number(parts[3]);
  // Date.parse lets 31 February be a day of March.
  if (day > 28 && day > daysIn(Number(parts[1]), Number(parts[2]))) return undefined;
  const spelled = COLONLESS_OFFSET.test(text) ? `${text.slice(0, -2)}:${text.slice(-2)}` : text;
  const time = Date.parse(spelled.toUpperCase());
  return Number.isNaN(time) ? undefined : time;
};

// Findings have half a dozen times each, nearly all spelled `2026-03-01T10:00:00.000Z`: a pattern costs five times this.
const usualInstant = (text: string): number | undefined => {
  if (text.length !== 24 || text[23] !== 'Z' || text[19] !== '.') return undefined;
  if (text[4] !== '-' || text[7] !== '-' || text[10] !== 'T') return undefined;
  if (text[13] !== ':' || text[16] !== ':') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  // Only days that every month has; the pattern judges the others. NaN is within no bounds.
  const isDay = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isDay || !(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20, 3));
  return Number.isNaN(time) ? undefined : time;
};

/** NaN when one is none. */
const digits = (text: string, at: number, count: number): number => {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};
