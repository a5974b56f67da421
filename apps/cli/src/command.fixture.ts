import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from './place.ts';
import type { Answered } from './terminal.fixture.ts';

export const BIN = join(root, 'apps', 'cli', 'bin', 'gatehouse.mjs');

/** The real command as a process of its own, with nothing of our environment but the search path. */
export const spawned = (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { node = process.execPath, input = '' }: { readonly node?: string; readonly input?: string } = {},
): Promise<Answered> =>
  new Promise((resolve) => {
    execFile(
      node,
      [BIN, ...args],
      { env: { PATH: process.env['PATH'], AWS_EC2_METADATA_DISABLED: 'true', ...environment } },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, err });
      },
    ).stdin?.end(input);
  });
