import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { withLock } from './lock.ts';

/** A program that takes a lock, says so, and keeps it until it is killed. */
const HOLDER = `
  import { withLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url).href)};
  await withLock(process.argv[1], async () => {
    process.stdout.write('held');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
`;

const newFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'lock');
};

test('work under a lock is done one after another, and a failure lets the next one in', async () => {
  const file = newFile();
  let [inside, most] = [0, 0];
  const work = (fails: boolean) =>
    withLock(file, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await turn();
      inside -= 1;
      if (fails) throw new Error('failed');
    });

  const done = await Promise.allSettled([work(false), work(true), work(false), work(false)]);

  expect(most).toBe(1);
  expect(done.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a process that is killed leaves no lock behind, and one that lives keeps it', async () => {
  const file = newFile();
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');

  await expect(withLock(file, async () => 'in', 200)).rejects.toThrow('another gatehouse command');
  holder.kill('SIGKILL');
  await once(holder, 'exit');

  expect(await withLock(file, async () => 'in', 5000)).toBe('in');
});
