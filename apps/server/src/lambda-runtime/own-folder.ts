import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids } from '@gatehouse/core';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Removes what processes left that were killed. */
export const removeLeftFolders = (parent: string): void => {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    const pid = Number(/^(\d+)-[0-9a-f]+$/.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isNaN(pid) && pid !== process.pid && !isRunning(pid))
      rmSync(join(parent, name), { recursive: true, force: true });
  }
};

/**
 * A folder of this process alone, for code and what functions write. The
 * manifest in it ends Node's search for one: code without its own is CommonJS, wherever the data folder lies.
 */
export const ownFolder = (parent: string, ids: Ids): string => {
  const folder = join(parent, `${process.pid}-${ids.hex(12)}`);
  for (const name of ['code', 'program', 'tmp'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'package.json'), '{}\n', { mode: 0o600 });
  return folder;
};
