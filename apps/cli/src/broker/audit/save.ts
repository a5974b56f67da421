import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, messageOf } from '../../errors.ts';
import type { Terminal } from '../../terminal.ts';

const PROGRESS_BYTES = 4 * 1_048_576;

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

const progressOf = (terminal: Terminal): ((bytes: number) => void) => {
  let next = PROGRESS_BYTES;
  return (bytes) => {
    if (!terminal.interactive || bytes < next) return;
    next = bytes + PROGRESS_BYTES;
    terminal.err(`${megabytes(bytes)} ...\n`);
  };
};

/** Chunks as they come, with a Failure where the connection breaks off: half an export must not look like a whole one. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw new Failure(`the answer broke off: ${messageOf(error)}`, { cause: error });
  }
}

const writeAll = async (
  file: FileHandle,
  body: ReadableStream<Uint8Array>,
  terminal: Terminal,
): Promise<number> => {
  const progress = progressOf(terminal);
  let size = 0;
  for await (const chunk of chunksOf(body)) {
    await file.writeFile(chunk);
    size += chunk.length;
    progress(size);
  }
  await file.datasync();
  return size;
};

/** Writes the whole body to a file for its owner only, or leaves what was there. Answers its size. @throws Failure */
export const saveAs = async (
  name: string,
  body: ReadableStream<Uint8Array>,
  terminal: Terminal,
): Promise<number> => {
  const path = resolve(terminal.folder, name);
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(draft, 'wx', 0o600);
    let size: number;
    try {
      size = await writeAll(file, body, terminal);
    } finally {
      await file.close();
    }
    await rename(draft, path);
    return size;
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Failure) throw error;
    throw new Failure(`${name} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};

/** Writes the body to standard output as it comes. @throws Failure */
export const print = async (
  body: ReadableStream<Uint8Array>,
  terminal: Terminal,
): Promise<void> => {
  const decoder = new TextDecoder();
  for await (const chunk of chunksOf(body)) {
    terminal.out(decoder.decode(chunk, { stream: true }));
    await terminal.drained?.();
  }
  terminal.out(decoder.decode());
};
