import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { sameHash } from './hashing.ts';
import { parseVerifierKeys } from './keys.ts';
import type { Fault } from './verdict.ts';

export interface CheckpointChain {
  /** With a good signature, by size, each size once. */
  readonly good: readonly Checkpoint[];
  readonly faults: readonly Fault[];
}

// Whoever floods the file shall not flood the answer.
const MOST_FAULTS = 20;

/** What checkpoints in the order of their writing say by themselves, before any entry is read. */
export const readChain = (notes: readonly string[], publicKey: string): CheckpointChain => {
  const keys = parseVerifierKeys(publicKey);
  const faults: Fault[] = [];
  const bySize = new Map<number, Checkpoint>();
  let previous: Checkpoint | undefined;
  for (const [at, note] of notes.entries()) {
    const opened = openCheckpoint(note, keys);
    if (!opened.valid) {
      faults.push(unopened(at + 1, opened.because, opened.claimed));
      continue;
    }
    const { checkpoint } = opened;
    const fault = previous && disagreement(at + 1, previous, checkpoint, bySize);
    if (fault !== undefined) faults.push(fault);
    if (!bySize.has(checkpoint.size)) bySize.set(checkpoint.size, checkpoint);
    previous = checkpoint;
  }
  const good = [...bySize.values()].toSorted((a, b) => a.size - b.size);
  return { good, faults: faults.slice(0, MOST_FAULTS) };
};

const unopened = (
  number: number,
  because: 'malformed' | 'unknown-key' | 'wrong-signature',
  claimed: Checkpoint | undefined,
): Fault => {
  if (because === 'malformed') {
    return {
      reason: 'checkpoint-malformed',
      sequence: undefined,
      message: `Checkpoint ${number} is not a signed checkpoint.`,
    };
  }
  const why =
    because === 'unknown-key' ? 'is not signed by a key that you trust' : 'has a wrong signature';
  return {
    reason: 'checkpoint-signature',
    sequence: undefined,
    message: `Checkpoint ${number} (of ${claimed?.size ?? 0} entries) ${why}.`,
  };
};

const disagreement = (
  number: number,
  previous: Checkpoint,
  checkpoint: Checkpoint,
  bySize: ReadonlyMap<number, Checkpoint>,
): Fault | undefined => {
  const { origin, size, root } = checkpoint;
  if (origin !== previous.origin) {
    return disagree(
      undefined,
      `Checkpoint ${number} is of the log "${origin}", the one before of "${previous.origin}".`,
    );
  }
  const same = bySize.get(size);
  if (same !== undefined && !sameHash(same.root, root)) {
    return disagree(
      undefined,
      `Checkpoint ${number} signs other ${size} entries than an earlier checkpoint did: there were two logs.`,
    );
  }
  if (size < previous.size) {
    return disagree(
      size,
      `Checkpoint ${number} signs ${size} entries after ${previous.size} had been signed: the log was set back.`,
    );
  }
  return undefined;
};

const disagree = (sequence: number | undefined, message: string): Fault => ({
  reason: 'checkpoints-disagree',
  sequence,
  message,
});
