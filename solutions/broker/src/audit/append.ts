import type { Clock } from '@gatehouse/core';
import { extendFrontier, leafHash } from '@gatehouse/merkle-log';
import { scheduleWork, type Store, type Tx } from '@gatehouse/store';
import type { AuditLog } from '../model/index.ts';
import { leafText } from './leaf.ts';
import { advanceHead, insertLeaf, insertSubtree, readHead } from './repositories/leaves.ts';
import { isStored } from './subtrees.ts';

export const CHECKPOINT_WORK = 'broker-audit.checkpoint';
const CHECKPOINT_MILLISECONDS = 60_000;

interface Parts {
  readonly dialect: Store['dialect'];
  readonly clock: Clock;
}

/**
 * Appends in the transaction of the change. Every append changes the head row, so that the sequence has no gap and no
 * fork: SQLite's writes wait for one another anyway, and PostgreSQL lets one of several transactions commit and runs the
 * others again; `queuedWrites` spares them that.
 */
export const createAppend =
  ({ dialect, clock }: Parts): AuditLog['append'] =>
  async (tx, leaves) => {
    if (leaves.length === 0) return;
    const head = await readHead(tx, dialect);
    const { size } = head.frontier;
    const stored = leaves.map((leaf, at) => {
      const text = leafText(leaf, size + at);
      return { leaf, sequence: size + at, text, hash: leafHash(text) };
    });
    const hashes = stored.map(({ hash }) => hash);
    const { frontier, completed } = extendFrontier(head.frontier, hashes);
    // The head first: whoever lost the race shall notice before writing anything else.
    await advanceHead(tx, head, frontier);
    for (const { leaf, ...row } of stored) await insertLeaf(tx, leaf, row);
    for (const subtree of completed) if (isStored(subtree)) await insertSubtree(tx, subtree);
    if (!head.checkpointPlanned) await planCheckpoint(tx, clock);
  };

export const planCheckpoint = (tx: Tx, clock: Clock): Promise<void> =>
  scheduleWork(tx, {
    kind: CHECKPOINT_WORK,
    key: 'log',
    payload: '',
    dueAt: new Date(clock.now().getTime() + CHECKPOINT_MILLISECONDS),
  });
