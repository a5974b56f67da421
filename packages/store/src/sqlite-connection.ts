import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { ReadMemo } from './read-memo.ts';
import { Recent } from './recent.ts';
import { requireOneStatement, verb } from './sql.ts';
import type { SqlValue } from './store.ts';

const STATEMENTS_KEPT = 512;
const BUSY_MILLISECONDS = 5000;

/** Column name to value. */
type StoredRow = Record<string, SQLOutputValue>;

interface Prepared {
  readonly statement: StatementSync;
  /** Whether integers are read as bigint and then narrowed. */
  wide: boolean;
  readonly memo: ReadMemo<readonly StoredRow[]>;
}

/** One connection and its prepared statements. Every call runs to its end at once, on the event loop. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Recent<Prepared>(STATEMENTS_KEPT);
  readonly #snapshot: { readonly begin: StatementSync; readonly end: StatementSync } | undefined;
  #holdsSnapshot = false;
  /** Counts the states that reads have seen: what was answered in one holds in no other. */
  #state = 0;

  constructor(file: string, readOnly: boolean) {
    this.#database = new DatabaseSync(file, {
      readOnly,
      timeout: BUSY_MILLISECONDS,
      enableForeignKeyConstraints: true,
    });
    // As in PostgreSQL; and only so can LIKE 'a%' use an index.
    this.#database.exec('PRAGMA case_sensitive_like = ON');
    if (readOnly) this.#snapshot = { begin: this.prepare('BEGIN'), end: this.prepare('COMMIT') };
  }

  /**
   * Lets go of the state that reads see, so that the next one sees what is committed by then. Nobody but this
   * process writes the file, so between its commits that state cannot be outdated; holding it spares each SELECT
   * the system calls that lock and unlock the file, half of what a small one costs.
   */
  refresh(): void {
    if (!this.#holdsSnapshot) return;
    this.#holdsSnapshot = false;
    this.#state += 1;
    if (this.inTransaction) this.#snapshot?.end.run();
  }

  /** False as well when SQLite itself has rolled the transaction back (full disk, input/output error). */
  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** The same question in the same state has the same answer: until the next commit it is asked once. */
  all(sql: string, parameters: readonly SqlValue[]): StoredRow[] {
    const prepared = this.#prepare(sql);
    if (this.#snapshot === undefined) return this.#all(prepared, parameters);
    const rows = prepared.memo.get(this.#state, parameters, () => this.#all(prepared, parameters));
    return [...rows];
  }

  #all(prepared: Prepared, parameters: readonly SqlValue[]): StoredRow[] {
    if (!prepared.wide) {
      try {
        return prepared.statement.all(...parameters);
      } catch (error) {
        widenFor(error, prepared);
      }
    }
    const rows = prepared.statement.all(...parameters);
    for (const row of rows) narrow(row);
    return rows;
  }

  get(sql: string, parameters: readonly SqlValue[]): StoredRow | undefined {
    const prepared = this.#prepare(sql);
    if (this.#snapshot === undefined) return this.#get(prepared, parameters);
    return prepared.memo.get(this.#state, parameters, () => {
      const row = this.#get(prepared, parameters);
      return row === undefined ? [] : [row];
    })[0];
  }

  #get(prepared: Prepared, parameters: readonly SqlValue[]): StoredRow | undefined {
    if (!prepared.wide) {
      try {
        return prepared.statement.get(...parameters);
      } catch (error) {
        widenFor(error, prepared);
      }
    }
    const row = prepared.statement.get(...parameters);
    if (row !== undefined) narrow(row);
    return row;
  }

  run(sql: string, parameters: readonly SqlValue[]): { readonly changes: number } {
    const { changes } = this.#prepare(sql).statement.run(...parameters);
    return { changes: Number(changes) };
  }

  /** A statement of the store's own (PRAGMA, transaction control), kept by the caller. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    if (this.#snapshot !== undefined && !this.#holdsSnapshot) {
      this.#snapshot.begin.run();
      this.#holdsSnapshot = true;
    }
    return this.#statements.get(sql, () => {
      requireOneStatement(sql);
      const statement = this.#database.prepare(sql);
      // Reading a large integer fails, and then a SELECT is simply repeated; what writes and returns rows
      // cannot be, so it reads wide from the start.
      const wide = verb(sql) !== 'SELECT';
      if (wide) statement.setReadBigInts(true);
      return { statement, wide, memo: new ReadMemo<readonly StoredRow[]>(isShort) };
    });
  }
}

const MOST_ROWS_KEPT = 64;

const isShort = (rows: readonly StoredRow[]): boolean => rows.length <= MOST_ROWS_KEPT;

const widenFor = (error: unknown, prepared: Prepared): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE')) {
    throw error;
  }
  prepared.statement.setReadBigInts(true);
  prepared.wide = true;
};

const narrow = (row: StoredRow): void => {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'bigint' && BigInt.asIntN(54, value) === value) row[name] = Number(value);
  }
};
