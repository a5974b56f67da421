/** Rows of a set's bits are of this many bytes. */
const CHUNK = 512;

/**
 * A set in fixed space (Bloom, 1970): never forgets a member, and takes a stranger for one with a probability of
 * (1 - e^(-2n/m))^2 after n members in m bits: 1 % at n = m / 20. What it errs on is silence, never an alert.
 */
export interface BitSet {
  has(hash: number): boolean;
  /** False where it was (or seemed to be) in already. */
  add(hash: number): boolean;
  /** So full that its answers are worth nothing. */
  isFull(): boolean;
  /** Chunks that changed, and their bytes in base64; asked once each. */
  changes(): readonly (readonly [number, string])[];
  /** All chunks that were ever written. */
  chunks(): readonly number[];
  restore(chunk: number, text: string): void;
}

/** Mixes all bits into all (Stafford's variant 13 of the finalizer of MurmurHash3, cut to 32 bits). */
const mixed = (hash: number): number => {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
};

/** Of two or three hashes in order. */
export const hashedTogether = (first: number, second: number): number =>
  mixed(Math.imul(first, 0x9e3779b1) ^ second);

/** @param bits a power of two, at least 4096 */
export const createBitSet = (bits: number): BitSet => {
  const bytes = new Uint8Array(bits / 8);
  const mask = bits - 1;
  const changed = new Set<number>();
  const written = new Set<number>();
  let ones = 0;
  const set = (position: number): boolean => {
    const index = position >>> 3;
    const bit = 1 << (position & 7);
    const byte = bytes[index] ?? 0;
    if ((byte & bit) !== 0) return false;
    bytes[index] = byte | bit;
    ones++;
    changed.add(Math.floor(index / CHUNK));
    return true;
  };
  const isSet = (position: number): boolean =>
    ((bytes[position >>> 3] ?? 0) & (1 << (position & 7))) !== 0;
  return {
    has: (hash) => isSet(hash & mask) && isSet(mixed(hash) & mask),
    add: (hash) => {
      const first = set(hash & mask);
      return set(mixed(hash) & mask) || first;
    },
    isFull: () => ones > bits / 4,
    changes: () => {
      const all = [...changed].map((chunk): readonly [number, string] => [
        chunk,
        Buffer.from(bytes.subarray(chunk * CHUNK, (chunk + 1) * CHUNK)).toString('base64'),
      ]);
      for (const chunk of changed) written.add(chunk);
      changed.clear();
      return all;
    },
    chunks: () => [...written],
    restore: (chunk, text) => {
      bytes.set(Buffer.from(text, 'base64').subarray(0, CHUNK), chunk * CHUNK);
      written.add(chunk);
      ones = 0;
      for (const byte of bytes) {
        for (let rest = byte; rest !== 0; rest &= rest - 1) ones++;
      }
    },
  };
};
