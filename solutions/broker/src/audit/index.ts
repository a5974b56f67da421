import type { Clock, Log } from '@gatehouse/core';
import type { Anchor, CheckpointSigner, LogVerdict } from '@gatehouse/merkle-log';
import type { Store, WorkHandler } from '@gatehouse/store';
import type { AuditLog } from '../model/index.ts';
import { CHECKPOINT_WORK, createAppend } from './append.ts';
import { type CheckpointOutcome, Checkpoints } from './checkpoints.ts';
import { exportLeaves } from './export-leaves.ts';
import { queuedWrites } from './queued-writes.ts';
import { type AuditRead, createRead } from './read.ts';
import { verifyStore } from './verify-store.ts';

export { auditMigrations } from './migrations.ts';
export type { StoredLeaf } from './leaf.ts';
export type { AuditRead } from './read.ts';
export { type ExportFormat, exportRequests, type RequestRows } from './request-export/index.ts';
export { verifyStore } from './verify-store.ts';

export interface AuditParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** This node's; others have their own. */
  readonly anchor: Anchor;
  /** The same key on every node. */
  readonly signer: CheckpointSigner;
  /** Keys that older checkpoints were signed with, one a line, as in the public key file. */
  readonly olderKeys?: string | undefined;
}

export interface Audit {
  readonly log: AuditLog;
  /** For every room whose writes append: they wait for one another instead of failing and starting again. */
  readonly store: Store;
  readonly read: AuditRead;
  /** Checks that the log continues what was anchored, then signs and anchors what is new. Rejects where that cannot be written. */
  checkpoint(): Promise<CheckpointOutcome>;
  /** What the last look said; `broken` belongs in front of people. */
  status(): CheckpointOutcome | undefined;
  /** Everything, against this node's anchor. */
  verify(): Promise<LogVerdict>;
  /** The log as NDJSON from an entry on, byte for byte as it was hashed; some hundred lines a chunk. */
  exportLeaves(from?: number): AsyncGenerator<string>;
  /** For the work runner. */
  readonly work: ReadonlyMap<string, WorkHandler>;
  /** At start, after the migrations: compares the log with the anchor. A broken log is told, not thrown: people need the broker to look at it. Rejects as `checkpoint` does. */
  prepare(): Promise<CheckpointOutcome>;
  /** At the end: the last entries get a checkpoint too. Never rejects. */
  stop(): Promise<void>;
}

export const createAudit = (parts: AuditParts): Audit => {
  const { store, log, anchor, signer, olderKeys = '' } = parts;
  const publicKey = `${signer.verifierKey}\n${olderKeys}`;
  const append = createAppend({ dialect: store.dialect, clock: parts.clock });
  const queued = queuedWrites(store);
  const checkpoints = new Checkpoints({ ...parts, store: queued, publicKey, append });
  let unfollow: (() => void) | undefined;
  return {
    log: { append },
    store: queued,
    read: createRead(store),
    checkpoint: () => checkpoints.take(),
    status: () => checkpoints.last,
    verify: async () => {
      const notes: string[] = [];
      for await (const note of anchor.checkpoints()) notes.push(note);
      return verifyStore(store, { checkpoints: notes, publicKey, hashLines: anchor.hashLines() });
    },
    exportLeaves: (from) => exportLeaves(store, from),
    work: new Map([[CHECKPOINT_WORK, checkpoints.work]]),
    prepare: () => {
      unfollow ??= checkpoints.follow();
      return checkpoints.take();
    },
    stop: async () => {
      unfollow?.();
      try {
        await checkpoints.take();
      } catch (error) {
        log.error('the last entries of the audit log were not anchored', { cause: String(error) });
      }
    },
  };
};
