import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type Anchor,
  formatHashLine,
  formatNoteInFile,
  parseHashLine,
  splitNotes,
} from '@gatehouse/merkle-log';
import { AppendedFile } from './appended-file.ts';

const CHECKPOINTS = 'checkpoints';
const HASHES = 'leaf-hashes';

/**
 * `checkpoints` and `leaf-hashes` in a folder beside the database. To be worth more than the database itself, the folder
 * belongs on other storage, or is copied away: whoever owns both can put both back.
 */
export const createFileAnchor = async (
  folder: string,
): Promise<Anchor & { close(): Promise<void> }> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [checkpointsPath, hashesPath] = [join(folder, CHECKPOINTS), join(folder, HASHES)];
  const checkpoints = await AppendedFile.open(checkpointsPath, completeNotes);
  const hashes = await AppendedFile.open(hashesPath, completeLines);
  let latest = lastNote(checkpoints.tail);
  let count = (lastSequence(hashes.tail) ?? -1) + 1;
  return {
    latest: async () => latest,
    write: async (note) => {
      await checkpoints.append(formatNoteInFile(note));
      latest = note;
    },
    hashCount: async () => count,
    writeHashes: async (first, added) => {
      if (first > count) throw new Error(`the anchored hashes end at ${count}, before ${first}`);
      const lines = added.map((hash, at) => `${formatHashLine(first + at, hash)}\n`);
      const missing = lines.slice(count - first);
      if (missing.length === 0) return;
      await hashes.append(missing.join(''));
      count += missing.length;
    },
    checkpoints: () => readNotes(checkpointsPath),
    hashLines: () =>
      createInterface({ input: createReadStream(hashesPath), crlfDelay: Number.POSITIVE_INFINITY }),
    close: async () => {
      await checkpoints.close();
      await hashes.close();
    },
  };
};

async function* readNotes(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    rest += String(chunk);
    const { notes, length } = splitNotes(rest);
    yield* notes;
    rest = rest.slice(length);
  }
  // Never written so; the verifier shall see it.
  if (rest !== '') yield rest;
}

// From the end, because the beginning of the tail may be anywhere in a note. A note ends with lines of signatures and an
// empty line.
const noteEnd = (tail: string): number => {
  for (let end = tail.lastIndexOf('\n\n'); end >= 0; end = tail.lastIndexOf('\n\n', end - 1)) {
    const line = tail.slice(tail.lastIndexOf('\n', end - 1) + 1, end);
    if (line.startsWith('\u2014 ')) return end + 2;
  }
  return 0;
};

const completeNotes = noteEnd;

const lastNote = (tail: string): string | undefined => {
  const parts = tail.split('\n\n');
  const [body, signatures] = parts.slice(-3, -1);
  return body === undefined || signatures === undefined ? undefined : `${body}\n\n${signatures}\n`;
};

const completeLines = (tail: string): number => tail.lastIndexOf('\n') + 1;

const lastSequence = (tail: string): number | undefined =>
  parseHashLine(tail.slice(tail.lastIndexOf('\n', tail.length - 2) + 1, -1))?.sequence;
