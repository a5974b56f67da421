import { formatHash, rootOf } from '@gatehouse/merkle-log';
import type { Store } from '@gatehouse/store';
import { BrokerError } from '../model/index.ts';
import { parseLeaf, type StoredLeaf } from './leaf.ts';
import { findCheckpoints, type StoredCheckpoint } from './repositories/checkpoints.ts';
import { findLeaves, type LeafQuery, readHead, readRows } from './repositories/leaves.ts';
import { consistencyProof, inclusionProof, rootAt } from './subtrees.ts';

export interface LeafPage {
  readonly leaves: readonly StoredLeaf[];
  /** For `after` of the next page; undefined after the last one. */
  readonly next: number | undefined;
}

/** Hashes in base64. */
export interface InclusionAnswer {
  readonly sequence: number;
  readonly leaf: string;
  readonly leafHash: string;
  readonly size: number;
  readonly root: string;
  readonly proof: readonly string[];
}

export interface ConsistencyAnswer {
  readonly first: number;
  readonly firstRoot: string;
  readonly second: number;
  readonly secondRoot: string;
  readonly proof: readonly string[];
}

export interface AuditRead {
  head(): Promise<{ readonly size: number; readonly root: string }>;
  leaves(query: LeafQuery): Promise<LeafPage>;
  /** That an entry is in the log of `size` entries; by default as it is now. Throws BrokerError `not-found`, `invalid`. */
  inclusion(sequence: number, size?: number): Promise<InclusionAnswer>;
  /** That the log of `second` entries begins with the one of `first`. Throws BrokerError `invalid`. */
  consistency(first: number, second?: number): Promise<ConsistencyAnswer>;
  /** The newest first, those of fewer entries than `before`. */
  checkpoints(page: {
    readonly before?: number | undefined;
    readonly limit: number;
  }): Promise<readonly StoredCheckpoint[]>;
}

const MOST_LEAVES = 1000;
const MOST_TYPES = 50;

export const createRead = (store: Store): AuditRead => ({
  head: async () => {
    const { frontier } = await store.read((tx) => readHead(tx));
    return { size: frontier.size, root: formatHash(rootOf(frontier)) };
  },
  leaves: async (query) => {
    if ((query.types?.length ?? 0) > MOST_TYPES) {
      throw new BrokerError('invalid', `At most ${MOST_TYPES} types at once.`);
    }
    if (query.types?.length === 0) return { leaves: [], next: undefined };
    const limit = Math.max(1, Math.min(MOST_LEAVES, Math.trunc(query.limit)));
    const found = await store.read((tx) => findLeaves(tx, { ...query, limit: limit + 1 }));
    const leaves = found.slice(0, limit).map(parseLeaf);
    return { leaves, next: found.length > limit ? leaves.at(-1)?.sequence : undefined };
  },
  inclusion: (sequence, size) => inclusion(store, sequence, size),
  consistency: (first, second) => consistency(store, first, second),
  checkpoints: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
    store.read((tx) => findCheckpoints(tx, before, Math.max(1, Math.min(MOST_LEAVES, limit)))),
});

// What is read of a smaller size never changes, so the statements need no common snapshot.
const inclusion = async (
  store: Store,
  sequence: number,
  wanted: number | undefined,
): Promise<InclusionAnswer> => {
  const size = await sizeWithin(store, wanted);
  if (!isCount(sequence) || sequence >= size) {
    throw new BrokerError('not-found', `The log of ${size} entries has no entry ${sequence}.`);
  }
  return store.read(async (tx) => {
    const [row] = await readRows(tx, sequence - 1, 1);
    if (row?.sequence !== sequence)
      throw new Error(`entry ${sequence} of the audit log is missing`);
    const proof = await inclusionProof(tx, sequence, size);
    return {
      sequence,
      leaf: row.leaf,
      leafHash: formatHash(row.hash),
      size,
      root: formatHash(await rootAt(tx, size)),
      proof: proof.map(formatHash),
    };
  });
};

const consistency = async (
  store: Store,
  first: number,
  wanted: number | undefined,
): Promise<ConsistencyAnswer> => {
  const second = await sizeWithin(store, wanted);
  if (!isCount(first) || first > second) {
    throw new BrokerError('invalid', `"first" is between 0 and ${second}.`);
  }
  return store.read(async (tx) => {
    const proof = await consistencyProof(tx, first, second);
    return {
      first,
      firstRoot: formatHash(await rootAt(tx, first)),
      second,
      secondRoot: formatHash(await rootAt(tx, second)),
      proof: proof.map(formatHash),
    };
  });
};

const sizeWithin = async (store: Store, wanted: number | undefined): Promise<number> => {
  const { frontier } = await store.read((tx) => readHead(tx));
  if (wanted === undefined) return frontier.size;
  if (!isCount(wanted) || wanted > frontier.size) {
    throw new BrokerError('invalid', `The log has ${frontier.size} entries.`);
  }
  return wanted;
};

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
