import { expect, test } from 'vitest';
import { isForeignKeyViolation, isUniqueViolation } from './errors.ts';
import { amountOf, countItems, describeOnBoth, putItem } from './store.fixture.ts';
import type { Tx } from './store.ts';

const throwing = (): Promise<void> => {
  throw new RangeError('at once');
};

const increment = async (tx: Tx): Promise<void> => {
  const row = await tx.get<{ amount: number }>('SELECT amount FROM item WHERE id = 1');
  await tx.run('UPDATE item SET amount = ? WHERE id = 1', [(row?.amount ?? 0) + 1]);
};

// Write skew: at most one item may be 1. Snapshot isolation would let two such writes through.
const claim = (id: number) => async (tx: Tx) => {
  const taken = await tx.get('SELECT id FROM item WHERE amount = 1');
  if (taken === undefined) await tx.run('UPDATE item SET amount = 1 WHERE id = ?', [id]);
};

describeOnBoth('a store', (database) => {
  test.for([
    ['a number', 7],
    ['a large integer', 2n ** 62n],
    ['a negative large integer', -(2n ** 62n)],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER],
    ['nothing', null],
  ] as const)('%s comes back as it went in', async ([, value]) => {
    const store = await database.store();

    await store.write((tx) => tx.run('INSERT INTO item (id, amount) VALUES (?, ?)', [1, value]));

    expect(await amountOf(store, 1)).toBe(value);
  });

  test('a safe integer given as bigint comes back as a number', async () => {
    const store = await database.store();

    await store.write((tx) => tx.run('INSERT INTO item (id, amount) VALUES (?, ?)', [1, 12n]));

    expect(await amountOf(store, 1)).toBe(12);
  });

  test.for([
    ['some bytes', new Uint8Array([0, 1, 127, 128, 255])],
    ['no bytes', new Uint8Array()],
  ] as const)('%s come back as they went in', async ([, bytes]) => {
    const store = await database.store();

    await store.write((tx) => tx.run('INSERT INTO item (id, data) VALUES (?, ?)', [1, bytes]));

    const row = await store.read((tx) => tx.get<{ data: Uint8Array }>('SELECT data FROM item'));
    expect(row?.data).toStrictEqual(bytes);
  });

  test('large integers come back from a statement that writes and returns, written once', async () => {
    const store = await database.store();

    const rows = await store.write((tx) =>
      tx.all<{ amount: bigint }>('INSERT INTO item (id, amount) VALUES (?, ?) RETURNING amount', [
        1,
        2n ** 60n,
      ]),
    );

    expect(rows.map((row) => row.amount)).toEqual([2n ** 60n]);
    expect(await countItems(store)).toBe(1);
  });

  test('a comparison answers 0 or 1, a sum a number', async () => {
    const store = await database.store();
    await putItem(store, 1, 3);
    await putItem(store, 2, 4);

    const row = await store.read((tx) =>
      tx.get('SELECT sum(amount) AS total, 1 = 1 AS yes, 1 = 2 AS nope FROM item'),
    );

    expect(row).toEqual({ total: 7, yes: 1, nope: 0 });
  });

  test('text sorts by its bytes', async () => {
    const store = await database.store();
    for (const [id, name] of ['b', 'B', 'a', 'é', '_', 'Z'].entries()) {
      await store.write((tx) => tx.run('INSERT INTO item (id, name) VALUES (?, ?)', [id, name]));
    }

    const rows = await store.read((tx) =>
      tx.all<{ name: string }>('SELECT name FROM item ORDER BY name'),
    );

    expect(rows.map((row) => row.name).join('')).toBe('BZ_abé');
  });

  test('LIKE tells capitals apart', async () => {
    const store = await database.store();
    await store.write((tx) => tx.run("INSERT INTO item (id, name) VALUES (1, 'Key'), (2, 'key')"));

    const rows = await store.read((tx) => tx.all("SELECT id FROM item WHERE name LIKE 'k%'"));

    expect(rows).toEqual([{ id: 2 }]);
  });

  test('question marks in literals, names and comments are no parameters', async () => {
    const store = await database.store();
    const sql = `SELECT '?' AS a, 'it''s ?' AS "b?", amount -- ?
                 FROM item /* ? */ WHERE id = ? AND amount = ?`;
    await putItem(store, 1, 5);

    const row = await store.read((tx) => tx.get(sql, [1, 5]));

    expect(row).toEqual({ a: '?', 'b?': "it's ?", amount: 5 });
  });

  test('run answers how many rows it changed', async () => {
    const store = await database.store();
    for (const id of [1, 2, 3]) await putItem(store, id);

    const { changes } = await store.write((tx) => tx.run('DELETE FROM item WHERE id > ?', [1]));

    expect(changes).toBe(2);
  });

  test('get answers undefined when there is no row', async () => {
    const store = await database.store();

    expect(await store.read((tx) => tx.get('SELECT * FROM item'))).toBeUndefined();
  });

  test('a write that throws leaves nothing behind', async () => {
    const store = await database.store();

    const writing = store.write(async (tx) => {
      await tx.run('INSERT INTO item (id) VALUES (?)', [1]);
      throw new RangeError('no');
    });

    await expect(writing).rejects.toThrow(RangeError);
    expect(await countItems(store)).toBe(0);
  });

  test('a write whose work throws before its first await is rejected, and the next one runs', async () => {
    const store = await database.store();

    await expect(store.write(throwing)).rejects.toThrow(RangeError);
    await putItem(store, 1);

    expect(await countItems(store)).toBe(1);
  });

  test('nobody sees what is not committed', async () => {
    const store = await database.store();
    let seenDuring: number | undefined;

    await store.write(async (tx) => {
      await tx.run('INSERT INTO item (id) VALUES (?)', [1]);
      seenDuring = await countItems(store);
    });

    expect(seenDuring).toBe(0);
    expect(await countItems(store)).toBe(1);
  });

  test('a read cannot write', async () => {
    const store = await database.store();

    await expect(store.read((tx) => tx.run('DELETE FROM item'))).rejects.toThrow(/read-?only/);
  });

  test('a read has nothing to tell', async () => {
    const store = await database.store();

    await expect(store.read(async (tx) => tx.notify('news', 'x'))).rejects.toThrow('notify');
  });

  test('one failing write among many takes only its own changes back', async () => {
    const store = await database.store();

    const writes = Array.from({ length: 20 }, (_, id) =>
      store.write(async (tx) => {
        await tx.run('INSERT INTO item (id) VALUES (?)', [id]);
        if (id === 7) throw new Error('seven');
      }),
    );
    const outcomes = await Promise.allSettled(writes);

    expect(outcomes.flatMap(({ status }, id) => (status === 'rejected' ? [id] : []))).toEqual([7]);
    const rows = await store.read((tx) => tx.all<{ id: number }>('SELECT id FROM item'));
    expect(rows.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, id) => id).filter((id) => id !== 7),
    );
  });

  test('a hundred increments at once count to a hundred', async () => {
    const nodes = await database.nodes(2);
    const [store] = nodes;
    if (store === undefined) throw new Error('no node');
    await putItem(store, 1, 0);

    await Promise.all(
      Array.from({ length: 100 }, (_, at) => (nodes[at % 2] ?? store).write(increment)),
    );

    expect(await amountOf(store, 1)).toBe(100);
  });

  test('of two writes that each rely on what the other changes, one sees the other', async () => {
    const [first, second] = await database.nodes(2);
    if (first === undefined || second === undefined) throw new Error('no nodes');
    await putItem(first, 1, 0);
    await putItem(first, 2, 0);

    await Promise.all([first.write(claim(1)), second.write(claim(2))]);

    const rows = await first.read((tx) => tx.all('SELECT id FROM item WHERE amount = 1'));
    expect(rows).toHaveLength(1);
  });

  test('writes awaited one after another see each other', async () => {
    const store = await database.store();

    await putItem(store, 1, 1);
    const seen = await store.write((tx) => tx.get('SELECT amount FROM item WHERE id = 1'));

    expect(seen).toEqual({ amount: 1 });
  });

  test('a transaction refuses to be used after its end', async () => {
    const store = await database.store();
    const kept: Tx[] = [];
    await store.write(async (tx) => void kept.push(tx));
    await store.read(async (tx) => void kept.push(tx));

    for (const tx of kept) {
      await expect(tx.get('SELECT 1')).rejects.toThrow('has ended');
      expect(() => tx.notify('news', 'x')).toThrow('has ended');
    }
  });

  test('a write inside a write is refused instead of waiting for itself', async () => {
    const store = await database.store();

    const nested = store.write(() => store.write(async () => 1));
    const closing = store.write(() => store.close());

    await expect(nested).rejects.toThrow('inside a write');
    await expect(closing).rejects.toThrow('inside a write');
  });

  test('a write begun by what an ended write left running is not nested', async () => {
    const store = await database.store();
    const ended = Promise.withResolvers<void>();
    let later: Promise<number> | undefined;

    await store.write(async () => {
      later = ended.promise.then(() => store.write(async () => 1));
    });
    ended.resolve();

    expect(await later).toBe(1);
  });

  test('a unique violation and a foreign key violation are told apart', async () => {
    const store = await database.store();
    await putItem(store, 1);

    const twice = await putItem(store, 1).catch((error: unknown) => error);
    const orphan = await store
      .write((tx) => tx.run('INSERT INTO part (id, item_id) VALUES (1, 99)'))
      .catch((error: unknown) => error);

    expect([isUniqueViolation(twice), isForeignKeyViolation(twice)]).toEqual([true, false]);
    expect([isUniqueViolation(orphan), isForeignKeyViolation(orphan)]).toEqual([false, true]);
  });

  test('a write whose work swallows the error of a statement fails all the same', async () => {
    const store = await database.store();
    await putItem(store, 1);

    const writing = store.write(async (tx) => {
      await tx.run('INSERT INTO item (id) VALUES (?)', [2]);
      await tx.run('INSERT INTO item (id) VALUES (?)', [1]).catch(() => {});
    });

    await expect(writing).rejects.toThrow('a statement of this write failed');
    expect(await countItems(store)).toBe(1);
  });

  test.for([
    ['COMMIT', 'transactions'],
    [' -- why\n rollback', 'transactions'],
    ['DELETE FROM item; DELETE FROM part', 'one statement'],
    ['CREATE TABLE x (a BIGINT REFERENCES item DEFERRABLE INITIALLY DEFERRED)', 'deferred'],
  ] as const)('%j is refused', async ([sql, why]) => {
    const store = await database.store();

    await expect(store.write((tx) => tx.run(sql))).rejects.toThrow(why);
  });

  test('a closed store refuses work, after what was under way has ended', async () => {
    const store = await database.store();

    const writing = putItem(store, 1);
    await store.close();

    await expect(writing).resolves.toBeDefined();
    await expect(store.read(async () => 1)).rejects.toThrow('closed');
    await expect(store.write(async () => 1)).rejects.toThrow('closed');
  });
});

