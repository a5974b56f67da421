import { EMPTY_ROOT, formatHash, type Hash, nodeHash, parseHash } from './hashing.ts';

/** What must be kept of a tree to let it grow: the roots of its complete subtrees, the largest first. */
export interface Frontier {
  /** Entries in the log. */
  readonly size: number;
  /** One for each bit that is set in `size`. */
  readonly peaks: readonly Hash[];
}

/** The root over the entries `index * 2^level` up to `(index + 1) * 2^level`. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

export interface CompletedSubtree extends Subtree {
  readonly hash: Hash;
}

export const EMPTY_FRONTIER: Frontier = { size: 0, peaks: [] };

/** The frontier after more entries, and the subtrees of level 1 and above that they completed. */
export const extendFrontier = (
  frontier: Frontier,
  leaves: readonly Hash[],
): { readonly frontier: Frontier; readonly completed: readonly CompletedSubtree[] } => {
  const peaks = [...frontier.peaks];
  const completed: CompletedSubtree[] = [];
  let { size } = frontier;
  for (const leaf of leaves) {
    let hash = leaf;
    let level = 0;
    // Not bit operators: they would cut the size to 32 bits.
    for (let index = size; index % 2 === 1; index = (index - 1) / 2) {
      const left = peaks.pop();
      if (left === undefined) throw new Error(`a frontier of ${size} entries lacks a peak`);
      hash = nodeHash(left, hash);
      level += 1;
      completed.push({ level, index: (index - 1) / 2, hash });
    }
    peaks.push(hash);
    size += 1;
  }
  return { frontier: { size, peaks }, completed };
};

/** The root over neighbouring complete subtrees that get smaller from left to right. */
export const foldPeaks = (peaks: readonly Hash[]): Hash => {
  const last = peaks.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
};

export const rootOf = (frontier: Frontier): Hash => foldPeaks(frontier.peaks);

/** One word for each peak, as a column of text holds it. */
export const formatPeaks = (peaks: readonly Hash[]): string => peaks.map(formatHash).join(' ');

/** Undefined where the text is not the peaks of a log of `size` entries. */
export const parseFrontier = (size: number, text: string): Frontier | undefined => {
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  const peaks = text === '' ? [] : text.split(' ').map(parseHash);
  const known = peaks.filter((peak) => peak !== undefined);
  const expected = size.toString(2).replaceAll('0', '').length;
  return known.length === peaks.length && peaks.length === expected
    ? { size, peaks: known }
    : undefined;
};
