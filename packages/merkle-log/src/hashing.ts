import { createHash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** RFC 9162 §2.1.1. The prefix keeps a leaf from passing for an inner node. */
export const leafHash = (leaf: string | Uint8Array): Hash =>
  createHash('sha256').update(LEAF).update(leaf).digest();

export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

/** The root of a log without entries. */
export const EMPTY_ROOT: Hash = createHash('sha256').digest();

export const sameHash = (left: Uint8Array, right: Uint8Array): boolean =>
  Buffer.compare(left, right) === 0;

/** Padded base64 of exactly one hash; undefined for any other text, also for another spelling of the same bytes. */
export const parseHash = (text: string): Hash | undefined => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === HASH_BYTES && bytes.toString('base64') === text ? bytes : undefined;
};

export const formatHash = (hash: Hash): string => Buffer.from(hash).toString('base64');
