import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Cache, createCache } from './cache.ts';

const CHANNEL = 'test.value';
const MIGRATION = {
  component: 'test',
  version: 1,
  statements: [
    'CREATE TABLE test_value (id TEXT PRIMARY KEY, value TEXT NOT NULL)',
    "INSERT INTO test_value (id, value) VALUES ('a', 'allow')",
  ],
};

const cacheOf = (store: Store): Cache<string | undefined> =>
  createCache({
    store,
    channel: CHANNEL,
    load: (key) =>
      store.read(
        async (tx) =>
          (await tx.get<{ value: string }>('SELECT value FROM test_value WHERE id = ?', [key]))
            ?.value,
      ),
  });

const change = (store: Store, value: string): Promise<void> =>
  store.write(async (tx) => {
    await tx.run('UPDATE test_value SET value = ? WHERE id = ?', [value, 'a']);
    tx.notify(CHANNEL, 'a');
  });

test('what a write changed is answered as soon as the write resolves, loads under way or not', async () => {
  const store = await memoryStore([MIGRATION]);
  onTestFinished(() => store.close());
  const cache = cacheOf(store);

  for (let round = 0; round < 50; round += 1) {
    const reads = [0, 1, 2].map(async () => cache.get('a'));
    const written = change(store, `value ${round}`);
    const more = [0, 1, 2].map(async () => cache.get('a'));
    await written;

    expect(await cache.get('a')).toBe(`value ${round}`);
    await Promise.all([...reads, ...more]);
    expect(await cache.get('a')).toBe(`value ${round}`);
  }
});

test('a change on one node ends what another keeps, also while that one cannot hear', async () => {
  const server = await testPostgres();
  if (server === undefined) return;
  const url = await server.database();
  const open = async (): Promise<Store> => {
    const store = await openPostgres({ url, clock: systemClock, log: silentLog });
    onTestFinished(() => store.close());
    return store;
  };
  const [here, there] = [await open(), await open()];
  await here.write(async (tx) => {
    for (const statement of MIGRATION.statements) await tx.run(statement);
  });
  const cache = cacheOf(there);
  expect(await cache.get('a')).toBe('allow');

  await change(here, 'deny');
  await vi.waitFor(async () => expect(await cache.get('a')).toBe('deny'));

  await here.read((tx) =>
    tx.all(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`,
    ),
  );
  await vi.waitFor(() => expect(there.hears()).toBe(false), { interval: 1 });
  await change(here, 'changed unheard');

  expect(await cache.get('a')).toBe('changed unheard');
  await vi.waitFor(() => expect(there.hears()).toBe(true));
  expect(await cache.get('a')).toBe('changed unheard');
});
