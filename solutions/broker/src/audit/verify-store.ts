import {
  type Evidence,
  extendFrontier,
  EMPTY_FRONTIER,
  type Fault,
  type Frontier,
  leafHash,
  LogVerifier,
  type LogVerdict,
  rootOf,
  sameHash,
} from '@gatehouse/merkle-log';
import type { Store } from '@gatehouse/store';
import { parseLeaf } from './leaf.ts';
import {
  type LeafRow,
  readExtent,
  readHead,
  readRows,
  readSubtrees,
} from './repositories/leaves.ts';
import { isStored } from './subtrees.ts';

const ROWS_AT_ONCE = 200;

/**
 * Checks the log of a database, a live one too, against what was anchored outside of it: entries, their rows, the inner
 * hashes and the head. `evidence` must have been read before: what is anchored later is not in it.
 */
export const verifyStore = async (store: Store, evidence: Evidence): Promise<LogVerdict> => {
  const head = await store.read((tx) => readHead(tx));
  const { size } = head.frontier;
  const verifier = new LogVerifier(evidence);
  const subtrees = new SubtreeCheck(store);
  let frontier: Frontier = EMPTY_FRONTIER;
  for await (const row of rowsBelow(store, size)) {
    await verifier.add(row.leaf, rowAgrees(row));
    const next = extendFrontier(frontier, [leafHash(row.leaf)]);
    frontier = next.frontier;
    for (const subtree of next.completed) if (isStored(subtree)) await subtrees.check(subtree);
  }
  // A live log may have grown since; a row that its head does not know is another matter.
  const extent = await store.read((tx) => readExtent(tx));
  if (extent.last >= extent.size) await addSurplus(store, verifier, extent.size);
  const verdict = await verifier.finish({ size, root: rootOf(head.frontier) });
  return withFault(verdict, subtrees.fault);
};

async function* rowsBelow(store: Store, size: number): AsyncGenerator<LeafRow> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const from = after;
    const rows = await store.read((tx) => readRows(tx, from, ROWS_AT_ONCE));
    for (const row of rows) {
      if (row.sequence >= size) return;
      yield row;
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}

const addSurplus = async (store: Store, verifier: LogVerifier, size: number): Promise<void> => {
  const rows = await store.read((tx) => readRows(tx, size - 1, 1));
  for (const row of rows) await verifier.add(row.leaf, rowAgrees(row));
};

/** Whether hash and columns of the row are those of its entry: the columns are what readers find it by. */
const rowAgrees = (row: LeafRow): boolean => {
  if (!sameHash(row.hash, leafHash(row.leaf))) return false;
  try {
    const { at, type, actor, requestId } = parseLeaf(row.leaf);
    return (
      row.at === at.getTime() &&
      row.type === type &&
      row.actor === actor &&
      row.request_id === (requestId ?? null)
    );
  } catch {
    // Unreadable; the verifier says so with the same sequence.
    return false;
  }
};

/** Compares the stored inner hashes with those of the entries; proofs are made of them. */
class SubtreeCheck {
  readonly #store: Store;
  fault: Fault | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  async check(subtree: { level: number; index: number; hash: Uint8Array }): Promise<void> {
    const { level, index, hash } = subtree;
    const [row] = await this.#store.read((tx) => readSubtrees(tx, { level, index: index - 1 }, 1));
    if (row?.level === level && row.position === index && sameHash(row.hash, hash)) return;
    this.fault ??= {
      reason: 'head-differs',
      sequence: undefined,
      message: `The stored hash over the entries from ${index * 2 ** level} on is not theirs (level ${level}).`,
    };
  }
}

// Behind the others: where an entry is bad, the hash over it cannot be right.
const withFault = (verdict: LogVerdict, fault: Fault | undefined): LogVerdict => {
  if (fault === undefined) return verdict;
  const faults = [...verdict.faults, fault];
  return { ...verdict, intact: false, first: faults[0], faults };
};
