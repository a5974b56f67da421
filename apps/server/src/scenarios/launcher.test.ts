import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
// Without it `npm start` would first install packages, amid the tests that use them.
const isInstalled = existsSync(join(ROOT, 'node_modules', '.gatehouse-lock'));

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

const exists = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** `npm start`, and the processes under it: npm, the launcher, the server. */
const started = async () => {
  const data = await mkdtemp(join(tmpdir(), 'gatehouse-launch-'));
  const npm: ChildProcess = spawn(
    'npm',
    [
      'start',
      '--silent',
      '--',
      `--data=${data}`,
      '--aws-listen=127.0.0.1:0',
      '--console-listen=127.0.0.1:0',
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (npm.stdout === null) throw new Error('npm has no output');
  const lines = createInterface({ input: npm.stdout });
  await new Promise((resolve) => {
    lines.once('line', resolve);
  });
  const launcher = childrenOf(npm.pid ?? 0)[0] ?? 0;
  const server = childrenOf(launcher)[0] ?? 0;
  onTestFinished(async () => {
    if (exists(server)) process.kill(server, 'SIGKILL');
    await rm(data, { recursive: true, force: true });
  });
  return { npm: npm.pid ?? 0, launcher, server, database: join(data, 'gatehouse.db') };
};

test.skipIf(!isInstalled || !existsSync('/proc/self')).for([
  ['npm', 'SIGKILL'],
  ['launcher', 'SIGKILL'],
  ['npm', 'SIGTERM'],
  ['npm', 'SIGINT'],
] as const)('when %s gets %s the server stops, and stops properly', async ([who, signal]) => {
  const processes = await started();

  process.kill(processes[who], signal);

  await expect.poll(() => exists(processes.server), { timeout: 10_000 }).toBe(false);
  // A server that was killed leaves its write-ahead log behind.
  expect(existsSync(`${processes.database}-wal`)).toBe(false);
  expect(existsSync(processes.database)).toBe(true);
});
