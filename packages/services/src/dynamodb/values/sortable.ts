import { hash } from 'node:crypto';
import type { KeyType } from '../model.ts';
import { parseDecimal, sortableDecimal } from './number.ts';
import type { Value } from './value.ts';

/** Bytes of a key's value that sort as DynamoDB sorts it; undefined for a value of another type. */
export const sortableBytes = (value: Value, type: KeyType): Buffer | undefined => {
  switch (type) {
    case 'S':
      return value.S === undefined ? undefined : Buffer.from(value.S);
    case 'N':
      return value.N === undefined ? undefined : sortableDecimal(parseDecimal(value.N));
    case 'B':
      return value.B === undefined ? undefined : Buffer.from(value.B);
    default:
      return type satisfies never;
  }
};

/** A partition, as rows name it. */
export interface Partition {
  /** Where it lies among 2^32 places: scans go through them in order, and segments are stretches of them. */
  readonly place: number;
  /** Of its key, which nobody needs to sort by: it is short, and says nothing of the key. */
  readonly hash: Uint8Array;
}

export const partitionOf = (key: Uint8Array): Partition => {
  const digest = hash('sha256', key, 'buffer');
  return { place: digest.readUInt32BE(0), hash: digest };
};

export const PLACES = 2 ** 32;

/** The first bytes after all that begin with these; undefined: there are none. */
export const afterPrefix = (prefix: Uint8Array): Buffer | undefined => {
  let end = prefix.length;
  while (end > 0 && prefix[end - 1] === 0xff) end -= 1;
  const last = prefix[end - 1];
  if (last === undefined) return undefined;
  const after = Buffer.from(prefix.subarray(0, end));
  after[end - 1] = last + 1;
  return after;
};
