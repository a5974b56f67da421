import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure, messageOf } from './errors.ts';
import type { Terminal } from './terminal.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** The text of a file, or of standard input for `-`; Failure. */
export const readText = async (
  name: string,
  { input, folder }: Pick<Terminal, 'input' | 'folder'>,
): Promise<string> => {
  if (name === '-') return withoutMark(await input());
  const path = resolve(folder, name);
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new Failure(`${name} is longer than 64 MiB`);
    return withoutMark(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${name} cannot be read: ${messageOf(error)}`, { cause: error });
  }
};

// Editors on Windows put a byte order mark before JSON; JSON.parse takes it for a fault.
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** How a file is called in answers. */
export const displayName = (name: string): string => (name === '-' ? '(stdin)' : name);
