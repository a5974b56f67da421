import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { decode, type Decoded, formOf } from '../reading/decode.ts';
import { READING_LIMITS } from '../reading/read-values.ts';
import type { LogFile } from './files.ts';

/** A file made ready to be read: small ones wholly, unpacked in a thread of zlib; large ones are read as they come. */
export type Opened =
  | { readonly whole: Buffer }
  | { readonly decoded: Decoded }
  | { readonly problem: string };

const inflate = promisify(gunzip);

async function* chunksOf(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    const bytes = chunk as Buffer;
    onRead(bytes.length);
    yield bytes;
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** How long the text is, as the file's last bytes say (RFC 1952 §2.3.1, ISIZE), or at most what fits: memory for it is taken at once. */
const sizeIn = (packed: Buffer): number => {
  const said = packed.length < 18 ? 0 : packed.readUInt32LE(packed.length - 4);
  return Math.min(READING_LIMITS.windowBytes, Math.max(1024, said + 64));
};

/** Compressed text that fits, whole; undefined when it is too much, broken, or something else. */
const inflated = async (packed: Buffer): Promise<Buffer | undefined> => {
  try {
    const bytes = await inflate(packed, {
      maxOutputLength: READING_LIMITS.windowBytes,
      chunkSize: sizeIn(packed),
    });
    const form = formOf(bytes);
    return form.form === 'utf-8' && form.mark === 0 ? bytes : undefined;
  } catch {
    // Larger than that, or not whole: the way in pieces tells which, and gives what there is.
    return undefined;
  }
};

const problemOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

export const openFile = async (
  { path, bytes }: LogFile,
  onRead: (bytes: number) => void,
): Promise<Opened> => {
  try {
    if (bytes > READING_LIMITS.windowBytes)
      return { decoded: await decode(chunksOf(path, onRead)) };
    const content = await readFile(path);
    onRead(content.length);
    const form = formOf(content);
    if (form.form === 'utf-8' && form.mark === 0) return { whole: content };
    const whole = form.form === 'gzip' ? await inflated(content) : undefined;
    return whole === undefined ? { decoded: await decode(only(content)) } : { whole };
  } catch (error) {
    return { problem: problemOf(error) };
  }
};
