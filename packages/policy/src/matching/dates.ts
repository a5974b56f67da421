// https://www.w3.org/TR/NOTE-datetime, the forms of ISO 8601 that IAM names; a date alone is midnight UTC.
const ISO_8601 =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/;
const EPOCH_SECONDS = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/** Milliseconds since the epoch of an ISO 8601 date or a number of epoch *seconds*; four digits are a year. */
export const parseInstant = (text: string): number | undefined => {
  const parts = ISO_8601.exec(text);
  if (parts !== null) return isoInstant(parts);
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
};

const isoInstant = (parts: RegExpExecArray): number | undefined => {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const leapSecond = second === 60;
  if (month < 1 || month > 12 || hour > 24 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // The 31st of a shorter month would silently become the first of the next one.
  if (date.getUTCMonth() !== month - 1 || day < 1) return undefined;
  date.setUTCHours(hour, minute, leapSecond ? 59 : second);
  const fraction = Number(`0.${parts[7] ?? '0'}`) * 1000;
  return date.getTime() + fraction - zoneOffset(parts[8] ?? 'Z');
};

const zoneOffset = (zone: string): number => {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
};
