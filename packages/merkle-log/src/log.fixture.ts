import { createHash } from 'node:crypto';
import {
  EMPTY_FRONTIER,
  extendFrontier,
  formatHashLine,
  leafHash,
  newSigningKey,
  rootOf,
  signCheckpoint,
  signerOf,
} from './index.ts';

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 9162 §2.1.1 word for word: slow, recursive, and independent of what it checks. */
export const naiveRoot = (leaves: readonly string[]): Buffer => {
  const [first] = leaves;
  if (first === undefined) return sha();
  if (leaves.length === 1) return sha(Buffer.of(0), first);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha(Buffer.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
};

export const entry = (sequence: number, word = 'asked'): string =>
  JSON.stringify({
    actor: 'p-ann',
    at: 1000 + sequence,
    data: { word },
    sequence,
    type: 'request.created',
  });

export const entries = (count: number, word?: string): string[] =>
  Array.from({ length: count }, (_, sequence) => entry(sequence, word));

export const signer = signerOf('gatehouse.test/audit', newSigningKey());

export const stranger = signerOf('gatehouse.test/audit', newSigningKey());

export const signed = (leaves: readonly string[], by = signer): Promise<string> => {
  const { frontier } = extendFrontier(EMPTY_FRONTIER, leaves.map(leafHash));
  return signCheckpoint({ size: frontier.size, root: rootOf(frontier) }, by);
};

/** Checkpoints of a log at these sizes. */
export const signedAt = (leaves: readonly string[], sizes: readonly number[]): Promise<string[]> =>
  Promise.all(sizes.map((size) => signed(leaves.slice(0, size))));

export async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

export const hashLinesOf = (leaves: readonly string[]): AsyncIterable<string> =>
  each(leaves.map((leaf, sequence) => formatHashLine(sequence, leafHash(leaf))));
