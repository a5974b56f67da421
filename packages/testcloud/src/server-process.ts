import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ClientConfig } from './start-cloud.ts';

export interface ServerProcess {
  readonly aws: string;
  readonly console: string;
  readonly client: ClientConfig;
  /** What it has written to stderr. */
  log(): string;
  /** What it has written to stdout. */
  output(): string;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const MAIN = join(dirname(createRequire(import.meta.url).resolve('@gatehouse/server')), 'main.ts');

/**
 * Where processes of ours keep compiled code, as `npm test` says. What is killed keeps none, and strips and compiles all
 * of the source at its next start unless another has.
 */
export const COMPILED: { readonly NODE_COMPILE_CACHE: string } = {
  NODE_COMPILE_CACHE:
    process.env['NODE_COMPILE_CACHE'] ??
    join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'node-compile'),
};

const adminOf = (data: string): { accessKeyId: string; secretAccessKey: string } => {
  const text = readFileSync(join(data, 'aws', 'credentials'), 'utf8');
  const found = /\[admin\]\naws_access_key_id = (\S+)\naws_secret_access_key = (\S+)/.exec(text);
  return { accessKeyId: found?.[1] ?? '', secretAccessKey: found?.[2] ?? '' };
};

const ended = (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
    child.once('exit', resolve);
    child.kill(signal);
  });

/** The server as a process of its own, as `npm start` runs it, on a data folder that outlives it. */
export const startServerProcess = (
  data: string,
  flags: readonly string[] = [],
): Promise<ServerProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        MAIN,
        `--data=${data}`,
        '--aws-listen=127.0.0.1:0',
        '--console-listen=127.0.0.1:0',
        '--log=error',
        // Whoever wants the solutions on findings asks for them: they write into what tests count.
        '--resolver=off',
        '--falco=off',
        '--detection=off',
        '--compliance=off',
        ...flags,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...COMPILED } },
    );
    let errors = '';
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { aws, console } = JSON.parse(line) as { aws: string; console: string };
      child.removeAllListeners('exit');
      resolve({
        aws,
        console,
        client: {
          endpoint: aws,
          region: 'us-east-1',
          credentials: adminOf(data),
          maxAttempts: 1,
        },
        log: () => errors,
        output: () => output,
        kill: async () => {
          await ended(child, 'SIGKILL');
        },
        stop: () => ended(child, 'SIGTERM'),
      });
    });
  });
