import type { Subtree } from './frontier.ts';
import { type Hash, nodeHash, sameHash } from './hashing.ts';

/** Neighbouring entries, `to` not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const splitOf = (length: number): number => {
  let split = 1;
  while (split * 2 < length) split *= 2;
  return split;
};

/** The ranges whose roots prove that entry `index` is in the first `size`, the nearest first (RFC 9162 §2.1.3.1). */
export const inclusionRanges = (index: number, size: number): readonly Range[] => {
  requireWithin(index, size - 1);
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.toReversed();
};

/** The ranges whose roots prove that the first `first` entries are a beginning of the first `second` (§2.1.4.1). */
export const consistencyRanges = (first: number, second: number): readonly Range[] => {
  requireWithin(first, second);
  if (first === 0 || first === second) return [];
  const ranges: Range[] = [];
  let [from, to] = [0, second];
  // While nothing was split off on the left, the verifier knows the old root itself.
  let known = true;
  while (first !== to) {
    const middle = from + splitOf(to - from);
    if (first <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
      known = false;
    }
  }
  if (!known) ranges.push({ from, to });
  return ranges.toReversed();
};

/** The complete subtrees that a range of a proof consists of, the largest first; their fold is its root. */
export const subtreesOf = ({ from, to }: Range): readonly Subtree[] => {
  const subtrees: Subtree[] = [];
  let at = from;
  while (at < to) {
    let [level, width] = [0, 1];
    while (width * 2 <= to - at) [level, width] = [level + 1, width * 2];
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
};

export interface InclusionProof {
  readonly leaf: Hash;
  /** Of the entry, from 0. */
  readonly index: number;
  readonly size: number;
  readonly root: Hash;
  readonly proof: readonly Hash[];
}

/** RFC 9162 §2.1.3.2 */
export const provesInclusion = ({ leaf, index, size, root, proof }: InclusionProof): boolean => {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [at, last] = [index, size - 1];
  let hash = leaf;
  for (const other of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, other);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(hash, root);
};

export interface ConsistencyProof {
  readonly first: number;
  readonly firstRoot: Hash;
  readonly second: number;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}

/** RFC 9162 §2.1.4.2. An empty log is a beginning of every log. */
export const provesConsistency = (claim: ConsistencyProof): boolean => {
  const { first, firstRoot, second, secondRoot, proof } = claim;
  if (!isCount(first) || !isCount(second) || first > second) return false;
  if (first === second) return proof.length === 0 && sameHash(firstRoot, secondRoot);
  if (first === 0) return proof.length === 0;
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  if (start === undefined) return false;
  let [at, last] = [first - 1, second - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, now] = [start, start];
  for (const other of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, now] = [nodeHash(other, old), nodeHash(other, now)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      now = nodeHash(now, other);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameHash(old, firstRoot) && sameHash(now, secondRoot);
};

const half = (value: number): number => Math.floor(value / 2);

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const isPowerOfTwo = (value: number): boolean => {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
};

const requireWithin = (value: number, most: number): void => {
  if (!isCount(value) || value > most) {
    throw new RangeError(`${value} is not between 0 and ${most}`);
  }
};
