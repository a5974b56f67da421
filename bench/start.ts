import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type ServerProcess, startProcess } from './load.ts';

const ROUNDS = 7;
const IDLE_MILLISECONDS = 2000;
const MAIN = join(import.meta.dirname, '../apps/server/src/main.ts');

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The server as `npm start` runs it, with compiled code kept between starts. */
const start = (data: string): Promise<ServerProcess> =>
  startProcess(
    [
      MAIN,
      `--data=${join(data, 'state')}`,
      '--aws-listen=127.0.0.1:0',
      '--console-listen=127.0.0.1:0',
    ],
    { NODE_COMPILE_CACHE: join(data, 'compiled') },
  );

const bareStart = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/** Resident memory in MB, of a process that has had nothing to do for a while. */
const idleMemory = async (server: ServerProcess): Promise<number> => {
  await new Promise((resolve) => {
    setTimeout(resolve, IDLE_MILLISECONDS);
  });
  const status = readFileSync(`/proc/${server.process.pid ?? 0}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
};

const inFolder = async <T>(work: (data: string) => Promise<T>): Promise<T> => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    return await work(data);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
};

const measureStart = (): Promise<readonly Measurement[]> =>
  inFolder(async (data) => {
    // The first makes the database, the second compiles what only a start on an existing one runs.
    for (let round = 0; round < 2; round += 1) await (await start(data)).stop();
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await milliseconds(bareStart));
      let server: ServerProcess | undefined;
      ours.push(
        await milliseconds(async () => {
          server = await start(data);
        }),
      );
      await server?.stop();
    }
    return [
      {
        name: 'start/ready',
        value: median(ours),
        unit: 'ms',
        versus: 'node -e 0',
        ratio: median(ours) / median(bare),
      },
    ];
  });

const measureMemory = (): Promise<readonly Measurement[]> =>
  inFolder(async (data) => {
    await (await start(data)).stop();
    const bare = await startProcess([join(import.meta.dirname, 'processes/echo-server.ts')]);
    const server = await start(data);
    try {
      const [ours, theirs] = await Promise.all([idleMemory(server), idleMemory(bare)]);
      return [
        {
          name: 'start/idle-memory',
          value: ours,
          unit: 'MB',
          versus: 'a bare node:http server',
          ratio: ours / theirs,
        },
      ];
    } finally {
      await Promise.all([server.stop(), bare.stop()]);
    }
  });

export const benchmarks: readonly Benchmark[] = [
  { name: 'start/ready', run: measureStart },
  { name: 'start/idle-memory', run: measureMemory },
];
