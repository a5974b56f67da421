import { isUtf8 } from 'node:buffer';
import { NumericValue } from '@smithy/core/serde';
import { MAX_DEPTH } from './json-text.ts';
import { emptyRecord } from './record.ts';
import { epochSeconds } from './timestamps.ts';
import { Unreadable } from './unreadable.ts';

/**
 * The value of a CBOR body (RFC 8949), with definite or indefinite lengths. Byte strings become bytes, tag 1 a Date,
 * tags 2 and 3 a bigint, tag 4 a NumericValue; undefined becomes null. No length is trusted beyond the bytes there are.
 * @throws Unreadable for anything else, for nesting deeper than MAX_DEPTH, and for bytes after the value
 */
export const parseCbor = (bytes: Uint8Array): unknown => {
  const reader = new CborReader(bytes);
  const value = reader.value(0);
  if (!reader.isAtEnd()) throw invalid();
  return value;
};

const INDEFINITE = -1;
const BREAK = 0xff;
/** Bytes of the longest big number; RFC 8949 §3.4.3 sets no limit. */
const MAX_BIG_NUMBER = 1024;

class CborReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth: number): unknown {
    if (depth > MAX_DEPTH) throw invalid();
    const initial = this.#byte();
    const minor = initial & 0x1f;
    switch (initial >> 5) {
      case 0:
        return narrowed(this.#argument(minor));
      case 1:
        return narrowed(-1n - BigInt(this.#argument(minor)));
      case 2:
        return this.#chunks(2, minor);
      case 3:
        return textOf(this.#chunks(3, minor));
      case 4:
        return this.#list(minor, depth);
      case 5:
        return this.#map(minor, depth);
      case 6:
        return this.#tagged(Number(this.#argument(minor)), depth);
      default:
        return this.#special(minor);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw invalid();
    this.#at += 1;
    return byte;
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw invalid();
    const from = this.#at;
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  /** Where a number of `size` bytes starts; the reader is then past it. */
  #skip(size: number): number {
    const from = this.#at;
    this.#take(size);
    return from;
  }

  #argument(minor: number): number | bigint {
    if (minor < 24) return minor;
    switch (minor) {
      case 24:
        return this.#byte();
      case 25:
        return this.#view.getUint16(this.#skip(2));
      case 26:
        return this.#view.getUint32(this.#skip(4));
      case 27:
        return this.#view.getBigUint64(this.#skip(8));
      default:
        throw invalid();
    }
  }

  /** The count of things to come, or INDEFINITE; each of them takes a byte at least. */
  #count(minor: number): number {
    if (minor === 31) return INDEFINITE;
    const count = Number(this.#argument(minor));
    if (count > this.#bytes.length - this.#at) throw invalid();
    return count;
  }

  #isBreak(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false;
    this.#at += 1;
    return true;
  }

  #chunks(major: number, minor: number): Uint8Array {
    const length = this.#count(minor);
    if (length !== INDEFINITE) return this.#take(length);
    const chunks: Uint8Array[] = [];
    while (!this.#isBreak()) {
      const initial = this.#byte();
      if (initial >> 5 !== major || (initial & 0x1f) === 31) throw invalid();
      chunks.push(this.#take(this.#count(initial & 0x1f)));
    }
    return Buffer.concat(chunks);
  }

  #list(minor: number, depth: number): readonly unknown[] {
    const count = this.#count(minor);
    const list: unknown[] = [];
    while (count === INDEFINITE ? !this.#isBreak() : list.length < count) {
      list.push(this.value(depth + 1));
    }
    return list;
  }

  #map(minor: number, depth: number): Readonly<Record<string, unknown>> {
    const count = this.#count(minor);
    const map = emptyRecord();
    for (let read = 0; count === INDEFINITE ? !this.#isBreak() : read < count; read += 1) {
      const key = this.value(depth + 1);
      // RFC 8949 §5.6: a map with duplicate keys is not valid.
      if (typeof key !== 'string' || Object.hasOwn(map, key)) throw invalid();
      map[key] = this.value(depth + 1);
    }
    return map;
  }

  #tagged(tag: number, depth: number): unknown {
    const value = this.value(depth + 1);
    switch (tag) {
      case 1: {
        const date = typeof value === 'number' ? epochSeconds(value) : undefined;
        if (date === undefined) throw invalid();
        return date;
      }
      case 2:
        return bigNumber(value);
      case 3:
        return -1n - bigNumber(value);
      case 4:
        return decimalFraction(value);
      default:
        // RFC 8949 §3.4: a tag that is not understood leaves its content as it is.
        return value;
    }
  }

  #special(minor: number): unknown {
    switch (minor) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#view.getUint16(this.#skip(2)));
      case 26:
        return this.#view.getFloat32(this.#skip(4));
      case 27:
        return this.#view.getFloat64(this.#skip(8));
      default:
        throw invalid();
    }
  }
}

const invalid = (): Unreadable =>
  new Unreadable('Could not parse request body into cbor.', 'syntax');

const narrowed = (value: number | bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

const textOf = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) throw invalid();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
};

const bigNumber = (value: unknown): bigint => {
  if (!(value instanceof Uint8Array) || value.length > MAX_BIG_NUMBER) throw invalid();
  return value.length === 0 ? 0n : BigInt(`0x${Buffer.from(value).toString('hex')}`);
};

/** RFC 8949 §3.4.4: `[exponent, mantissa]`, mantissa × 10^exponent. */
const decimalFraction = (value: unknown): NumericValue => {
  const [exponent, mantissa, ...more]: readonly unknown[] = Array.isArray(value) ? value : [];
  const isWhole = typeof mantissa === 'number' || typeof mantissa === 'bigint';
  if (typeof exponent !== 'number' || !isWhole || more.length > 0) throw invalid();
  if (
    !Number.isSafeInteger(exponent) ||
    (typeof mantissa === 'number' && !Number.isSafeInteger(mantissa))
  ) {
    throw invalid();
  }
  return new NumericValue(decimalText(mantissa, exponent), 'bigDecimal');
};

/** Plain digits where few zeros are needed, an exponent otherwise, so that no exponent makes a long text. */
const decimalText = (mantissa: number | bigint, exponent: number): string => {
  const negative = mantissa < 0;
  const digits = String(mantissa).replace('-', '');
  const sign = negative ? '-' : '';
  if (exponent > 0 || exponent < -400) return `${sign}${digits}e${exponent}`;
  if (exponent === 0) return `${sign}${digits}`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
};

const halfFloat = (bits: number): number => {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
};
