import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Benchmark, Measurement } from './benchmark.ts';
import { type Logs, writeLogs } from './detect-logs.ts';

const FILES = 96;
const RECORDS_PER_FILE = 1000;
const LARGE_FILES = 1;
const LARGE_RECORDS = 150_000;
const MEGABYTE = 1_048_576;
const LIMIT_MB = 300;
const subject = join(import.meta.dirname, 'processes', 'detect-scan.ts');
const run = promisify(execFile);

/** Both on the same single core, where the machine lets us choose: nothing is gained by threads then. */
const PINNED = ['taskset', '-c', '0'] as const;

const pinned = (): readonly string[] => {
  const [command, ...flags] = PINNED;
  try {
    execFileSync(command, [...flags, 'true']);
    return PINNED;
  } catch {
    return [];
  }
};

const ask = async (...given: readonly string[]): Promise<Readonly<Record<string, number>>> => {
  const [command = process.execPath, ...flags] = [...pinned(), process.execPath, subject, ...given];
  const { stdout } = await run(command, flags);
  return JSON.parse(stdout) as Readonly<Record<string, number>>;
};

const rate = async (
  folder: string,
  { records, bytes }: Logs,
  which: string,
  title: string,
): Promise<Measurement> => {
  const { ours = 0, bare = 0 } = await ask('pairs', folder, which);
  return {
    name: `detect-scan: ${title}`,
    value: Math.round(records / ours),
    unit: 'events/s',
    versus: `gunzip + JSON.parse of the same ${Math.round(bytes / MEGABYTE)} MB: ${Math.round(records / bare)}/s`,
    ratio: bare / ours,
  };
};

const memory = async (folder: string, title: string): Promise<Measurement> => {
  const { peak = 0 } = await ask('scan', folder, 'everything');
  return {
    name: `detect-scan: memory, ${title}`,
    value: peak / MEGABYTE,
    unit: 'MB at most',
    versus: `the limit of ${LIMIT_MB} MB`,
    ratio: peak / MEGABYTE / LIMIT_MB,
  };
};

const measure = async (): Promise<readonly Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  try {
    const [many, large] = [join(folder, 'many'), join(folder, 'large')];
    const logs = writeLogs(many, FILES, RECORDS_PER_FILE);
    const { bytes } = writeLogs(large, LARGE_FILES, LARGE_RECORDS);
    return [
      await rate(many, logs, 'filters', '100 filters'),
      await rate(many, logs, 'everything', '100 filters, all rules, behaviour'),
      await memory(many, `${FILES} files`),
      await memory(large, `one file of ${Math.round(bytes / MEGABYTE)} MB`),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const benchmarks: readonly Benchmark[] = [{ name: 'detect-scan', run: measure }];
