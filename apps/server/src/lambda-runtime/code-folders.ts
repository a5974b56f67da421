import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Blobs, Ids } from '@gatehouse/core';
import { zippedFiles } from '@gatehouse/services';

interface Settings {
  readonly folder: string;
  readonly blobs: Blobs;
  readonly ids: Ids;
}

const contentOf = async (blobs: Blobs, id: string): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of blobs.read(id)) parts.push(part);
  return Buffer.concat(parts);
};

const unpack = async (zip: Uint8Array, into: string): Promise<void> => {
  await mkdir(into, { recursive: true, mode: 0o700 });
  for await (const file of zippedFiles(zip)) {
    const path = join(into, file.path);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // `wx`: a name that differs from another only in case must not write over it on systems that ignore case.
    const output = createWriteStream(path, {
      flags: 'wx',
      mode: file.isExecutable ? 0o700 : 0o600,
    });
    await pipeline(await file.open(), output);
  }
};

/** Unpacked code, a folder for each content: made once, however many functions and versions have it. */
export const createCodeFolders = ({ folder, blobs, ids }: Settings) => {
  const made = new Map<string, Promise<string>>();
  const make = async (blobId: string): Promise<string> => {
    const incoming = join(folder, `incoming-${ids.hex(16)}`);
    const target = join(folder, blobId);
    try {
      await unpack(await contentOf(blobs, blobId), incoming);
      await rename(incoming, target);
    } catch (error) {
      await rm(incoming, { recursive: true, force: true });
      throw error;
    }
    return target;
  };
  return {
    of: (blobId: string): Promise<string> => {
      const found = made.get(blobId);
      if (found !== undefined) return found;
      const making = make(blobId);
      made.set(blobId, making);
      making.catch(() => made.delete(blobId));
      return making;
    },
  };
};
