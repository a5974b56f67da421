import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Arguments } from '../command.ts';
import type { Terminal } from '../terminal.ts';

const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Never in the folder with the logs: that may be evidence. One for what is scanned, so that two scans do not meet. */
const usualPath = (inputs: readonly string[], { environment }: Terminal): string => {
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  const folder = cache === '' ? join(environment['HOME'] ?? homedir(), '.cache') : cache;
  return join(folder, 'gatehouse', 'detect', `${hashOf(inputs).slice(0, 24)}.state`);
};

export const statePath = (
  inputs: readonly string[],
  given: Arguments,
  terminal: Terminal,
): string => {
  const named = given.one('state');
  return named === undefined ? usualPath(inputs, terminal) : resolve(terminal.folder, named);
};

/** Stands for everything that decides what is found: with other settings a scan begins anew. */
export const fingerprintOf = (settings: unknown): string => hashOf(settings);
