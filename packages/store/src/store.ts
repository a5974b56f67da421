/** What a column can hold. Times are integers (milliseconds since 1970, UTC), booleans 0 and 1, documents JSON text. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/**
 * One transaction. SQL is written once, with `?` parameters, in what SQLite and PostgreSQL both run. A statement that
 * fails in `write` fails the whole write, as PostgreSQL has it: prevent a conflict with `ON CONFLICT`, do not catch it.
 */
export interface Tx {
  all<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row[]>;
  /** The first row, if there is one. */
  get<Row>(sql: string, parameters?: readonly SqlValue[]): Promise<Row | undefined>;
  run(sql: string, parameters?: readonly SqlValue[]): Promise<{ readonly changes: number }>;
  /** Tells the listeners of `channel` on every node, once this transaction has committed. */
  notify(channel: string, payload: string): void;
}

export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  /** Statements that only read; each sees what was committed when it began. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Statements that commit together or not at all; resolves when the commit is durable. Serializable: on PostgreSQL
   * `work` runs again after a serialization failure, so it must not touch anything but `tx`.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls `listener` after each committed `notify` on `channel`, on this node before `write` resolves. */
  onNotify(channel: string, listener: (payload: string) => void): () => void;
  /** False while what other nodes commit may go unheard: then nothing may be kept that a notice would end. */
  hears(): boolean;
  close(): Promise<void>;
}
