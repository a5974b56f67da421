import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark, Measurement } from './benchmark.ts';

const REQUESTS = 50_000;
const MEGABYTE = 1_048_576;
const subject = join(import.meta.dirname, 'processes', 'broker-export.ts');
const run = promisify(execFile);

interface Answer {
  /** Bytes of memory beyond those before the export. */
  readonly extra: number;
  readonly bytes: number;
  readonly seconds: number;
}

const ask = async (task: string, folder: string): Promise<Answer> => {
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning', subject];
  const { stdout } = await run(process.execPath, [...flags, task, String(REQUESTS), folder]);
  return JSON.parse(stdout) as Answer;
};

/** What an export takes in memory on top of the idle process; the same bytes are then streamed from a file. */
const measure = async (format: string): Promise<readonly Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const ours = await ask(format, folder);
    const bare = await ask('file', folder);
    const size = `${Math.round(ours.bytes / MEGABYTE)} MB`;
    return [
      {
        name: `broker-export: ${format}, 50 000 rows`,
        value: ours.extra / MEGABYTE,
        unit: 'MB extra memory',
        versus: `the same ${size} streamed from a file, ${(bare.extra / MEGABYTE).toFixed(1)} MB`,
        ratio: ours.extra / bare.extra,
      },
      {
        name: `broker-export: ${format}, time`,
        value: ours.seconds,
        unit: 's',
        versus: `the same ${size} streamed from a file, ${bare.seconds.toFixed(2)} s`,
        ratio: ours.seconds / bare.seconds,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'broker-export',
    run: async () => {
      const found: Measurement[] = [];
      for (const format of ['csv', 'json', 'ocsf']) found.push(...(await measure(format)));
      return found;
    },
  },
];
