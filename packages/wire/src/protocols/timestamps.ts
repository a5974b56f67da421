import type { TimestampFormat } from '../model/schema.ts';

/** Smithy 2.0, "timestampFormat trait". Undefined when the text is not in that format. */
export const parseTimestamp = (text: string, format: TimestampFormat): Date | undefined => {
  switch (format) {
    case 'date-time':
      return DATE_TIME.test(text) ? dateOf(Date.parse(text)) : undefined;
    case 'http-date':
      return HTTP_DATE.test(text) ? dateOf(Date.parse(text)) : undefined;
    case 'epoch-seconds':
      return EPOCH_SECONDS.test(text) ? epochSeconds(Number(text)) : undefined;
    default:
      return format satisfies never;
  }
};

export const epochSeconds = (seconds: number): Date | undefined =>
  dateOf(Math.round(seconds * 1000));

export const formatTimestamp = (date: Date, format: TimestampFormat): string => {
  switch (format) {
    case 'date-time':
      return date.toISOString().replace('.000Z', 'Z');
    case 'http-date':
      return date.toUTCString();
    case 'epoch-seconds':
      return String(date.getTime() / 1000);
    default:
      return format satisfies never;
  }
};

// RFC 3339 §5.6; RFC 9110 §5.6.7 (IMF-fixdate).
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})? GMT$/;
const EPOCH_SECONDS = /^-?\d{1,15}(?:\.\d{1,9})?(?:[eE][+-]?\d{1,2})?$/;

const dateOf = (milliseconds: number): Date | undefined => {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date;
};
