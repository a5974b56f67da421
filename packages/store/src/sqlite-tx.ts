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
  #failure: unknown;

  constructor(connection: SqliteConnection, mayWrite: boolean) {
    this.#connection = connection;
    this.#mayWrite = mayWrite;
  }

  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** One failed statement fails the write, as on PostgreSQL, whatever `work` made of the error. */
  requireNoFailure(): void {
    if (this.#failure !== undefined) {
      throw new Error('a statement of this write failed', { cause: this.#failure });
    }
  }

  async all<Row>(sql: string, parameters: readonly SqlValue[] = NOTHING): Promise<Row[]> {
    const connection = this.#open();
    try {
      return connection.all(sql, parameters) as Row[];
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async get<Row>(sql: string, parameters: readonly SqlValue[] = NOTHING): Promise<Row | undefined> {
    const connection = this.#open();
    try {
      return connection.get(sql, parameters) as Row | undefined;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async run(
    sql: string,
    parameters: readonly SqlValue[] = NOTHING,
  ): Promise<{ readonly changes: number }> {
    const connection = this.#open();
    try {
      return connection.run(sql, parameters);
    } catch (error) {
      throw this.#failed(error);
    }
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
    if (this.#failure !== undefined) {
      throw new Error('an earlier statement of this write failed', { cause: this.#failure });
    }
    return this.#connection;
  }

  #failed(error: unknown): unknown {
    if (this.#mayWrite) this.#failure ??= error;
    return error;
  }
}
