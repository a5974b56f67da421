#!/usr/bin/env node
// Runs under whatever Node (20 or later) the machine has: plain JavaScript, nothing but node: modules. It hands over to
// the Node that package.json pins, which runs the TypeScript beside it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const EXIT_FAILED = 3;
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');
const main = join(here, '..', 'src', 'main.ts');
const node = join(root, 'node_modules', '.bin', 'node');
// The same folder as the server's: compiled code is kept between starts.
const cache = join(root, 'node_modules', '.cache', 'node-compile');

const pinnedVersion = () => {
  const file = join(root, 'node_modules', 'node', 'package.json');
  return `v${JSON.parse(readFileSync(file, 'utf8')).version}`;
};

const hand = () => {
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`gatehouse: ${node} does not start: ${error.message}\n`);
    process.exit(EXIT_FAILED);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? EXIT_FAILED);
    // Dies as its child did, so that a shell sees the same.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
};

if (!existsSync(node)) {
  process.stderr.write(`gatehouse: not installed yet: run "npm ci" in ${root}\n`);
  process.exitCode = EXIT_FAILED;
} else if (process.version === pinnedVersion()) {
  // The right Node already (npm run, npx): one process less.
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE ?? cache);
  await import(pathToFileURL(main).href);
} else {
  hand();
}
