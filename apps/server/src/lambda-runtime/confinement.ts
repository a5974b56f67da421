import { existsSync } from 'node:fs';

/** What the process may read, write and use up. */
export interface Confinement {
  readonly readable: readonly string[];
  readonly writable: string;
  readonly memoryMegabytes: number;
}

const SETPRIV = '/usr/bin/setpriv';
const SHELL = '/bin/sh';
const OPEN_FILES = 1024;
// In blocks of 512 bytes: AWS gives /tmp 512 MB.
const FILE_BLOCKS = 1_048_576;

// Not a share but a rest: what is not heap (code, buffers, stacks) takes about this much of a small function.
const heapMegabytes = (memory: number): number => Math.max(64, Math.floor(memory * 0.9));

const nodeOptions = ({ readable, writable, memoryMegabytes }: Confinement): readonly string[] => [
  '--permission',
  // It opens files past the permissions, by name as by ATTACH: the server's database among them.
  '--no-experimental-sqlite',
  ...readable.map((path) => `--allow-fs-read=${path}`),
  `--allow-fs-read=${writable}/*`,
  `--allow-fs-write=${writable}/*`,
  `--max-old-space-size=${heapMegabytes(memoryMegabytes)}`,
  '--disable-sigusr1',
  '--disable-warning=SecurityWarning',
  '--disable-warning=ExperimentalWarning',
];

/**
 * The command that starts Node so confined. On Linux the kernel ends the process with the thread that started it, also
 * when that one was killed and the function never comes to notice; limits are the shell's, which replaces itself.
 */
export const confined = (
  node: string,
  script: string,
  confinement: Confinement,
): { readonly command: string; readonly args: readonly string[] } => {
  const run = [node, ...nodeOptions(confinement), script];
  const limited = existsSync(SHELL)
    ? [
        SHELL,
        '-c',
        `ulimit -c 0; ulimit -n ${OPEN_FILES}; ulimit -f ${FILE_BLOCKS}; exec "$@"`,
        'sh',
        ...run,
      ]
    : run;
  const [command = node, ...args] = existsSync(SETPRIV)
    ? [SETPRIV, '--pdeathsig', 'KILL', '--no-new-privs', ...limited]
    : limited;
  return { command, args };
};