describeOnBoth('notifications', (database) => {
  test('listeners hear of a commit before the write resolves, in order', async () => {
    const store = await database.store();
    const heard: string[] = [];
    store.onNotify('news', (payload) => heard.push(payload));

    await store.write(async (tx) => {
      tx.notify('news', 'one');
      tx.notify('other', 'not for us');
      tx.notify('news', 'two');
      expect(heard).toEqual([]);
    });

    expect(heard).toEqual(['one', 'two']);
  });

  test('a write that fails tells nobody', async () => {
    const store = await database.store();
    const heard: string[] = [];
    store.onNotify('news', (payload) => heard.push(payload));

    const writing = store.write(async (tx) => {
      tx.notify('news', 'never');
      throw new Error('no');
    });

    await expect(writing).rejects.toThrow('no');
    expect(heard).toEqual([]);
  });

  test('a listener sees what was committed', async () => {
    const store = await database.store();
    const seen: Promise<number>[] = [];
    store.onNotify('news', () => seen.push(countItems(store)));

    await store.write(async (tx) => {
      await tx.run('INSERT INTO item (id) VALUES (1)');
      tx.notify('news', 'x');
    });

    expect(await Promise.all(seen)).toEqual([1]);
  });

  test('a listener that throws disturbs neither the write nor other listeners', async () => {
    const store = await database.store();
    const heard: string[] = [];
    store.onNotify('news', () => {
      throw new Error('bad listener');
    });
    store.onNotify('news', (payload) => heard.push(payload));

    await store.write(async (tx) => tx.notify('news', 'x'));

    expect(heard).toEqual(['x']);
  });

  test('who stopped listening hears nothing more', async () => {
    const store = await database.store();
    const heard: string[] = [];
    const stop = store.onNotify('news', (payload) => heard.push(payload));

    stop();
    await store.write(async (tx) => tx.notify('news', 'x'));

    expect(heard).toEqual([]);
  });
});
