/** ASFF, "Timestamps": RFC 3339 section 5.6, at most nanoseconds. */
const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:?\d{2})$/;

const COLONLESS_OFFSET = /[+-]\d{4}$/;

/** Milliseconds since 1970, or undefined for what is no RFC 3339 timestamp. */
export const instantOf = (text: string): number | undefined => {
  if (text.length > 40) return undefined;
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return undefined;
  const day = Number(parts[3]);
  // Date.parse lets 31 February be a day of March.
  if (day > 28 && day > daysIn(Number(parts[1]), Number(parts[2]))) return undefined;
  const spelled = COLONLESS_OFFSET.test(text) ? `${text.slice(0, -2)}:${text.slice(-2)}` : text;
  const time = Date.parse(spelled.toUpperCase());
  return Number.isNaN(time) ? undefined : time;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};
