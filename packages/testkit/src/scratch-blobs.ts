import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Blobs, systemIds } from '@gatehouse/core';
import { openBlobs } from '@gatehouse/store';

/** Real contents on disk, in a folder that goes with the process. */
export const scratchBlobs = (): Promise<Blobs> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-blobs-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return openBlobs({ folder, ids: systemIds, key: Buffer.alloc(32, 7) });
};
