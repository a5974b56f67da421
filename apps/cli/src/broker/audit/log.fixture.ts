import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  EMPTY_FRONTIER,
  extendFrontier,
  formatHashLine,
  formatNoteInFile,
  leafHash,
  newSigningKey,
  rootOf,
  signCheckpoint,
  signerOf,
} from '@gatehouse/merkle-log';

export const entry = (sequence: number, word = 'asked'): string =>
  JSON.stringify({
    actor: 'p-ann',
    at: 1_795_613_000_000 + sequence,
    data: { word },
    sequence,
    type: 'request.created',
  });

export const entries = (count: number): string[] =>
  Array.from({ length: count }, (_, sequence) => entry(sequence));

export interface LogFiles {
  readonly log: string;
  readonly checkpoints: string;
  readonly key: string;
  readonly hashes: string;
}

export const signer = signerOf('gatehouse.test/audit', newSigningKey());

export const checkpointsOf = async (
  leaves: readonly string[],
  sizes: readonly number[],
  by = signer,
): Promise<string> => {
  const notes: string[] = [];
  for (const size of sizes) {
    const { frontier } = extendFrontier(EMPTY_FRONTIER, leaves.slice(0, size).map(leafHash));
    notes.push(formatNoteInFile(await signCheckpoint({ size, root: rootOf(frontier) }, by)));
  }
  return notes.join('');
};

/** The four files of a log that was signed at these sizes. */
export const writeLog = async (
  folder: string,
  leaves: readonly string[],
  sizes: readonly number[],
): Promise<LogFiles> => {
  const files: LogFiles = {
    log: join(folder, 'log.ndjson'),
    checkpoints: join(folder, 'checkpoints'),
    key: join(folder, 'key.pub'),
    hashes: join(folder, 'leaf-hashes'),
  };
  writeFileSync(files.log, leaves.map((leaf) => `${leaf}\n`).join(''));
  writeFileSync(files.checkpoints, await checkpointsOf(leaves, sizes));
  writeFileSync(files.key, `${signer.verifierKey}\n`);
  writeFileSync(
    files.hashes,
    leaves.map((leaf, sequence) => `${formatHashLine(sequence, leafHash(leaf))}\n`).join(''),
  );
  return files;
};
