import { silentLog, systemClock } from '@gatehouse/core';
import { testPostgres } from '@gatehouse/testkit';
import { describe, onTestFinished } from 'vitest';
import { coreMigrations } from './core-migrations.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { openPostgres } from './postgres-store.ts';
import { openSqlite } from './sqlite-store.ts';
import type { Store } from './store.ts';

export interface Database {
  /** A store with `coreMigrations` and the table `item (id, name, amount, data)`. */
  store(): Promise<Store>;
  /** What `count` nodes have open: one file's only store, or as many stores on one server. */
  nodes(count: number): Promise<readonly Store[]>;
  /** The same without any table. */
  emptyNodes(count: number): Promise<readonly Store[]>;
}

const items: Migration = {
  component: 'item',
  version: 1,
  statements: [
    'CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT UNIQUE, amount BIGINT, data BLOB)',
    'CREATE TABLE part (id BIGINT PRIMARY KEY, item_id BIGINT NOT NULL REFERENCES item (id))',
  ],
};

const closedAfterTest = (store: Store): Store => {
  onTestFinished(() => store.close());
  return store;
};

const database = (emptyNodes: Database['emptyNodes']): Database => {
  const nodes = async (count: number): Promise<readonly Store[]> => {
    const stores = await emptyNodes(count);
    for (const store of stores) await migrate(store, [...coreMigrations, items]);
    return stores;
  };
  const store = async (): Promise<Store> => {
    const [only] = await nodes(1);
    if (only === undefined) throw new Error('no node was opened');
    return only;
  };
  return { store, nodes, emptyNodes };
};

const sqlite = database(async (count) => {
  const store = closedAfterTest(
    await openSqlite({ file: ':memory:', clock: systemClock, log: silentLog }),
  );
  return Array.from({ length: count }, () => store);
});

const server = await testPostgres();

const postgres = database(async (count) => {
  if (server === undefined) throw new Error('this machine has no PostgreSQL');
  const url = await server.database();
  const open = async (): Promise<Store> =>
    closedAfterTest(await openPostgres({ url, clock: systemClock, log: silentLog }));
  return Promise.all(Array.from({ length: count }, open));
});

export const hasPostgres = server !== undefined;

/** Declares the same tests for both databases; without PostgreSQL binaries its half counts as skipped. */
export const describeOnBoth = (what: string, tests: (database: Database) => void): void => {
  describe(`${what} on SQLite`, () => {
    tests(sqlite);
  });
  const title = hasPostgres ? '' : ' (skipped: no PostgreSQL binaries on this machine)';
  describe.runIf(hasPostgres)(`${what} on PostgreSQL${title}`, () => {
    tests(postgres);
  });
};

/** A new, empty database on the shared server. */
export const postgresUrl = async (): Promise<string> => {
  if (server === undefined) throw new Error('this machine has no PostgreSQL');
  return server.database();
};

export const amountOf = async (store: Store, id: number): Promise<number | undefined> => {
  const row = await store.read((tx) =>
    tx.get<{ amount: number }>('SELECT amount FROM item WHERE id = ?', [id]),
  );
  return row?.amount;
};

export const putItem = (store: Store, id: number, amount = 0): Promise<unknown> =>
  store.write((tx) => tx.run('INSERT INTO item (id, amount) VALUES (?, ?)', [id, amount]));

export const countItems = async (store: Store): Promise<number> => {
  const row = await store.read((tx) => tx.get<{ n: number }>('SELECT count(*) AS n FROM item'));
  return row?.n ?? 0;
};
