import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseInUseError } from './errors.ts';

const LOCK_WAIT_MILLISECONDS = 500;
const SQLITE_BUSY = 5;

/** Makes the database file if there is none, readable by its owner only; SQLite gives -wal and -shm the same mode. */
export const createPrivately = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
};

/**
 * Holds `file` for this process until the returned function is called or the process ends, however it ends:
 * the lock is the operating system's, taken by SQLite on an empty database beside the real one.
 */
export const lockFile = (file: string): (() => void) => {
  createPrivately(`${file}-lock`);
  const lock = new DatabaseSync(`${file}-lock`, { timeout: LOCK_WAIT_MILLISECONDS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    const busy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    throw busy ? new DatabaseInUseError(file, error) : error;
  }
  return () => lock.close();
};

/**
 * A file for a store that nobody else shall see. `forget` unlinks it once it is open: it then lives as long as
 * the process holds it, as memory does, yet readers and the writer are isolated as in the real thing, which
 * SQLite's own `:memory:` cannot do.
 */
export const privateFile = (): { readonly file: string; readonly forget: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-memory-'));
  return {
    file: join(folder, 'store.db'),
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
};
