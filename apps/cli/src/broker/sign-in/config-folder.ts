import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure, messageOf } from '../../errors.ts';
import type { Terminal } from '../../terminal.ts';

/** Where the person's own settings and sign-ins are, absolute. */
export const configFolder = ({
  environment,
  folder,
}: Pick<Terminal, 'environment' | 'folder'>): string => {
  const own = environment['GATEHOUSE_CONFIG_HOME'];
  if (own !== undefined && own !== '') return resolve(folder, own);
  const shared = environment['XDG_CONFIG_HOME'];
  // The XDG Base Directory Specification: relative ones are to be ignored.
  const isAbsolute = shared !== undefined && shared.startsWith('/');
  return join(isAbsolute ? shared : join(environment['HOME'] ?? homedir(), '.config'), 'gatehouse');
};

/** Makes a folder that only its owner enters. @throws Failure */
export const makePrivateFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Failure(`${path} cannot be made: ${messageOf(error)}`, { cause: error });
  }
};
