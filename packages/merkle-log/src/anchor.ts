import { formatHash, type Hash, parseHash } from './hashing.ts';

/**
 * A place outside the database that remembers what the log was: a file, an object that cannot be overwritten, a
 * mailbox. What it holds is only ever added to. Each node may have one of its own.
 */
export interface Anchor {
  /** The newest checkpoint, a signed note. */
  latest(): Promise<string | undefined>;
  /** Adds a checkpoint; resolves when it would survive a power cut. */
  write(checkpoint: string): Promise<void>;
  /** How many entries it has the hashes of. */
  hashCount(): Promise<number>;
  /** Adds the hashes of the entries from `first` on; those it has already are skipped. As durable as `write`. */
  writeHashes(first: number, hashes: readonly Hash[]): Promise<void>;
  /** All checkpoints, in the order in which they were written. */
  checkpoints(): AsyncIterable<string>;
  /** All hash lines, see `formatHashLine`. */
  hashLines(): AsyncIterable<string>;
}

/** `<sequence> <base64>`, without a newline. */
export const formatHashLine = (sequence: number, hash: Hash): string =>
  `${sequence} ${formatHash(hash)}`;

export const parseHashLine = (
  line: string,
): { readonly sequence: number; readonly hash: Hash } | undefined => {
  const [, sequence, encoded = ''] = /^(\d{1,16}) (\S{44})$/.exec(line) ?? [];
  const hash = parseHash(encoded);
  return hash === undefined ? undefined : { sequence: Number(sequence), hash };
};

/** A note as it stands in a file of many: an empty line follows it. */
export const formatNoteInFile = (note: string): string => `${note}\n`;

/**
 * The notes of such a file, and how many characters they take; what follows `length` is the beginning of a note that was
 * never finished. A part that is no note comes out as it is: whoever verifies it says so.
 */
export const splitNotes = (
  text: string,
): { readonly notes: readonly string[]; readonly length: number } => {
  const notes: string[] = [];
  let from = 0;
  for (;;) {
    const body = text.indexOf('\n\n', from);
    const end = body < 0 ? -1 : text.indexOf('\n\n', body + 2);
    if (end < 0) return { notes, length: from };
    notes.push(text.slice(from, end + 1));
    from = end + 2;
  }
};
