import { parseHashLine } from './anchor.ts';
import { type CheckpointChain, readChain } from './checkpoint-chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { EMPTY_FRONTIER, extendFrontier, type Frontier, rootOf } from './frontier.ts';
import { type Hash, leafHash, sameHash } from './hashing.ts';
import { type Course, faultsOf } from './judgement.ts';
import { parseEntryHead } from './leaf.ts';
import type { LogVerdict } from './verdict.ts';

export interface Evidence {
  /** Signed notes in the order in which they were written. */
  readonly checkpoints: readonly string[];
  /** The text of the public key file: one key a line. */
  readonly publicKey: string;
  /** The hash lines that were anchored with the checkpoints: they tell which entry is bad, not only between which. */
  readonly hashLines?: AsyncIterable<string> | undefined;
}

/** What the database says of its own log. */
export interface StoredHead {
  readonly size: number;
  readonly root: Hash;
}

/**
 * Reads a log once, entry after entry, and says where it first departs from what was signed. Needs memory for the
 * checkpoints only, whatever the length of the log.
 */
export class LogVerifier {
  readonly #chain: CheckpointChain;
  readonly #hashLines: AsyncIterator<string> | undefined;
  readonly #course: Course = {
    size: 0,
    firstDiffering: undefined,
    agreesAgain: false,
    firstOutOfOrder: undefined,
    foundLater: false,
    firstBadRow: undefined,
    firstBadCheckpoint: undefined,
    goodThrough: 0,
    anchorGoodThrough: 0,
    anchorBroken: undefined,
    hasHashes: false,
  };
  #entries: Frontier = EMPTY_FRONTIER;
  #anchored: Frontier = EMPTY_FRONTIER;
  #nextCheckpoint = 0;
  #nextAnchored = 0;

  /** Throws when `publicKey` is none. */
  constructor({ checkpoints, publicKey, hashLines }: Evidence) {
    this.#chain = readChain(checkpoints, publicKey);
    this.#hashLines = hashLines?.[Symbol.asyncIterator]();
    this.#course.hasHashes = hashLines !== undefined;
    this.#compareEntries();
    this.#compareAnchored();
  }

  /** The next entry. `rowAgrees`: whether the hash and the columns that the database keeps beside it fit it. */
  async add(line: string, rowAgrees?: boolean): Promise<void> {
    const course = this.#course;
    const index = course.size;
    const hash = leafHash(line);
    const sequence = parseEntryHead(line)?.sequence;
    const anchored = await this.#anchoredHash();
    if (anchored !== undefined) this.#compareHash(index, hash, anchored, rowAgrees);
    if (sequence !== index) course.firstOutOfOrder ??= { index, sequence };
    if (course.firstOutOfOrder !== undefined && index > course.firstOutOfOrder.index) {
      course.foundLater ||= sequence === course.firstOutOfOrder.index;
    }
    if (rowAgrees === false) course.firstBadRow ??= index;
    course.size += 1;
    this.#entries = extendFrontier(this.#entries, [hash]).frontier;
    this.#compareEntries();
  }

  /** After the last entry; `head`, where there is a database that has one. */
  async finish(head?: StoredHead): Promise<LogVerdict> {
    // The list may go on where the log does not: how far it can be trusted decides what it proves.
    while ((await this.#anchoredHash()) !== undefined);
    await this.#hashLines?.return?.();
    const faults = faultsOf({
      course: this.#course,
      chain: this.#chain,
      root: rootOf(this.#entries),
      head,
    });
    return {
      intact: faults.length === 0,
      first: faults[0],
      faults,
      size: this.#course.size,
      anchored: this.#course.goodThrough,
      checkpoints: this.#chain.good.length,
    };
  }

  #compareHash(index: number, hash: Hash, anchored: Hash, rowAgrees: boolean | undefined): void {
    const course = this.#course;
    if (sameHash(hash, anchored)) course.agreesAgain ||= course.firstDiffering !== undefined;
    else course.firstDiffering ??= { index, rowAgrees };
  }

  async #anchoredHash(): Promise<Hash | undefined> {
    if (this.#hashLines === undefined || this.#course.anchorBroken !== undefined) return undefined;
    const next = await this.#hashLines.next();
    if (next.done === true) return undefined;
    const parsed = parseHashLine(next.value);
    if (parsed?.sequence !== this.#anchored.size) {
      this.#course.anchorBroken = this.#anchored.size;
      return undefined;
    }
    this.#anchored = extendFrontier(this.#anchored, [parsed.hash]).frontier;
    this.#compareAnchored();
    return parsed.hash;
  }

  #compareEntries(): void {
    const { good } = this.#chain;
    const course = this.#course;
    for (; isAt(good[this.#nextCheckpoint], this.#entries); this.#nextCheckpoint += 1) {
      const checkpoint = good[this.#nextCheckpoint];
      if (checkpoint === undefined) return;
      if (!sameHash(rootOf(this.#entries), checkpoint.root)) {
        course.firstBadCheckpoint ??= checkpoint.size;
      } else if (course.firstBadCheckpoint === undefined) {
        course.goodThrough = checkpoint.size;
      }
    }
  }

  #compareAnchored(): void {
    const { good } = this.#chain;
    const course = this.#course;
    for (; isAt(good[this.#nextAnchored], this.#anchored); this.#nextAnchored += 1) {
      const checkpoint = good[this.#nextAnchored];
      if (checkpoint === undefined) return;
      if (!sameHash(rootOf(this.#anchored), checkpoint.root)) {
        course.anchorBroken ??= course.anchorGoodThrough;
      } else if (course.anchorBroken === undefined) {
        course.anchorGoodThrough = checkpoint.size;
      }
    }
  }
}

const isAt = (checkpoint: Checkpoint | undefined, frontier: Frontier): boolean =>
  checkpoint?.size === frontier.size;

/**
 * Checks an exported log against its checkpoints, without its database. `leaves` are the lines of the export from entry 0
 * on. Throws when the public key is none; whatever is wrong with the log is in the verdict.
 */
export const verifyLog = async ({
  leaves,
  ...evidence
}: Evidence & { readonly leaves: AsyncIterable<string> }): Promise<LogVerdict> => {
  const verifier = new LogVerifier(evidence);
  for await (const line of leaves) await verifier.add(line);
  return verifier.finish();
};
