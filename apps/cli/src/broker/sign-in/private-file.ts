import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { Failure, messageOf } from '../../errors.ts';

const OWNER_ONLY = 0o600;

/** Replaces a file at once, for its owner only: whoever reads it meanwhile sees the old one or the new one. @throws Failure */
export const writePrivately = (path: string, text: string): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    const file = openSync(draft, 'wx', OWNER_ONLY);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(`${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};
