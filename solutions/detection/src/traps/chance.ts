import { createHash } from 'node:crypto';

/** Choices that follow from a seed alone. */
export interface Chance {
  /** From 0 to below `limit`, which is at most 65,536. */
  below(limit: number): number;
  pick<Value>(values: readonly [Value, ...Value[]]): Value;
  bytes(length: number): Buffer;
  letters(alphabet: string, length: number): string;
}

const BLOCK = 32;

/** @param seed hexadecimal; who knows it knows every choice */
export const chanceFrom = (seed: string, purpose: string): Chance => {
  let block = Buffer.alloc(0);
  let at = BLOCK;
  let number = 0;

  const bytes = (length: number): Buffer => {
    const taken = Buffer.alloc(length);
    for (let index = 0; index < length; index += 1) {
      if (at >= block.length) {
        block = createHash('sha256').update(`${seed}/${purpose}/${number}`).digest();
        number += 1;
        at = 0;
      }
      taken[index] = block[at] ?? 0;
      at += 1;
    }
    return taken;
  };
  const below = (limit: number): number => {
    // Values past the last whole multiple would make some choices likelier than others.
    const most = 65_536 - (65_536 % limit);
    for (;;) {
      const value = bytes(2).readUInt16BE();
      if (value < most) return value % limit;
    }
  };
  return {
    bytes,
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
    letters: (alphabet, length) =>
      Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join(''),
  };
};
