// Builds the console's pages when they are missing or older than their sources. Plain JavaScript and nothing but node:
// modules, as run.mjs, which calls it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** One hash over everything that the pages are made from. */
const sourceHash = (root, folder) => {
  const made = new Set(['dist', 'node_modules']);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !made.has(relative(folder, file).split(/[\\/]/)[0]))
    .filter((file) => !/\.(test|fixture)\.tsx?$/.test(file))
    .toSorted();
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const file of files) hash.update(`\n${relative(folder, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
};

/** Answers the exit status: 0 also when there was nothing to do. */
export const buildConsole = (root) => {
  const folder = join(root, 'apps', 'console');
  const mark = join(folder, 'dist', '.sources');
  const hash = sourceHash(root, folder);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return 0;
  process.stderr.write('Building the console, once ...\n');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const node = join(root, 'node_modules', '.bin', 'node');
  const { status } = spawnSync(node, [vite, 'build', folder, '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    // Vite takes over what is set: from inside of a test run it would build React for development.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) return status ?? 1;
  writeFileSync(mark, hash);
  return 0;
};

if (process.argv[1] === import.meta.filename)
  process.exitCode = buildConsole(join(import.meta.dirname, '..', '..'));
