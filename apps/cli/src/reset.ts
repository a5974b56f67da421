import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { endpointOf, readProfiles } from './aws-profiles.ts';
import { type Arguments, type Command, NO, YES } from './command.ts';
import { Failure, messageOf, UsageError } from './errors.ts';
import { dataFolder } from './place.ts';
import { askServer } from './server.ts';
import type { Terminal } from './terminal.ts';

const FILES = [
  'gatehouse.db',
  'gatehouse.db-wal',
  'gatehouse.db-shm',
  'master.key',
  'console-passwords',
  'falco-sources.json',
  join('aws', 'config'),
  join('aws', 'credentials'),
  // The audit log of a database that is gone: with its checkpoints a new one would look like a forgery.
  join('audit', 'checkpoints'),
  join('audit', 'leaf-hashes'),
  join('audit', 'checkpoint-key.pem'),
  join('audit', 'checkpoint-key.pub'),
] as const;
// Contents of objects, and code of functions: all below them was made by Gatehouse.
const FOLDERS = ['blobs', 'lambda'] as const;
const LOCK = 'gatehouse.db-lock';

/** Holds the server's lock while `work` runs; Failure when a server holds it. */
const withLock = (data: string, work: () => void): void => {
  const file = join(data, LOCK);
  if (!existsSync(file)) return work();
  const lock = new DatabaseSync(file, { timeout: 200 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Failure(`a server is running on ${data}: stop it first (${messageOf(error)})`, {
      cause: error,
    });
  }
  try {
    work();
  } finally {
    lock.close();
  }
};

/** The lock says that no server has the SQLite file open; one on PostgreSQL only shows by answering. */
const requireNoServer = async (data: string): Promise<void> => {
  const endpoint = existsSync(join(data, 'aws', 'config'))
    ? endpointOf(readProfiles(data))
    : undefined;
  if (endpoint === undefined) return;
  const answer = await askServer(`${endpoint}/_gatehouse/health`);
  if (answer.kind === 'answer' && answer.status === 200)
    throw new Failure(`a server answers at ${endpoint}: stop it first`);
};

const confirmed = async (
  given: Arguments,
  what: readonly string[],
  terminal: Terminal,
): Promise<boolean> => {
  if (given.flag('yes')) return true;
  if (!terminal.interactive)
    throw new UsageError('nobody can be asked here: say --yes to delete everything');
  terminal.err(`This deletes, for good:\n${what.map((file) => `  ${file}\n`).join('')}`);
  return /^y(es)?$/i.test((await terminal.ask('Delete them? [y/N] ')).trim());
};

const resetFiles = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const data = dataFolder(given.one('data'), terminal);
  const elsewhere = ['GATEHOUSE_DATABASE', 'GATEHOUSE_DATABASE_FILE'].find((name) => {
    const value = terminal.environment[name] ?? '';
    return value !== '' && value !== 'sqlite';
  });
  // Without its master key that database would be lost too, half of it unreadable.
  if (elsewhere !== undefined)
    throw new Failure(`${elsewhere} names a database outside ${data}: empty that one yourself`);
  const found = [...FILES, ...FOLDERS]
    .map((name) => join(data, name))
    .filter((file) => existsSync(file));
  if (found.length > 0) {
    await requireNoServer(data);
    // Asked for before the question as well, so that nobody decides about what is then refused.
    withLock(data, () => {});
    if (!(await confirmed(given, found, terminal))) {
      terminal.err('Nothing was deleted.\n');
      return NO;
    }
    withLock(data, () => {
      for (const file of [...found, join(data, LOCK)])
        rmSync(file, { force: true, recursive: true });
    });
    removeEmpty(join(data, 'aws'));
    removeEmpty(join(data, 'audit'));
    removeEmpty(data);
  }
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify({ deleted: found })}\n`
      : found.length === 0
        ? `There is nothing to delete in ${data}.\n`
        : `Deleted ${found.length} files and folders in ${data}.\n`,
  );
  return YES;
};

const removeEmpty = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody keeps other files there: those are not ours to delete.
  }
};

const resetLive = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const endpoint =
    given.one('endpoint') ?? endpointOf(readProfiles(dataFolder(given.one('data'), terminal)));
  if (endpoint === undefined) throw new Failure('no profile names an endpoint: use --endpoint');
  if (!(await confirmed(given, [`everything in the cloud at ${endpoint}`], terminal))) return NO;
  const answer = await askServer(`${endpoint}/_gatehouse/reset`, 'POST');
  if (answer.kind === 'silence')
    throw new Failure(`${endpoint} does not answer: ${answer.because}`);
  if (answer.status === 404)
    throw new Failure(
      `the server at ${endpoint} does not run with --iam=off: only then it can be reset`,
    );
  if (answer.status !== 200) throw new Failure(`${endpoint} answered ${answer.status}`);
  terminal.out(
    given.flag('json')
      ? `${JSON.stringify({ reset: endpoint })}\n`
      : `The cloud at ${endpoint} is as new.\n`,
  );
  return YES;
};

export const reset: Command = {
  name: 'reset',
  summary: "Delete the embedded cloud's database, contents, master key, profiles and audit log",
  usage: '[options]',
  options: {
    data: { value: 'DIR', help: "the server's data folder; default: $GATEHOUSE_DATA or ./data" },
    yes: { help: 'do not ask' },
    live: { help: 'empty a running server instead; it must run with --iam=off' },
    endpoint: { value: 'URL', help: 'with --live: the server; default: as in the data folder' },
  },
  details: `
Refuses while a server runs on the folder. Files that Gatehouse did not make stay. The next start makes a new demo
organization with new access keys.`,
  run: (given, terminal) =>
    given.flag('live') ? resetLive(given, terminal) : resetFiles(given, terminal),
};
