import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Command, FAILED } from './command.ts';
import { root } from './place.ts';
import type { Terminal } from './terminal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const PARENT_CHECK_MILLISECONDS = 250;

/** Without a word about it, the data are where `npm start` has them, wherever the command is started. */
const withData = (
  flags: readonly string[],
  { environment }: Pick<Terminal, 'environment'>,
): readonly string[] => {
  const named =
    flags.some((flag) => /^--(data|config)(=|$)/.test(flag)) ||
    ['GATEHOUSE_DATA', 'GATEHOUSE_CONFIG'].some((name) => environment[name]);
  return named ? flags : [`--data=${join(root, 'data')}`, ...flags];
};

const serve = (flags: readonly string[], terminal: Terminal): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(root, 'apps', 'server', 'src', 'main.ts'), ...flags],
      {
        stdio: 'inherit',
        cwd: terminal.folder,
        env: {
          ...terminal.environment,
          NODE_COMPILE_CACHE:
            terminal.environment['NODE_COMPILE_CACHE'] ??
            join(root, 'node_modules', '.cache', 'node-compile'),
        },
      },
    );
    const forward = SIGNALS.map((signal) => [signal, () => void child.kill(signal)] as const);
    for (const [signal, pass] of forward) process.on(signal, pass);
    // Who is killed outright cannot pass a signal on: without this the server would live on unseen.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      child.kill('SIGKILL');
    }, PARENT_CHECK_MILLISECONDS);
    const end = (code: number): void => {
      clearInterval(watch);
      for (const [signal, pass] of forward) process.off(signal, pass);
      resolve(code);
    };
    child.on('error', (error) => {
      terminal.err(`gatehouse up: the server does not start: ${error.message}\n`);
      end(FAILED);
    });
    child.on('exit', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : FAILED)));
  });

export const up: Command = {
  name: 'up',
  summary: 'Start the embedded cloud, as "npm start" does',
  usage: '[server flags]',
  passesOn: true,
  options: {
    'aws-listen': {
      value: 'HOST:PORT',
      help: 'AWS endpoint; default 127.0.0.1:4566, port 0 picks a free one',
    },
    'console-listen': { value: 'HOST:PORT', help: 'console; default 127.0.0.1:4580' },
    data: {
      value: 'DIR',
      help: 'database, master key, AWS profiles; default: data in the repository',
    },
    iam: { value: 'MODE', help: 'enforce (default), soft (only logs) or off (lets everybody in)' },
    config: { value: 'FILE', help: 'these and all other settings as JSON' },
  },
  details: `
The README lists all flags. When the server takes requests it writes one line of JSON to standard output,
{"ready":true,"aws":"http://..."}. Signals reach the server, and its exit code is this command's.`,
  run: (given, terminal) => serve(withData(given.positionals, terminal), terminal),
};
