import { crc32 } from 'node:zlib';

/** A checksum that grows with what it is given. */
export interface Running {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const TABLES = 8;

/** Tables for eight bytes at a time, each value in two halves of 32 bits; reflected polynomials. */
const tablesOf = (
  high: number,
  low: number,
): { readonly highs: Uint32Array; readonly lows: Uint32Array } => {
  const highs = new Uint32Array(256 * TABLES);
  const lows = new Uint32Array(256 * TABLES);
  for (let byte = 0; byte < 256; byte += 1) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (l & 1) === 1;
      l = (l >>> 1) | ((h & 1) << 31);
      h >>>= 1;
      if (isOdd) [h, l] = [h ^ high, l ^ low];
    }
    highs[byte] = h;
    lows[byte] = l;
  }
  for (let at = 256; at < 256 * TABLES; at += 1) {
    const [h, l] = [highs[at - 256] ?? 0, lows[at - 256] ?? 0];
    const index = l & 0xff;
    highs[at] = (h >>> 8) ^ (highs[index] ?? 0);
    lows[at] = ((l >>> 8) | (h << 24)) ^ (lows[index] ?? 0);
  }
  return { highs, lows };
};

/** Every index is within: there is no entry that is not there. */
const at = (table: Uint32Array, index: number): number => table[index] ?? 0;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** CRC-64/NVME (NVM Express Command Set Specification, "64b CRC"), reflected, in and out inverted. */
const createCrc64 = (): ((
  state: readonly [number, number],
  bytes: Uint8Array,
) => [number, number]) => {
  const { highs, lows } = tablesOf(0x9a6c9329, 0xac4bc9b5);
  return ([highStart, lowStart], bytes) => {
    let high = highStart;
    let low = lowStart;
    let index = 0;
    const view = viewOf(bytes);
    for (; index + 8 <= bytes.length; index += 8) {
      const l = low ^ view.getUint32(index, true);
      const h = high ^ view.getUint32(index + 4, true);
      const a = 1792 + (l & 0xff);
      const b = 1536 + ((l >>> 8) & 0xff);
      const c = 1280 + ((l >>> 16) & 0xff);
      const d = 1024 + (l >>> 24);
      const e = 768 + (h & 0xff);
      const f = 512 + ((h >>> 8) & 0xff);
      const g = 256 + ((h >>> 16) & 0xff);
      const i = h >>> 24;
      high =
        at(highs, a) ^
        at(highs, b) ^
        at(highs, c) ^
        at(highs, d) ^
        at(highs, e) ^
        at(highs, f) ^
        at(highs, g) ^
        at(highs, i);
      low =
        at(lows, a) ^
        at(lows, b) ^
        at(lows, c) ^
        at(lows, d) ^
        at(lows, e) ^
        at(lows, f) ^
        at(lows, g) ^
        at(lows, i);
    }
    for (; index < bytes.length; index += 1) {
      const entry = (low ^ view.getUint8(index)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ at(lows, entry);
      high = (high >>> 8) ^ at(highs, entry);
    }
    return [high, low];
  };
};

/** CRC-32C (RFC 9260 appendix A), reflected, in and out inverted. */
const createCrc32c = (): ((state: number, bytes: Uint8Array) => number) => {
  const table = new Uint32Array(256 * TABLES);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1)
      value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    table[byte] = value;
  }
  for (let index = 256; index < 256 * TABLES; index += 1) {
    const before = table[index - 256] ?? 0;
    table[index] = (before >>> 8) ^ (table[before & 0xff] ?? 0);
  }
  return (start, bytes) => {
    let crc = start;
    let index = 0;
    const view = viewOf(bytes);
    for (; index + 8 <= bytes.length; index += 8) {
      const low = crc ^ view.getUint32(index, true);
      const high = view.getUint32(index + 4, true);
      crc =
        at(table, 1792 + (low & 0xff)) ^
        at(table, 1536 + ((low >>> 8) & 0xff)) ^
        at(table, 1280 + ((low >>> 16) & 0xff)) ^
        at(table, 1024 + (low >>> 24)) ^
        at(table, 768 + (high & 0xff)) ^
        at(table, 512 + ((high >>> 8) & 0xff)) ^
        at(table, 256 + ((high >>> 16) & 0xff)) ^
        at(table, high >>> 24);
    }
    for (; index < bytes.length; index += 1)
      crc = (crc >>> 8) ^ at(table, (crc ^ view.getUint8(index)) & 0xff);
    return crc;
  };
};

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

/** What the zlib of Node computes. */
export const runningCrc32 = (): Running => {
  let state = 0;
  return {
    update: (bytes) => {
      state = crc32(bytes, state);
    },
    digest: () => word(state),
  };
};

const lazy = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

// Pure functions of nothing: made with their first use, for their tables take a moment.
const crc32c = lazy(createCrc32c);
const crc64 = lazy(createCrc64);

export const runningCrc32c = (): Running => {
  const step = crc32c();
  let state = -1;
  return {
    update: (bytes) => {
      state = step(state, bytes);
    },
    digest: () => word(~state),
  };
};

export const runningCrc64 = (): Running => {
  const step = crc64();
  let state: [number, number] = [-1, -1];
  return {
    update: (bytes) => {
      state = step(state, bytes);
    },
    digest: () => Buffer.concat([word(~state[0]), word(~state[1])]),
  };
};
