/** A set of small numbers. All that meet must have the same size. */
export type Bits = Uint32Array;

const WORD = 32;

export const wordsFor = (size: number): number => Math.max(1, Math.ceil(size / WORD));

export const bitsOf = (words: number, members: Iterable<number>): Bits => {
  const bits = new Uint32Array(words);
  for (const member of members) setBit(bits, member);
  return bits;
};

export const setBit = (bits: Bits, at: number): void => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) | (1 << (at & 31));
};

export const clearBit = (bits: Bits, at: number): void => {
  bits[at >>> 5] = (bits[at >>> 5] ?? 0) & ~(1 << (at & 31));
};

export const isEmptyBits = (bits: Bits): boolean => bits.every((word) => word === 0);

export const intersects = (a: Bits, b: Bits): boolean => {
  for (let at = 0; at < a.length; at += 1) if (((a[at] ?? 0) & (b[at] ?? 0)) !== 0) return true;
  return false;
};

export const removeBits = (from: Bits, removed: Bits): void => {
  for (let at = 0; at < from.length; at += 1) from[at] = (from[at] ?? 0) & ~(removed[at] ?? 0);
};

export const addBits = (to: Bits, added: Bits): void => {
  for (let at = 0; at < to.length; at += 1) to[at] = (to[at] ?? 0) | (added[at] ?? 0);
};

/** Keeps of `of` the members that are not in `among` or are in `kept`. */
export const retainBits = (of: Bits, among: Bits, kept: Bits): void => {
  for (let at = 0; at < of.length; at += 1)
    of[at] = (of[at] ?? 0) & (~(among[at] ?? 0) | (kept[at] ?? 0));
};

export const membersOf = (bits: Bits): readonly number[] => {
  const members: number[] = [];
  for (let at = 0; at < bits.length; at += 1)
    for (let word = bits[at] ?? 0; word !== 0; word &= word - 1)
      members.push(at * WORD + (31 - Math.clz32(word & -word)));
  return members;
};

/** One copy of every distinct set, found by its content. */
export class BitsTable<Value> {
  private readonly buckets = new Map<number, { readonly bits: Bits; readonly value: Value }[]>();

  intern(bits: Bits, salt: number, make: () => Value): Value {
    const hash = hashOf(bits, salt);
    const bucket = this.buckets.get(hash) ?? [];
    const known = bucket.find((entry) => sameBits(entry.bits, bits));
    if (known !== undefined) return known.value;
    const value = make();
    bucket.push({ bits, value });
    this.buckets.set(hash, bucket);
    return value;
  }

  clear(): void {
    this.buckets.clear();
  }
}

const hashOf = (bits: Bits, salt: number): number => {
  let low = salt | 0;
  let high = 0x9e3779b9;
  for (let at = 0; at < bits.length; at += 1) {
    low = Math.imul(low ^ (bits[at] ?? 0), 0x01000193);
    high = Math.imul(high ^ low, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
};

const sameBits = (a: Bits, b: Bits): boolean => {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
};
