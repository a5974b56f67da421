// `npm run bench` prints a table; `npm run -s bench -- --json NAME` one JSON object a line for names that start with NAME.
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Benchmark, Measurement } from './benchmark.ts';

const folder = import.meta.dirname;
const LIBRARY = new Set(['run.ts', 'benchmark.ts']);

const flags = process.argv.slice(2);
const json = flags.includes('--json');
const prefix = flags.find((flag) => !flag.startsWith('--')) ?? '';

const load = async (file: string): Promise<readonly Benchmark[]> => {
  const module: unknown = await import(join(folder, file));
  return module !== null && typeof module === 'object' && 'benchmarks' in module
    ? (module.benchmarks as readonly Benchmark[])
    : [];
};

const row = ({ name, value, unit, ratio, versus }: Measurement): string =>
  `${name.padEnd(36)} ${value.toPrecision(4).padStart(12)} ${unit.padEnd(16)} ${ratio.toFixed(3).padStart(10)} × ${versus}`;

const files = globSync('*.ts', { cwd: folder }).filter((file) => !LIBRARY.has(basename(file)));
let found = 0;
for (const file of files.toSorted()) {
  for (const benchmark of await load(file)) {
    if (!benchmark.name.startsWith(prefix)) continue;
    found += 1;
    if (process.stderr.isTTY) process.stderr.write(`measuring ${benchmark.name} ...\n`);
    for (const measurement of await benchmark.run())
      process.stdout.write(`${json ? JSON.stringify(measurement) : row(measurement)}\n`);
  }
}
if (found === 0) {
  process.stderr.write(`no benchmark's name starts with ${prefix}\n`);
  process.exitCode = 2;
}
