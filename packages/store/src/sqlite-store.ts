import { type Clock, type Log, systemTimers, type Timers } from '@gatehouse/core';
import { GroupCommit, Turn } from './group-commit.ts';
import { Listeners } from './listeners.ts';
import { Nesting } from './nesting.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { createPrivately, lockFile, privateFile } from './sqlite-files.ts';
import { SqliteTx } from './sqlite-tx.ts';
import type { Store, Tx } from './store.ts';

export interface SqliteSettings {
  /** A path, or `:memory:` for a private store that lives as long as the process. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For the warning about a write that does not end. Default: real time. */
  readonly timers?: Timers;
}

/**
 * Opens the file, which no other process may have open (DatabaseInUseError). Commits are durable when `write`
 * resolves: WAL with synchronous = FULL.
 */
export const openSqlite = async (settings: SqliteSettings): Promise<Store> => {
  if (settings.file === ':memory:') return openPrivate(settings);
  createPrivately(settings.file);
  const unlock = lockFile(settings.file);
  try {
    return new SqliteStore(settings, settings.file, 'FULL', unlock);
  } catch (error) {
    unlock();
    throw error;
  }
};

const openPrivate = (settings: SqliteSettings): Store => {
  const { file, forget } = privateFile();
  try {
    // Nothing outlives the process here, so nothing needs to reach the disk.
    return new SqliteStore(settings, file, 'OFF', () => {});
  } finally {
    forget();
  }
};

class SqliteStore implements Store {
  readonly dialect = 'sqlite';
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #group: GroupCommit;
  readonly #listeners: Listeners;
  readonly #unlock: () => void;
  readonly #nesting = new Nesting();
  #closing: Promise<void> | undefined;

  constructor(
    { log, timers = systemTimers }: SqliteSettings,
    file: string,
    synchronous: 'FULL' | 'OFF',
    unlock: () => void,
  ) {
    this.#writer = openWriter(file, synchronous);
    this.#reader = new SqliteConnection(file, true);
    // The first read opens the -wal file: from here on the store works on open files only.
    for (const connection of [this.#writer, this.#reader]) {
      connection.get('SELECT name FROM sqlite_schema LIMIT 1', []);
    }
    this.#group = new GroupCommit(this.#writer, () => this.#reader.refresh(), log, timers);
    this.#listeners = new Listeners(log);
    this.#unlock = unlock;
  }

  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#requireOpen();
    const tx = new SqliteTx(this.#reader, false);
    try {
      return await work(tx);
    } finally {
      tx.end();
    }
  }

  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#requireOpen();
    this.#nesting.requireOutside('write');
    const tx = new SqliteTx(this.#writer, true);
    const turn = new Turn(() => this.#tell(tx));
    this.#group.enqueue(turn);
    // Awaited here and called from here, so that `work` runs in its caller's asynchronous context.
    await turn.begun;
    let result: T;
    try {
      result = await Promise.race([this.#nesting.run(tx, work), turn.abandoned]);
      tx.end();
      tx.requireNoFailure();
    } catch (error) {
      tx.end();
      turn.end(true);
      throw error;
    }
    turn.end(false);
    await turn.durable;
    return result;
  }

  onNotify(channel: string, listener: (payload: string) => void): () => void {
    return this.#listeners.add(channel, listener);
  }

  // No other process writes the file.
  hears(): boolean {
    return true;
  }

  async close(): Promise<void> {
    this.#nesting.requireOutside('close');
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await this.#group.idle();
    this.#reader.close();
    // Closing the last connection moves the write-ahead log into the database file and removes it.
    this.#writer.close();
    this.#unlock();
  }

  #tell(tx: SqliteTx): void {
    for (const { channel, payload } of tx.notices) this.#listeners.tell(channel, payload);
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new Error('the store is closed');
  }
}

const openWriter = (file: string, synchronous: 'FULL' | 'OFF'): SqliteConnection => {
  const writer = new SqliteConnection(file, false);
  const pragma = (text: string): unknown => writer.prepare(`PRAGMA ${text}`).get();
  pragma(`synchronous = ${synchronous}`);
  const mode = writer.prepare('PRAGMA journal_mode = WAL').get();
  if (mode?.['journal_mode'] !== 'wal') {
    writer.close();
    throw new Error(`${file} is on a file system that SQLite's write-ahead log cannot use`);
  }
  pragma('temp_store = MEMORY');
  pragma('trusted_schema = OFF');
  // 4 MB of log between checkpoints: one holds up the event loop for as long as it writes. After a burst the
  // file is cut back to 64 MB.
  pragma('wal_autocheckpoint = 1000');
  pragma('journal_size_limit = 67108864');
  return writer;
};
