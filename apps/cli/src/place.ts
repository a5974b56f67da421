import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Terminal } from './terminal.ts';

/** The repository that this command is part of. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The data folder, absolute: as given, as `GATEHOUSE_DATA` says, `data` where we are if it is one of ours, else the
 * one that `npm start` uses.
 */
export const dataFolder = (
  given: string | undefined,
  { environment, folder }: Pick<Terminal, 'environment' | 'folder'>,
): string => {
  const named = given ?? environment['GATEHOUSE_DATA'];
  if (named !== undefined && named !== '') return resolve(folder, named);
  const here = resolve(folder, 'data');
  return existsSync(join(here, 'aws', 'config')) ? here : join(root, 'data');
};
