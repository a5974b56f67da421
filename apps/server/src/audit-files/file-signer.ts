import {
  appendFileSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Ids } from '@gatehouse/core';
import {
  type CheckpointSigner,
  newSigningKey,
  parseVerifierKeys,
  signerOf,
} from '@gatehouse/merkle-log';
import { reasonOf, StartRefusedError } from '../start-refused.ts';

export interface FileSigner {
  readonly signer: CheckpointSigner;
  /** The text of the public key file: this key, and those that were used before. */
  readonly publicKey: string;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * The key that signs the checkpoints of the audit log, `checkpoint-key.pem` in `folder`, made on first start (mode 0600).
 * Beside it, `checkpoint-key.pub` is what others verify with; a key that is replaced stays listed there. Throws
 * StartRefusedError where the file is no such key, or others may read it.
 */
export const createFileSigner = (folder: string, name: string, ids: Ids): FileSigner => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'checkpoint-key.pem');
  const pem = readKey(file) ?? makeKey(file, ids);
  const signer = signerFrom(file, name, pem);
  return { signer, publicKey: listed(join(folder, 'checkpoint-key.pub'), signer.verifierKey) };
};

const signerFrom = (file: string, name: string, pem: string): CheckpointSigner => {
  try {
    return signerOf(name, pem);
  } catch (error) {
    throw new StartRefusedError(
      `The audit log's key file ${file} cannot be used: ${reasonOf(error)}.`,
      { cause: error },
    );
  }
};

const readKey = (file: string): string | undefined => {
  try {
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new StartRefusedError(
        `The audit log's key file ${file} can be read by others. Make it yours alone: chmod 600 ${file}`,
      );
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (error instanceof StartRefusedError) throw error;
    throw new StartRefusedError(
      `The audit log's key file ${file} cannot be read: ${reasonOf(error)}.`,
      { cause: error },
    );
  }
};

/** Whole and on the disk, or not at all; of two processes that start at once, both get the key of the first. */
const makeKey = (file: string, ids: Ids): string => {
  const pem = newSigningKey();
  const draft = `${file}.${ids.hex(8)}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, pem);
    fsyncSync(handle);
    linkSync(draft, file);
    return pem;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return readFileSync(file, 'utf8');
    throw error;
  } finally {
    closeSync(handle);
    unlinkSync(draft);
  }
};

const listed = (file: string, verifierKey: string): string => {
  const before = readIfAny(file);
  const known = before.split('\n').includes(verifierKey);
  if (!known) appendFileSync(file, `${verifierKey}\n`, { mode: 0o644 });
  const text = known ? before : `${before}${verifierKey}\n`;
  try {
    parseVerifierKeys(text);
  } catch (error) {
    throw new StartRefusedError(
      `The audit log's public key file ${file} cannot be used: ${reasonOf(error)}.`,
      { cause: error },
    );
  }
  return text;
};

const readIfAny = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
};
