import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Blobs, type Clock, systemClock, systemIds } from '@gatehouse/core';
import { openBlobs } from '@gatehouse/store';

/**
 * Real contents on disk, in a folder that goes with the process.
 * @param clock how late it is for a sweep, which spares what is younger than an hour; default: the system's
 */
export const scratchBlobs = (clock: Clock = systemClock): Promise<Blobs> => {
  const all = join(tmpdir(), `gatehouse-blobs-${process.pid}`);
  if (!existsSync(all)) process.on('exit', () => rmSync(all, { recursive: true, force: true }));
  mkdirSync(all, { recursive: true });
  const folder = mkdtempSync(join(all, 'blobs-'));
  return openBlobs({ folder, ids: systemIds, key: Buffer.alloc(32, 7), clock });
};
