import type { Clock, Log } from '@gatehouse/core';
import {
  type Anchor,
  type CheckpointSigner,
  extendFrontier,
  type Fault,
  rootOf,
  sameHash,
  signCheckpoint,
} from '@gatehouse/merkle-log';
import type { Store, WorkHandler } from '@gatehouse/store';
import type { AuditLog } from '../model/index.ts';
import { planCheckpoint } from './append.ts';
import { continuity } from './integrity.ts';
import { parseLeaf } from './leaf.ts';
import { insertCheckpoint } from './repositories/checkpoints.ts';
import {
  findLeaves,
  type Head,
  readHashes,
  readHead,
  setCheckpointPlanned,
} from './repositories/leaves.ts';
import { frontierAt } from './subtrees.ts';

export type CheckpointOutcome =
  /** A new checkpoint was signed and anchored. */
  | { readonly state: 'signed'; readonly size: number; readonly note: string }
  /** Nothing was appended since the last one. */
  | { readonly state: 'current'; readonly size: number }
  /** The log does not continue what was anchored: nothing is signed any more. */
  | { readonly state: 'broken'; readonly fault: Fault };

interface Parts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly anchor: Anchor;
  readonly signer: CheckpointSigner;
  /** Text of the public key file, older keys included. */
  readonly publicKey: string;
  readonly append: AuditLog['append'];
}

const HASHES_AT_ONCE = 4096;
const SIGNED = 'broker-audit';

/** Signs what was appended, and refuses to where that would cover up a change. */
export class Checkpoints {
  readonly #parts: Parts;
  #last: CheckpointOutcome | undefined;
  /** While this node tells the others, which it hears itself. */
  #telling = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Follows the other nodes: what one of them has signed, this one anchors too. The returned function ends that. */
  follow(): () => void {
    const { store, log } = this.#parts;
    return store.onNotify(SIGNED, () => {
      if (this.#telling) return;
      this.take().catch((error: unknown) => {
        log.error('the audit log could not be anchored', { cause: String(error) });
      });
    });
  }

  /** What the last look at the anchor said; undefined before the first. */
  get last(): CheckpointOutcome | undefined {
    return this.#last;
  }

  /** One after another: two at once would anchor the same hashes. Rejects where the anchor cannot be written. */
  take(): Promise<CheckpointOutcome> {
    const taken = this.#running.then(() => this.#take());
    this.#running = taken.catch(() => {});
    return taken;
  }

  readonly work: WorkHandler = async (store) => {
    const { clock, log } = this.#parts;
    // Before the log is read: what is appended from now on plans a checkpoint of its own.
    await store.write((tx) => setCheckpointPlanned(tx, false));
    try {
      await this.take();
    } catch (error) {
      log.error('the audit log could not be anchored', { cause: String(error) });
      // Not left to the runner's repetitions, which give up one day.
      await store.write(async (tx) => {
        await setCheckpointPlanned(tx, true);
        await planCheckpoint(tx, clock);
      });
    }
  };

  async #take(): Promise<CheckpointOutcome> {
    const { store, anchor, publicKey } = this.#parts;
    const latest = await anchor.latest();
    const head = await store.read((tx) => readHead(tx));
    const found = await store.read((tx) => continuity(tx, head, latest, publicKey));
    if (!found.continues) return this.#refuse(found.fault, latest);
    const { size } = head.frontier;
    this.#last =
      latest !== undefined && size === found.anchored
        ? { state: 'current', size }
        : await this.#sign(head, found.anchored, latest);
    return this.#last;
  }

  async #sign(head: Head, from: number, latest: string | undefined): Promise<CheckpointOutcome> {
    const { store, anchor, signer, clock } = this.#parts;
    const { size } = head.frontier;
    // A list that was lost or cut is made whole again.
    const start = Math.min(from, await anchor.hashCount());
    let frontier = await store.read((tx) => frontierAt(tx, start));
    while (frontier.size < size) {
      const count = Math.min(HASHES_AT_ONCE, size - frontier.size);
      const first = frontier.size;
      const hashes = await store.read((tx) => readHashes(tx, { level: 0, index: first }, count));
      if (hashes.length === 0) return this.#refuse(missing(first), latest);
      frontier = extendFrontier(frontier, hashes).frontier;
      await anchor.writeHashes(first, hashes);
    }
    const root = rootOf(frontier);
    if (!sameHash(root, rootOf(head.frontier))) return this.#refuse(strangeHead(from), latest);
    const note = await signCheckpoint({ size, root }, signer);
    await anchor.write(note);
    this.#telling = true;
    try {
      await store.write(async (tx) => {
        await insertCheckpoint(tx, { size, note, signedAt: clock.now() });
        tx.notify(SIGNED, String(size));
      });
    } finally {
      this.#telling = false;
    }
    return { state: 'signed', size, note };
  }

  /** Says so in the program's log each time, and once in the audit log itself, for those who read only that. */
  async #refuse(fault: Fault, latest: string | undefined): Promise<CheckpointOutcome> {
    const { store, clock, log, append } = this.#parts;
    log.error('the audit log does not continue what was anchored; nothing is signed any more', {
      cause: fault.message,
      reason: fault.reason,
    });
    this.#last = { state: 'broken', fault };
    const anchored = latest?.split('\n').slice(1, 3).join(' ') ?? 'nothing';
    await store.write(async (tx) => {
      const [newest] = await findLeaves(tx, { limit: 1, types: [INCONSISTENT], newestFirst: true });
      if (newest !== undefined && parseLeaf(newest).data['anchored'] === anchored) return;
      const data = { anchored, reason: fault.reason, message: fault.message };
      await append(tx, [{ type: INCONSISTENT, at: clock.now(), actor: 'system', data }]);
    });
    return this.#last;
  }
}

const INCONSISTENT = 'audit.inconsistent';

const missing = (sequence: number): Fault => ({
  reason: 'deleted',
  sequence,
  message: `Entry ${sequence} is missing from the database.`,
});

const strangeHead = (sequence: number): Fault => ({
  reason: 'head-differs',
  sequence,
  message: `The head of the log was not made of its entries from ${sequence} on.`,
});
