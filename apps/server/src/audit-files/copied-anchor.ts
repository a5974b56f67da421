import { createHash } from 'node:crypto';
import { type Anchor, formatHashLine, formatNoteInFile } from '@gatehouse/merkle-log';

/** Somewhere that keeps what it is given and never gives it up: a bucket with Object Lock. */
export interface Copies {
  /** Resolves when the text is there under that name, whoever put it there. */
  put(name: string, text: string): Promise<void>;
}

const DIGITS = 16;

/** Names sort in the order of the log. */
const numbered = (count: number): string => String(count).padStart(DIGITS, '0');

const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, DIGITS);

// The second line of a checkpoint is the size of the log (https://c2sp.org/tlog-checkpoint).
const sizeOf = (note: string): number => Number(note.split('\n', 2)[1] ?? 0);

/**
 * An anchor whose content is also put where this machine cannot change it. There first: what is not there does not count as anchored,
 * and is tried again.
 */
export const copiedAnchor = <Kept extends Anchor>(anchor: Kept, copies: Copies): Kept => ({
  ...anchor,
  write: async (note) => {
    const text = formatNoteInFile(note);
    await copies.put(`checkpoints/${numbered(sizeOf(note))}-${digestOf(text)}`, text);
    await anchor.write(note);
  },
  writeHashes: async (first, hashes) => {
    const lines = hashes.map((hash, at) => `${formatHashLine(first + at, hash)}\n`).join('');
    await copies.put(`leaf-hashes/${numbered(first)}-${digestOf(lines)}`, lines);
    await anchor.writeHashes(first, hashes);
  },
});
