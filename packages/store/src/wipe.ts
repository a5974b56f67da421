import { EVERY_CHANNEL } from './listeners.ts';
import type { Store } from './store.ts';

interface NameRow {
  readonly name: string;
}

// The youngest first: a table refers to older ones only.
const TABLES = {
  sqlite: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
           ORDER BY rowid DESC`,
  postgres: `SELECT relname AS name FROM pg_class
             WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid DESC`,
};

/** Empties every table but the record of migrations, in one transaction, and tells every cache. For test suites only. */
export const wipe = (store: Store): Promise<void> =>
  store.write(async (tx) => {
    for (const { name } of await tx.all<NameRow>(TABLES[store.dialect])) {
      if (name !== 'store_migration') await tx.run(`DELETE FROM "${name}"`);
    }
    tx.notify(EVERY_CHANNEL, '*');
  });
