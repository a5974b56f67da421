/** What is wrong with a log. */
export type FaultReason =
  /** An entry is not the one that was written there. */
  | 'changed'
  /** The same, and the database's own hashes were made to fit it. */
  | 'rehashed'
  | 'deleted'
  | 'swapped'
  | 'inserted'
  /** The log ends before the last checkpoint, or before what its own head says. */
  | 'truncated'
  /** From an entry on, the log is another one than was signed: an older copy of the database was put back. */
  | 'rolled-back'
  /** Entries differ from what was signed; which of them, nothing at hand can tell. */
  | 'root-differs'
  /** The head or the inner hashes in the database do not belong to its entries. */
  | 'head-differs'
  | 'checkpoint-malformed'
  | 'checkpoint-signature'
  | 'checkpoints-disagree'
  /** The list of hashes outside the database is not the one that the checkpoints were signed over. */
  | 'anchor-damaged';

export interface Fault {
  readonly reason: FaultReason;
  /** The first bad entry, from 0; undefined where a checkpoint itself is bad. */
  readonly sequence: number | undefined;
  /** The last entry that the fault may concern, where it is a range. */
  readonly through?: number | undefined;
  /** One sentence for people. */
  readonly message: string;
}

export interface LogVerdict {
  readonly intact: boolean;
  /** The most important fault: it names the first bad entry. */
  readonly first: Fault | undefined;
  readonly faults: readonly Fault[];
  /** Entries read. */
  readonly size: number;
  /** Entries that a signed checkpoint vouches for; what follows is not anchored yet. */
  readonly anchored: number;
  /** Good checkpoints. */
  readonly checkpoints: number;
}
