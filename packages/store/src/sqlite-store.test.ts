import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Log, silentLog, systemClock } from '@gatehouse/core';
import { manualClock, manualTimers } from '@gatehouse/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DatabaseInUseError } from './errors.ts';
import { memoryStore } from './memory-store.ts';
import { openSqlite } from './sqlite-store.ts';
import type { Store } from './store.ts';

const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const open = (file: string, log: Log = silentLog): Promise<Store> =>
  openSqlite({ file, clock: systemClock, log });

const ids = (store: Store): Promise<{ id: number }[]> =>
  store.read((tx) => tx.all<{ id: number }>('SELECT id FROM item ORDER BY id'));

test('what was written is there after closing and opening again, in one file', async () => {
  const file = join(temporaryFolder(), 'data', 'gatehouse.db');
  const first = await open(file);
  await first.write((tx) => tx.run('CREATE TABLE item (id BIGINT)'));
  await first.write((tx) => tx.run('INSERT INTO item (id) VALUES (1)'));

  await first.close();
  const leftBehind = existsSync(`${file}-wal`);
  const second = await open(file);
  onTestFinished(() => second.close());

  expect(leftBehind).toBe(false);
  expect(await ids(second)).toMatchObject([{ id: 1 }]);
});

test('the database and its log are readable by their owner only', async () => {
  const file = join(temporaryFolder(), 'gatehouse.db');
  const store = await open(file);
  onTestFinished(() => store.close());
  await store.write((tx) => tx.run('CREATE TABLE item (id BIGINT)'));

  const modes = ['', '-wal', '-shm', '-lock'].map((end) => statSync(file + end).mode & 0o777);

  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
});

test('a file that is open is refused to a second opener and free once it is closed', async () => {
  const file = join(temporaryFolder(), 'gatehouse.db');
  const first = await open(file);

  await expect(open(file)).rejects.toThrow(DatabaseInUseError);
  await expect(open(file)).rejects.toThrow('is in use by another process');
  await first.close();
  const second = await open(file);

  await expect(second.close()).resolves.toBeUndefined();
});

/** Starts the writer, kills it without warning after some acknowledgements, and answers what it acknowledged. */
const writeUntilKilled = async (
  file: string,
  first: number,
  enough: number,
  whileRunning: () => Promise<void>,
): Promise<readonly number[]> => {
  const script = fileURLToPath(new URL('crash-writer.fixture.ts', import.meta.url));
  const writer = spawn(process.execPath, [script, file, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void writer.kill('SIGKILL'));
  const acknowledged: number[] = [];
  for await (const line of createInterface(writer.stdout)) {
    acknowledged.push(Number(line));
    if (acknowledged.length === 1) await whileRunning();
    if (acknowledged.length === enough) writer.kill('SIGKILL');
  }
  return acknowledged;
};

test('a process that is killed loses no acknowledged write, splits none, and leaves no lock', async () => {
  const file = join(temporaryFolder(), 'gatehouse.db');
  const acknowledged: number[] = [];
  const refusals: unknown[] = [];
  const tryToOpen = async (): Promise<void> => {
    if (refusals.length > 0) return;
    refusals.push(await open(file).catch((error: unknown) => error));
  };

  for (let round = 0; round < 5; round += 1) {
    acknowledged.push(
      ...(await writeUntilKilled(file, round * 1_000_000, 150 + round * 83, tryToOpen)),
    );
    const store = await open(file);
    const items = (await ids(store)).map(({ id }) => id);
    const records = await store.read((tx) =>
      tx.all<{ payload: string }>('SELECT payload FROM store_outbox ORDER BY id'),
    );
    const check = await store.read((tx) => tx.get('PRAGMA integrity_check'));
    await store.close();

    const kept = new Set(items);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect(records.map(({ payload }) => Number(payload)).toSorted((a, b) => a - b)).toEqual(items);
    expect(check).toEqual({ integrity_check: 'ok' });
  }

  expect(acknowledged.length).toBeGreaterThanOrEqual(5 * 150);
  expect(refusals[0]).toBeInstanceOf(DatabaseInUseError);
}, 60_000);

test('a write that never ends is reported, then given up, and the others go on', async () => {
  const clock = manualClock();
  const warnings: unknown[] = [];
  const log: Log = { ...silentLog, warn: (message, fields) => warnings.push([message, fields]) };
  const store = await openSqlite({ file: ':memory:', clock, log, timers: manualTimers(clock) });
  onTestFinished(() => store.close());
  await store.write((tx) => tx.run('CREATE TABLE item (id BIGINT)'));
  let begun = false;

  const hanging = store.write(async (tx) => {
    await tx.run('INSERT INTO item (id) VALUES (1)');
    begun = true;
    return new Promise<never>(() => {});
  });
  const outcome = hanging.catch((error: unknown) => error);
  const waiting = store.write((tx) => tx.run('INSERT INTO item (id) VALUES (2)'));
  await vi.waitFor(() => expect(begun).toBe(true), { interval: 1 });
  for (let seconds = 0; seconds < 90; seconds += 5) clock.advance({ seconds: 5 });

  expect(String(await outcome)).toContain('did not end');
  await waiting;
  expect(warnings[0]).toEqual(['a write transaction holds up all others', { forSeconds: 5 }]);
  expect(await ids(store)).toMatchObject([{ id: 2 }]);
});

test('work runs in the asynchronous context of the code that asked for it', async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks');
  const requests = new AsyncLocalStorage<string>();
  const store = await memoryStore();
  onTestFinished(() => store.close());

  const seen = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      requests.run(name, () => store.write(async () => requests.getStore())),
    ),
  );

  expect(seen).toEqual(['a', 'b', 'c']);
});

test('many distinct statements do not make the store forget how to run any of them', async () => {
  const store = await memoryStore();
  onTestFinished(() => store.close());
  const select = (n: number): Promise<unknown> =>
    store.read((tx) => tx.get(`SELECT ${n} AS n, ? AS again`, [n]));

  for (let n = 0; n < 2000; n += 1) await select(n);

  expect(await select(3)).toEqual({ n: 3, again: 3 });
});

test('a private store leaves no file behind', async () => {
  const { readdirSync } = await import('node:fs');
  const folders = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-memory-'));
  const before = new Set(folders());

  const store = await memoryStore();
  onTestFinished(() => store.close());

  expect(folders().filter((name) => !before.has(name))).toEqual([]);
});
