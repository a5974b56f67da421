import { expect, test } from 'vitest';
import { appendOutbox, drainOutbox, type OutboxRow } from './outbox.ts';
import { countItems, describeOnBoth } from './store.fixture.ts';
import type { Store, Tx } from './store.ts';

const at = new Date('2026-03-01T12:00:00.000Z');

const append = (store: Store, topic: string, payloads: readonly string[]): Promise<void> =>
  store.write(async (tx) => {
    for (const payload of payloads) await appendOutbox(tx, topic, payload, at);
  });

const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n));

const none = async (): Promise<void> => {};

/** Stores each payload as an item: a second delivery would violate its key. */
const insertItems = async (tx: Tx, rows: readonly OutboxRow[]): Promise<void> => {
  for (const { payload } of rows) {
    await tx.run('INSERT INTO item (id) VALUES (?)', [Number(payload)]);
  }
};

describeOnBoth('the outbox', (database) => {
  test('rows come in the order they were appended, with topic, payload and time', async () => {
    const store = await database.store();
    const seen: OutboxRow[] = [];
    await append(store, 'audit', ['a', 'b']);

    const count = await drainOutbox(store, 'audit', 10, async (_tx, rows) => {
      seen.push(...rows);
    });

    expect(count).toBe(2);
    expect(seen.map(({ topic, payload, createdAt }) => ({ topic, payload, createdAt }))).toEqual([
      { topic: 'audit', payload: 'a', createdAt: at },
      { topic: 'audit', payload: 'b', createdAt: at },
    ]);
  });

  test('a drain takes no more than its limit and leaves other topics alone', async () => {
    const store = await database.store();
    await append(store, 'audit', numbers(5));
    await append(store, 'events', numbers(1));

    const counts = [
      await drainOutbox(store, 'audit', 3, none),
      await drainOutbox(store, 'audit', 3, none),
      await drainOutbox(store, 'audit', 3, none),
      await drainOutbox(store, 'events', 3, none),
    ];

    expect(counts).toEqual([3, 2, 0, 1]);
  });

  test('a row exists only if its transaction commits', async () => {
    const store = await database.store();

    const writing = store.write(async (tx) => {
      await appendOutbox(tx, 'audit', 'a', at);
      throw new Error('no');
    });

    await expect(writing).rejects.toThrow('no');
    expect(await drainOutbox(store, 'audit', 10, async () => {})).toBe(0);
  });

  test('a consumer that fails gets the same rows again, and nothing it wrote stays', async () => {
    const store = await database.store();
    await append(store, 'audit', numbers(3));

    const failing = drainOutbox(store, 'audit', 10, async (tx, rows) => {
      await insertItems(tx, rows);
      throw new Error('crash');
    });

    await expect(failing).rejects.toThrow('crash');
    expect(await countItems(store)).toBe(0);
    expect(await drainOutbox(store, 'audit', 10, insertItems)).toBe(3);
    expect(await countItems(store)).toBe(3);
  });

  test('nodes that drain at once, and fall now and then, consume every row exactly once', async () => {
    const nodes = await database.nodes(2);
    const [store] = nodes;
    if (store === undefined) throw new Error('no node');
    await append(store, 'audit', numbers(120));
    let drains = 0;

    const drainAll = async (node: Store): Promise<number> => {
      let consumed = 0;
      for (let failures = 0; failures < 100;) {
        const count = await drainOutbox(node, 'audit', 7, async (tx, rows) => {
          await insertItems(tx, rows);
          drains += 1;
          if (drains % 4 === 0) throw new Error('crash');
        }).catch(() => undefined);
        if (count === 0) return consumed;
        if (count === undefined) failures += 1;
        consumed += count ?? 0;
      }
      throw new Error('the outbox does not get empty');
    };
    const consumed = await Promise.all([...nodes, ...nodes].map(drainAll));

    expect(consumed.reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(await countItems(store)).toBe(120);
  });
});
