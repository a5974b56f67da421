import type { SqliteConnection } from './sqlite-connection.ts';
import type { SqlValue, Tx } from './store.ts';

export interface Notice {
  readonly channel: string;
  readonly payload: string;
}

const NOTHING: readonly SqlValue[] = [];

/** A transaction's hold on a connection; it lets go when the transaction has ended. */
export class SqliteTx implements Tx {
  readonly notices: Notice[] = [];
  readonly #mayWrite: boolean;
  #connection: SqliteConnection | undefined;

  constructor(connection: SqliteConnection, mayWrite: boolean) {
    this.#connection = connection;
    this.#mayWrite = mayWrite;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  async all<Row>(sql: string, parameters: readonly SqlValue[] = NOTHING): Promise<Row[]> {
    return this.#open().all(sql, parameters) as Row[];
  }

  async get<Row>(sql: string, parameters: readonly SqlValue[] = NOTHING): Promise<Row | undefined> {
    return this.#open().get(sql, parameters) as Row | undefined;
  }

  async run(
    sql: string,
    parameters: readonly SqlValue[] = NOTHING,
  ): Promise<{ readonly changes: number }> {
    return this.#open().run(sql, parameters);
  }

  notify(channel: string, payload: string): void {
    this.#open();
    if (!this.#mayWrite) throw new Error('notify belongs in write: a read has nothing to tell');
    this.notices.push({ channel, payload });
  }

  end(): void {
    this.#connection = undefined;
  }

  #open(): SqliteConnection {
    if (this.#connection === undefined) throw new Error('this transaction has ended');
    return this.#connection;
  }
}
