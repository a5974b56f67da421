import { readFileSync, writeFileSync } from 'node:fs';
import type { Ids } from '@gatehouse/core';

const HEX_KEY = /^[0-9a-f]{64}$/i;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * The 32 bytes that wrap every stored secret. The file is made (mode 0600) on first start; a file that exists but holds
 * something else is refused, because a new key would make everything sealed before unreadable.
 */
export const masterKey = (file: string, ids: Ids): Buffer => {
  const found = read(file);
  if (found === undefined) {
    const made = ids.bytes(32);
    // wx: two processes that start at once must not each write a key of their own.
    writeFileSync(file, `${made.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return made;
  }
  if (!HEX_KEY.test(found)) throw new Error(`${file} does not hold a key of 64 hexadecimal digits`);
  return Buffer.from(found, 'hex');
};
