import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../events/json.ts';
import type { FileProblem, Totals } from './tally.ts';

/** How far a scan had come. */
export interface Cursor {
  /** Files that were begun, in the order of the scan, and a hash over their names, sizes and times. */
  readonly files: number;
  readonly hash: string;
  /** Records of the last one of them that are done; undefined when it is finished. */
  readonly records: number | undefined;
}

interface Header {
  readonly gatehouse: 'detect-state';
  readonly version: 1;
  readonly fingerprint: string;
  readonly cursor: Cursor;
  readonly totals: Totals;
  readonly problems: readonly FileProblem[];
}

/** A part that remembers, and what: one line of the file for each value. */
export interface Part {
  readonly name: string;
  state(): Iterable<unknown>;
  restore(states: Iterable<unknown>): void;
}

export interface Progressed {
  readonly cursor: Cursor;
  readonly totals: Totals;
  readonly problems: readonly FileProblem[];
}

const BUFFERED = 1_048_576;

function* linesFor(header: Header, parts: readonly Part[]): Generator<string> {
  yield `${JSON.stringify(header)}\n`;
  for (const part of parts)
    for (const value of part.state()) yield `${JSON.stringify([part.name, value])}\n`;
  yield '"end"\n';
}

/** Written beside and renamed: a kill leaves the old state or the new one. */
export const writeCheckpoint = async (
  path: string,
  fingerprint: string,
  progressed: Progressed,
  parts: readonly Part[],
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    const header: Header = { gatehouse: 'detect-state', version: 1, fingerprint, ...progressed };
    let text = '';
    for (const line of linesFor(header, parts)) {
      text += line;
      if (text.length < BUFFERED) continue;
      await file.write(text);
      text = '';
    }
    await file.write(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
};

export const removeCheckpoint = async (path: string): Promise<void> => {
  await rm(path, { force: true });
  await rm(`${path}.new`, { force: true });
};

const linesOf = (path: string) =>
  createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });

const headerOf = (line: string, fingerprint: string): Header | undefined => {
  const value: unknown = JSON.parse(line);
  if (!isObject(value) || value['gatehouse'] !== 'detect-state' || value['version'] !== 1)
    return undefined;
  return value['fingerprint'] === fingerprint ? (value as unknown as Header) : undefined;
};

/** Where a scan with the same settings stopped; undefined when there is no such state, or it is not whole. */
export const readCheckpoint = async (
  path: string,
  fingerprint: string,
): Promise<Progressed | undefined> => {
  let header: Header | undefined;
  let last = '';
  try {
    for await (const line of linesOf(path)) {
      header ??= headerOf(line, fingerprint);
      if (header === undefined) return undefined;
      last = line;
    }
  } catch {
    return undefined;
  }
  return last === '"end"' ? header : undefined;
};

/** Gives each part what it had. */
export const restoreParts = async (path: string, parts: readonly Part[]): Promise<void> => {
  const byName = new Map(parts.map((part) => [part.name, part]));
  for await (const line of linesOf(path)) {
    if (!line.startsWith('[')) continue;
    const entry: unknown = JSON.parse(line);
    if (!Array.isArray(entry)) continue;
    const [name, value]: readonly unknown[] = entry;
    byName.get(String(name))?.restore([value]);
  }
};
