import { silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations } from './core-migrations.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrations.ts';
import { openSqlite } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** A private, empty store for tests: `coreMigrations` and then `migrations` applied, gone when the process is. */
export const memoryStore = async (migrations: readonly Migration[] = []): Promise<Store> => {
  const store = await openSqlite({ file: ':memory:', clock: systemClock, log: silentLog });
  await migrate(store, [...coreMigrations, ...migrations]);
  return store;
};
