import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../errors.ts';
import type { Invocation, Outcome } from './messages.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const EXTENSIONS = ['.mjs', '.js', '.cjs', '.ts'];
const MOST_OUTPUT = 1024 * 1024;

export interface Source {
  readonly file: string;
  /** Name of the exported handler. */
  readonly handler: string;
}

/** `index.handler` in a folder, or in the file that is named itself. @throws UsageError */
export const sourceOf = (folder: string, path: string, handler: string): Source => {
  const [module = '', name = '', ...rest] = handler.split('.');
  if (module === '' || name === '' || rest.length > 0)
    throw new UsageError(`--handler is FILE.EXPORT, such as index.handler; not "${handler}"`);
  const place = resolve(folder, path);
  if (!existsSync(place)) throw new UsageError(`there is no ${path}`);
  if (statSync(place).isFile()) return { file: place, handler: name };
  const file = EXTENSIONS.map((extension) => join(place, `${module}${extension}`)).find((one) =>
    existsSync(one),
  );
  if (file === undefined)
    throw new UsageError(`there is no ${module}.mjs or ${module}.js in ${path}`);
  return { file, handler: name };
};

/** How an invocation ended. `killed`: we ended the process meanwhile. */
export type Ending =
  | { readonly how: 'done' | 'killed' }
  | { readonly how: 'failed'; readonly error: string };

/** A rotation function in a process of its own. */
export interface FunctionProcess {
  invoke(event: object): Promise<Ending>;
  /** Ends the process at once, whatever it does; the next invocation starts another one. */
  kill(): void;
  /** What it wrote since this was asked last. */
  output(): string;
}

const isOutcome = (message: unknown): message is Outcome =>
  typeof message === 'object' && message !== null && 'id' in message && 'done' in message;

const invokeIn = (
  child: ChildProcess,
  invocation: Invocation,
  timeoutMilliseconds: number,
  kill: () => void,
): Promise<Ending> =>
  new Promise((settle) => {
    const end = (ending: Ending): void => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      settle(ending);
    };
    const onMessage = (message: unknown): void => {
      if (!isOutcome(message) || message.id !== invocation.id) return;
      end(message.done ? { how: 'done' } : { how: 'failed', error: message.error });
    };
    const onExit = (code: number | null): void =>
      end(
        code === null
          ? { how: 'killed' }
          : { how: 'failed', error: `it ended its process (${code})` },
      );
    const timer = setTimeout(() => {
      end({ how: 'failed', error: `it did not end within ${timeoutMilliseconds / 1000} seconds` });
      kill();
    }, timeoutMilliseconds);
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.send(invocation);
  });

export const functionProcess = (
  { file, handler }: Source,
  environment: Readonly<Record<string, string | undefined>>,
  timeoutMilliseconds: number,
): FunctionProcess => {
  let child: ChildProcess | undefined;
  let output = '';
  let count = 0;

  const started = (): ChildProcess => {
    if (child !== undefined) return child;
    const made = fork(CHILD, [file, handler], {
      env: { ...environment },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [made.stdout, made.stderr])
      stream?.on('data', (data: Buffer) => {
        if (output.length < MOST_OUTPUT) output += data.toString('utf8');
      });
    made.once('exit', () => {
      if (child === made) child = undefined;
    });
    child = made;
    return made;
  };

  const kill = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };

  return {
    invoke: (event) => {
      count += 1;
      return invokeIn(started(), { id: count, event }, timeoutMilliseconds, kill);
    },
    kill,
    output: () => {
      const written = output;
      output = '';
      return written;
    },
  };
};
