import { createHash } from 'node:crypto';
import { EditedMigrationError, NewerDatabaseError } from './errors.ts';
import type { Migration } from './migrations.ts';
import { definitionForPostgres } from './sql.ts';
import type { Store, Tx } from './store.ts';

interface Applied {
  readonly component: string;
  readonly version: number;
  readonly checksum: string;
}

const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS store_migration (
  component TEXT NOT NULL,
  version BIGINT NOT NULL,
  checksum TEXT NOT NULL,
  PRIMARY KEY (component, version)
)`;

/**
 * Brings the database forward to what `migrations` describe, all of it or nothing; components in the order
 * given, each component's versions in theirs. Nodes that start at the same time wait for one another.
 * Throws NewerDatabaseError or EditedMigrationError, and changes nothing, when the database disagrees.
 */
export const migrate = async (store: Store, migrations: readonly Migration[]): Promise<void> => {
  requireContiguous(migrations);
  await ensureLedger(store);
  await store.write(async (tx) => {
    await lockLedger(store, tx);
    const applied = await tx.all<Applied>(
      'SELECT component, version, checksum FROM store_migration',
    );
    for (const migration of pending(migrations, applied)) await apply(store, tx, migration);
  });
};

/** What of `migrations` is still to do; throws when what was done does not fit them. */
const pending = (
  migrations: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] => {
  const known = new Map<string, number>();
  for (const { component, version } of migrations) known.set(component, version);
  for (const { component, version } of applied) {
    const newest = known.get(component);
    if (newest !== undefined && version > newest) {
      const stored = applied.filter((row) => row.component === component);
      const highest = Math.max(...stored.map((row) => row.version));
      throw new NewerDatabaseError(component, highest, newest);
    }
  }
  const checksums = new Map(applied.map((row) => [identity(row), row.checksum]));
  return migrations.filter((migration) => {
    const stored = checksums.get(identity(migration));
    if (stored !== undefined && stored !== checksum(migration)) {
      throw new EditedMigrationError(migration.component, migration.version);
    }
    return stored === undefined;
  });
};

const identity = ({ component, version }: { component: string; version: number }): string =>
  `${component} ${version}`;

const checksum = ({ statements }: Migration): string =>
  createHash('sha256').update(JSON.stringify(statements)).digest('hex');

const requireContiguous = (migrations: readonly Migration[]): void => {
  const last = new Map<string, number>();
  for (const { component, version } of migrations) {
    const expected = (last.get(component) ?? 0) + 1;
    if (version !== expected) {
      throw new Error(`migration ${version} of "${component}" stands where ${expected} belongs`);
    }
    last.set(component, version);
  }
};

const ensureLedger = async (store: Store): Promise<void> => {
  try {
    await store.write((tx) => tx.run(definition(store, CREATE_LEDGER)));
  } catch (error) {
    // On PostgreSQL, IF NOT EXISTS looks before another node's catalog rows are visible and then trips over
    // them, in several ways. What counts is that the table is there.
    if (!(await hasLedger(store))) throw error;
  }
};

const hasLedger = async (store: Store): Promise<boolean> => {
  try {
    await store.read((tx) => tx.get('SELECT component FROM store_migration LIMIT 1'));
    return true;
  } catch {
    // The error that led here says more than this one.
    return false;
  }
};

// LOCK TABLE takes no snapshot, so that what this transaction then reads includes what it waited for; an
// advisory lock's SELECT would fix the snapshot before the wait (PostgreSQL manual, section 13.3).
const lockLedger = async (store: Store, tx: Tx): Promise<void> => {
  if (store.dialect !== 'postgres') return;
  await tx.run('SET LOCAL lock_timeout = 0');
  await tx.run('SET LOCAL statement_timeout = 0');
  await tx.run('LOCK TABLE store_migration IN ACCESS EXCLUSIVE MODE');
};

const apply = async (store: Store, tx: Tx, migration: Migration): Promise<void> => {
  for (const statement of migration.statements) await tx.run(definition(store, statement));
  await tx.run('INSERT INTO store_migration (component, version, checksum) VALUES (?, ?, ?)', [
    migration.component,
    migration.version,
    checksum(migration),
  ]);
};

const definition = (store: Store, statement: string): string =>
  store.dialect === 'postgres' ? definitionForPostgres(statement) : statement;
