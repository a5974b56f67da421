import {
  consistencyRanges,
  EMPTY_FRONTIER,
  extendFrontier,
  foldPeaks,
  type Frontier,
  type Hash,
  inclusionRanges,
  type Range,
  rootOf,
  type Subtree,
  subtreesOf,
} from '@gatehouse/merkle-log';
import type { Tx } from '@gatehouse/store';
import { readHashes } from './repositories/leaves.ts';

/** Rows that every log of this size has are not there: somebody has removed them. */
export class MissingHashesError extends Error {
  override readonly name = 'MissingHashesError';

  constructor(level: number, position: number) {
    super(`the audit log lacks hashes of level ${level} from ${position} on`);
  }
}

// Every eighth level: a subtree in between is the fold of at most 128 stored hashes.
const STEP = 8;

/** Whether a completed subtree gets a row of its own. */
export const isStored = ({ level }: Subtree): boolean => level > 0 && level % STEP === 0;

const subtreeHash = async (tx: Tx, { level, index }: Subtree): Promise<Hash> => {
  const below = level - (level % STEP);
  const count = 2 ** (level - below);
  const hashes = await readHashes(tx, { level: below, index: index * count }, count);
  if (hashes.length !== count) {
    throw new MissingHashesError(below, index * count);
  }
  // Equal subtrees make a tree as leaves do.
  return rootOf(extendFrontier(EMPTY_FRONTIER, hashes).frontier);
};

const peaksOf = async (tx: Tx, range: Range): Promise<Hash[]> => {
  const peaks: Hash[] = [];
  for (const subtree of subtreesOf(range)) peaks.push(await subtreeHash(tx, subtree));
  return peaks;
};

/** The first `size` entries as a frontier. */
export const frontierAt = async (tx: Tx, size: number): Promise<Frontier> => ({
  size,
  peaks: await peaksOf(tx, { from: 0, to: size }),
});

/** The root of the first `size` entries. */
export const rootAt = async (tx: Tx, size: number): Promise<Hash> =>
  rootOf(await frontierAt(tx, size));

const hashesOf = async (tx: Tx, ranges: readonly Range[]): Promise<readonly Hash[]> => {
  const hashes: Hash[] = [];
  for (const range of ranges) hashes.push(foldPeaks(await peaksOf(tx, range)));
  return hashes;
};

export const inclusionProof = (tx: Tx, index: number, size: number): Promise<readonly Hash[]> =>
  hashesOf(tx, inclusionRanges(index, size));

export const consistencyProof = (tx: Tx, first: number, second: number): Promise<readonly Hash[]> =>
  hashesOf(tx, consistencyRanges(first, second));
