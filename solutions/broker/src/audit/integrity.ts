import {
  type Fault,
  openCheckpoint,
  parseVerifierKeys,
  rootOf,
  sameHash,
} from '@gatehouse/merkle-log';
import type { Tx } from '@gatehouse/store';
import type { Head } from './repositories/leaves.ts';
import { frontierAt, MissingHashesError } from './subtrees.ts';

/** What the newest anchored checkpoint says about the log at hand: nothing, where there is none yet. */
export type Continuity =
  | { readonly continues: true; readonly anchored: number }
  | { readonly continues: false; readonly fault: Fault };

/** Whether the log still begins with what was anchored last. */
export const continuity = async (
  tx: Tx,
  head: Head,
  latest: string | undefined,
  publicKey: string,
): Promise<Continuity> => {
  if (latest === undefined) return { continues: true, anchored: 0 };
  const opened = openCheckpoint(latest, parseVerifierKeys(publicKey));
  if (!opened.valid) {
    return broken('checkpoint-signature', undefined, 'The newest anchored checkpoint is not ours.');
  }
  const { size, root } = opened.checkpoint;
  const present = head.frontier.size;
  if (present < size) {
    return broken(
      'rolled-back',
      present,
      `The database holds ${present} entries, but ${size} were signed: an older copy was put back.`,
    );
  }
  try {
    const then = await frontierAt(tx, size);
    if (sameHash(rootOf(then), root)) return { continues: true, anchored: size };
  } catch (error) {
    if (!(error instanceof MissingHashesError)) throw error;
    return broken(
      'deleted',
      undefined,
      `Of the ${size} entries that were signed, some are missing.`,
    );
  }
  return broken(
    'root-differs',
    undefined,
    `The first ${size} entries are not those that were signed; "audit verify" names the first that differs.`,
  );
};

const broken = (
  reason: Fault['reason'],
  sequence: number | undefined,
  message: string,
): Continuity => ({ continues: false, fault: { reason, sequence, message } });
