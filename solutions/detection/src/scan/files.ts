import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogFile {
  readonly path: string;
  /** From the folder that was named, with `/`: how reports call it. */
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export type Found =
  | { readonly file: LogFile }
  | {
      readonly path: string;
      readonly name: string;
      readonly problem: 'unreadable' | 'link' | 'special';
      readonly detail: string;
    };

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const MOST_DEPTH = 64;

async function* inFolder(folder: string, prefix: string, depth: number): AsyncGenerator<Found> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    yield { path: folder, name: prefix, problem: 'unreadable', detail: codeOf(error) };
    return;
  }
  if (depth > MOST_DEPTH) {
    yield { path: folder, name: prefix, problem: 'special', detail: 'nested too deep' };
    return;
  }
  // By code units, whatever the locale: a scan that is taken up again has to meet the same order.
  names.sort();
  for (const name of names) yield* at(join(folder, name), `${prefix}/${name}`, depth);
}

async function* at(path: string, name: string, depth: number): AsyncGenerator<Found> {
  try {
    const facts = await lstat(path);
    if (facts.isDirectory()) yield* inFolder(path, name, depth + 1);
    else if (facts.isSymbolicLink())
      // What it leads to is scanned where it is, when it lies in the folder, and is not meant, when it does not.
      yield { path, name, problem: 'link', detail: 'a symbolic link' };
    else if (facts.isFile())
      yield { file: { path, name, bytes: facts.size, modifiedMs: facts.mtimeMs } };
    else yield { path, name, problem: 'special', detail: 'a socket, pipe or device' };
  } catch (error) {
    yield { path, name, problem: 'unreadable', detail: codeOf(error) };
  }
}

/** The files below what was named, in a certain order; a link is followed only where it was named itself. */
export async function* filesIn(inputs: readonly string[]): AsyncGenerator<Found> {
  for (const input of inputs) {
    try {
      const facts = await stat(input);
      if (facts.isDirectory()) yield* inFolder(input, input, 0);
      else if (facts.isFile())
        yield {
          file: { path: input, name: input, bytes: facts.size, modifiedMs: facts.mtimeMs },
        };
      else
        yield { path: input, name: input, problem: 'special', detail: 'a socket, pipe or device' };
    } catch (error) {
      yield { path: input, name: input, problem: 'unreadable', detail: codeOf(error) };
    }
  }
}

/** How many bytes there are to read. */
export const bytesIn = async (inputs: readonly string[]): Promise<number> => {
  let bytes = 0;
  for await (const found of filesIn(inputs)) if ('file' in found) bytes += found.file.bytes;
  return bytes;
};
