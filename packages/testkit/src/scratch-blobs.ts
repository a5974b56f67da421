import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Blobs, systemIds } from '@gatehouse/core';
import { openBlobs } from '@gatehouse/store';

/** Real contents on disk, in a folder that goes with the process. */
export const scratchBlobs = (): Promise<Blobs> => {
  const all = join(tmpdir(), `gatehouse-blobs-${process.pid}`);
  if (!existsSync(all)) process.on('exit', () => rmSync(all, { recursive: true, force: true }));
  mkdirSync(all, { recursive: true });
  const folder = mkdtempSync(join(all, 'blobs-'));
  return openBlobs({ folder, ids: systemIds, key: Buffer.alloc(32, 7) });
};
