import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { Ids } from '@gatehouse/core';
import { reasonOf, StartRefusedError } from './start-refused.ts';

const HEX_KEY = /^[0-9a-f]{64}$/i;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new StartRefusedError(`The master key file ${file} cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
};

/** Writes the file whole and on the disk, or not at all; false when somebody else has made it meanwhile. */
const make = (file: string, text: string, ids: Ids): boolean => {
  const draft = `${file}.${ids.hex(8)}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, text);
    // Before anything is sealed with it: a key that a power cut takes away takes everything sealed with it.
    fsyncSync(handle);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    closeSync(handle);
    unlinkSync(draft);
  }
};

/**
 * The 32 bytes that wrap every stored secret. The file is made (mode 0600) on first start; a file that exists but holds
 * something else is refused, because a new key would make everything sealed before unreadable.
 */
export const masterKey = (file: string, ids: Ids): Buffer => {
  let found = read(file);
  if (found === undefined) {
    const made = ids.bytes(32);
    // Two processes that start at once must not each have a key of their own.
    if (make(file, `${made.toString('hex')}\n`, ids)) return made;
    found = read(file);
  }
  if (found === undefined || !HEX_KEY.test(found))
    throw new StartRefusedError(
      `The master key file ${file} does not hold a key of 64 hexadecimal digits. ` +
        'Bring back the file that belongs to the database, or remove it together with the database.',
    );
  return Buffer.from(found, 'hex');
};
