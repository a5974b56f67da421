import { expect, test } from 'vitest';
import { EditedMigrationError, NewerDatabaseError } from './errors.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { describeOnBoth } from './store.fixture.ts';
import type { Store } from './store.ts';

const first: Migration = {
  component: 'shop',
  version: 1,
  statements: [
    'CREATE TABLE shop (id BIGINT PRIMARY KEY, name TEXT NOT NULL)',
    "INSERT INTO shop (id, name) VALUES (1, 'first INTEGER')",
  ],
};
const second: Migration = {
  component: 'shop',
  version: 2,
  statements: ['ALTER TABLE shop ADD COLUMN open_at BIGINT'],
};
const other: Migration = {
  component: 'other',
  version: 1,
  statements: [
    'CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT, data BLOB, size INTEGER)',
  ],
};

const shops = (store: Store): Promise<unknown[]> =>
  store.read((tx) => tx.all('SELECT * FROM shop'));

describeOnBoth('migrate', (database) => {
  const emptyStore = async (): Promise<Store> => {
    const [store] = await database.emptyNodes(1);
    if (store === undefined) throw new Error('no node');
    return store;
  };

  test('an empty database gets every version, and a second start changes nothing', async () => {
    const store = await emptyStore();

    await migrate(store, [first, second, other]);
    await migrate(store, [first, second, other]);

    expect(await shops(store)).toMatchObject([{ id: 1, name: 'first INTEGER', open_at: null }]);
  });

  test('an older database gets what it lacks and keeps its rows', async () => {
    const store = await emptyStore();
    await migrate(store, [first]);
    // Also leaves a prepared statement behind whose table then changes.
    expect(await shops(store)).toHaveLength(1);

    await migrate(store, [first, second]);

    expect(await shops(store)).toMatchObject([{ id: 1, open_at: null }]);
  });

  test('a column of any integer type holds 64 bits, and AUTOINCREMENT numbers rows', async () => {
    const store = await emptyStore();
    await migrate(store, [other]);

    const rows = await store.write(async (tx) => {
      await tx.run('INSERT INTO other (size) VALUES (?)', [2 ** 40]);
      await tx.run('INSERT INTO other (size) VALUES (?)', [2 ** 41]);
      return tx.all('SELECT id, size FROM other ORDER BY id');
    });

    expect(rows).toMatchObject([
      { id: 1, size: 2 ** 40 },
      { id: 2, size: 2 ** 41 },
    ]);
  });

  test('a newer database is refused by name and versions, and nothing is changed', async () => {
    const store = await emptyStore();
    await migrate(store, [first, second]);

    const starting = migrate(store, [first, other]);

    await expect(starting).rejects.toThrow(NewerDatabaseError);
    await expect(starting).rejects.toThrow(
      'The database holds version 2 of "shop", this release knows versions up to 1.',
    );
    await expect(store.read((tx) => tx.all('SELECT * FROM other'))).rejects.toThrow('other');
  });

  test('an edited migration is refused by name and version', async () => {
    const store = await emptyStore();
    await migrate(store, [first]);

    const starting = migrate(store, [{ ...first, statements: ['CREATE TABLE shop (id BIGINT)'] }]);

    await expect(starting).rejects.toThrow(EditedMigrationError);
    await expect(starting).rejects.toThrow('Migration 1 of "shop"');
  });

  test('a migration that fails leaves the database as it was', async () => {
    const store = await emptyStore();
    const broken: Migration = { component: 'broken', version: 1, statements: ['CREATE NONSENSE'] };

    await expect(migrate(store, [first, broken])).rejects.toThrow('NONSENSE');

    await expect(shops(store)).rejects.toThrow('shop');
  });

  test('nodes that start at the same time migrate once', async () => {
    const nodes = await database.emptyNodes(4);

    await Promise.all(nodes.map((store) => migrate(store, [first, second, other])));

    for (const store of nodes) expect(await shops(store)).toHaveLength(1);
  });

  test.for([
    ['a gap', [first, { ...second, version: 3 }]],
    ['a repetition', [first, first]],
    ['a wrong start', [second]],
  ] as const)('%s in the versions is refused', async ([, migrations]) => {
    const store = await emptyStore();

    await expect(migrate(store, migrations)).rejects.toThrow('belongs');
  });
});
