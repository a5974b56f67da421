import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments, Command } from '../command.ts';
import { Failure, UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { REGION_OPTION, secretText, withSecrets } from './place.ts';
import { everyMember, type Reference, referenceOf, referred } from './references.ts';

interface Injection {
  readonly environment: ReadonlyMap<string, string>;
  /** Contents of files by the variable that will hold their place. */
  readonly files: ReadonlyMap<string, string>;
}

const gather = async (
  given: Arguments,
  read: (secretId: string) => Promise<string>,
): Promise<Injection> => {
  const environment = new Map<string, string>();
  for (const secretId of given.many('json-env'))
    for (const [name, value] of everyMember(await read(secretId), secretId))
      environment.set(name, value);
  const put = async (references: readonly Reference[], into: Map<string, string>) => {
    for (const one of references) into.set(one.variable, referred(await read(one.secretId), one));
  };
  await put(
    given.many('env').map((text) => referenceOf('env', text)),
    environment,
  );
  const files = new Map<string, string>();
  await put(
    given.many('file').map((text) => referenceOf('file', text)),
    files,
  );
  for (const value of environment.values())
    if (value.includes('\0')) throw new UsageError('a value has a NUL, which no variable can have');
  return { environment, files };
};

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/** Files that only the owner reads, in a folder that goes with the command. */
const withFiles = async <Result>(
  files: Injection['files'],
  use: (places: ReadonlyMap<string, string>) => Promise<Result>,
): Promise<Result> => {
  if (files.size === 0) return use(new Map());
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-secrets-'));
  try {
    chmodSync(folder, OWNER_FOLDER);
    const places = new Map<string, string>();
    for (const [variable, content] of files) {
      const place = join(folder, variable);
      writeFileSync(place, content, { mode: OWNER_ONLY });
      places.set(variable, place);
    }
    return await use(places);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SIGNALLED = 128;
const NOT_FOUND = 127;

/** Runs a command with this process's own input and output; its exit code, or 128 and the number of the signal that ended it. */
const runChild = (
  [name = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, pass);
    const done = (): void => {
      for (const signal of SIGNALS) process.off(signal, pass);
    };
    child.once('error', (cause) => {
      done();
      if ('code' in cause && cause.code === 'ENOENT') resolve(NOT_FOUND);
      else reject(new Failure(`${name} could not be started`, { cause }));
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  if (given.positionals.length === 0)
    throw new UsageError('name a command to run, behind --: gatehouse secrets exec … -- npm start');
  const known = new Map<string, Promise<string>>();
  const { environment, files } = await withSecrets(given, (secrets) =>
    gather(given, (secretId) => {
      const found = known.get(secretId) ?? secretText(secrets, secretId);
      known.set(secretId, found);
      return found;
    }),
  );
  if (environment.size + files.size === 0)
    throw new UsageError('say which secrets it needs: --env, --json-env or --file');
  const code = await withFiles(files, (places) =>
    runChild(given.positionals, {
      ...terminal.environment,
      ...Object.fromEntries(environment),
      ...Object.fromEntries(places),
    }),
  );
  if (code === NOT_FOUND) terminal.err(`${given.positionals[0] ?? ''} was not found\n`);
  return code;
};

export const secretsExec: Command = {
  name: 'secrets exec',
  summary: 'Run a command that gets secrets in its environment or in files',
  usage: '[options] -- COMMAND...',
  options: {
    env: {
      value: 'NAME=SECRET[#MEMBER]',
      many: true,
      help: 'a variable with the value, or a member',
    },
    'json-env': {
      value: 'SECRET',
      many: true,
      help: 'a variable for every member of a JSON secret',
    },
    file: {
      value: 'NAME=SECRET[#MEMBER]',
      many: true,
      help: 'a file with the value; the variable NAME says where it is',
    },
    ...REGION_OPTION,
  },
  details: `
The values are read with the credentials of the SDK's own search, are never printed, and are in no argument. Files are
readable by the owner only and are removed when the command ends. The exit code is that of the command, 127 when there
is no such command, 128 and more when a signal ended it; 2 and 3 before it began.`,
  run,
};
