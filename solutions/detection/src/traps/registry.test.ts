import { silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations, memoryStore, migrate, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { trapMigrations } from './migrations.ts';
import { createRegistry, TRAPS } from './registry.ts';
import { vault } from './traps.fixture.ts';
import { DAY, trap } from './watch/watch.fixture.ts';

const NOW = new Date(DAY);
const TRAP = trap('bucket', 'archive', { arn: 'arn:aws:s3:::archive' });

const openStore = async (dialect: Store['dialect']): Promise<Store | undefined> => {
  if (dialect === 'sqlite') return memoryStore(trapMigrations);
  const postgres = await testPostgres();
  if (postgres === undefined) return undefined;
  const store = await openPostgres({
    url: await postgres.database(),
    clock: systemClock,
    log: silentLog,
  });
  await migrate(store, [...coreMigrations, ...trapMigrations]);
  onTestFinished(() => store.close());
  return store;
};

test.for(['sqlite', 'postgres'] as const)(
  'on %s a trap is one sealed row, changed by one at a time',
  async (dialect, { skip }) => {
    const store = await openStore(dialect);
    if (store === undefined) {
      skip('this machine has no PostgreSQL');
      return;
    }
    const registry = createRegistry(store, vault);
    const told: string[] = [];
    store.onNotify(TRAPS, (id) => told.push(id));

    const inserted = await store.write((tx) => registry.insert(tx, TRAP, 'slot'));
    const second = await store.write((tx) => registry.insert(tx, { ...TRAP, id: 'x' }, 'slot'));
    const changes = ['a', 'b', 'c', 'd'].map((text) =>
      registry.change(TRAP.id, (now) => ({ ...now, note: `${now.note}${text}` })),
    );
    await Promise.all(changes);
    const inside = await registry.holding(TRAP.id, NOW, 'one', () =>
      registry.holding(TRAP.id, NOW, 'two', async () => 'both').catch((error: unknown) => error),
    );
    const later = new Date(DAY + 601_000);
    await registry.touch(TRAP.id, DAY + 2);
    await registry.touch(TRAP.id, DAY + 1);
    const stored = await registry.find(TRAP.id);

    expect([inserted, second]).toStrictEqual([true, false]);
    expect(stored.trap.note.split('').toSorted().join('')).toBe('abcd');
    expect(stored.touchedAt).toBe(DAY + 2);
    expect(inside).toMatchObject({ name: 'NotYet' });
    // Who held it and fell does not hold it for ever.
    await store.write((tx) =>
      tx.run('UPDATE detection_trap SET hold = ?, held_until = ?', ['fallen', DAY + 600_000]),
    );
    await expect(registry.holding(TRAP.id, NOW, 'next', async () => 1)).rejects.toThrow(
      'somebody else',
    );
    expect(await registry.holding(TRAP.id, later, 'next', async () => 1)).toBe(1);
    expect(await registry.idOfSlot('slot')).toBe(TRAP.id);
    await registry.remove(TRAP.id);
    await expect(registry.find(TRAP.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(told).toContain(TRAP.id);
  },
);

test('a row that was moved, or sealed by another key, is not believed', async () => {
  const store = await memoryStore(trapMigrations);
  const registry = createRegistry(store, vault);
  await store.write((tx) => registry.insert(tx, TRAP));
  await store.write((tx) => tx.run('UPDATE detection_trap SET id = ?', ['other']));

  await expect(registry.all()).rejects.toThrow('another key');
});
