import { NumericValue } from '@smithy/core/serde';
import type { Member, TimestampFormat } from '../model/schema.ts';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';
import { Unreadable } from './unreadable.ts';

/** A scalar that travels as text: form parameters, XML, headers, labels, query strings. */
export const readText = (
  { schema, traits }: Member,
  text: string,
  defaultFormat: TimestampFormat,
): unknown => {
  switch (schema.kind) {
    case 'string':
      return text;
    case 'boolean':
      return readBoolean(text);
    case 'number':
      return readNumber(text);
    case 'timestamp': {
      const date = parseTimestamp(text, traits.timestampFormat ?? defaultFormat);
      if (date === undefined) throw new Unreadable('timestamp must follow ISO8601');
      return date;
    }
    case 'blob':
      return readBase64(text);
    case 'bigInteger':
      return readBigInteger(text);
    case 'bigDecimal':
      return readBigDecimal(text);
    case 'document':
    case 'list':
    case 'map':
    case 'structure':
    case 'union':
    case 'unit':
      throw new Unreadable('Unexpected complex element termination');
    default:
      return schema satisfies never;
  }
};

export const writeText = (
  { schema, traits }: Member,
  value: unknown,
  defaultFormat: TimestampFormat,
): string => {
  if (value instanceof Date) return formatTimestamp(value, traits.timestampFormat ?? defaultFormat);
  if (value instanceof Uint8Array) return base64(value);
  if (schema.kind === 'blob' && typeof value === 'string') return base64(Buffer.from(value));
  if (value instanceof NumericValue) return value.string;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  throw new Error(`a ${typeof value} stands where the model has a ${schema.kind}`);
};

/** Bytes of standard base64 with padding (RFC 4648 §4); anything else is refused. */
export const readBase64 = (text: string): Uint8Array => {
  if (text.length % 4 !== 0 || !BASE64.test(text)) {
    throw new Unreadable('The value can not be converted to a Blob: it is not base64');
  }
  return Buffer.from(text, 'base64');
};

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export const readBigInteger = (text: string): bigint => {
  if (text.length > MAX_DIGITS || !/^-?\d+$/.test(text)) {
    throw new Unreadable('The value can not be converted to a BigInteger');
  }
  return BigInt(text);
};

export const readBigDecimal = (text: string): NumericValue => {
  if (text.length > MAX_DIGITS || !DECIMAL.test(text)) {
    throw new Unreadable('The value can not be converted to a BigDecimal');
  }
  return new NumericValue(text, 'bigDecimal');
};

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DECIMAL = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,9})?$/;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Digits of the longest number we read; a number of a megabyte would cost seconds. */
export const MAX_DIGITS = 4096;

const readBoolean = (text: string): boolean => {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  if (text === '') throw new Unreadable('missing value for boolean type');
  throw new Unreadable('boolean must follow xsd1.1 definition');
};

const readNumber = (text: string): number => {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return Number(text);
  if (text.length > MAX_DIGITS || !NUMBER.test(text)) {
    throw new Unreadable('number must follow xsd1.1 definition');
  }
  return Number(text);
};
