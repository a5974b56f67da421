import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../../errors.ts';

const SQLITE_BUSY = 5;
const LOOK_MILLISECONDS = 40;
const PATIENCE_MILLISECONDS = 60_000;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;

/** The lock is the operating system's, on a file of SQLite's: a process that dies leaves none behind that were stale. */
const tryLock = (file: string): DatabaseSync | undefined => {
  // SQLite would make it readable by others.
  closeSync(openSync(file, 'a', 0o600));
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
};

/** Does the work while no other process does work under this lock. @throws Failure after a minute of waiting */
export const withLock = async <Result>(
  file: string,
  work: () => Promise<Result>,
  patience = PATIENCE_MILLISECONDS,
): Promise<Result> => {
  const until = performance.now() + patience;
  for (;;) {
    let lock: DatabaseSync | undefined;
    try {
      lock = tryLock(file);
    } catch (error) {
      throw new Failure(`${file} cannot be locked: ${messageOf(error)}`, { cause: error });
    }
    if (lock !== undefined) {
      try {
        return await work();
      } finally {
        lock.close();
      }
    }
    if (performance.now() > until)
      throw new Failure(`another gatehouse command holds ${file}: is one hanging?`);
    await sleep(LOOK_MILLISECONDS);
  }
};
