import { Recent } from './recent.ts';
import { numberParameters, requireOneStatement, verb } from './sql.ts';
import type { SqlValue, Tx } from './store.ts';

export interface Notice {
  readonly channel: string;
  readonly payload: string;
}

interface Query {
  readonly text: string;
  readonly name?: string;
}

export interface Answer {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  readonly command: string;
}

/** Sends one statement: on the transaction's own connection, or for a read on any. */
export type Send = (query: Query & { readonly values: SqlValue[] }) => Promise<Answer>;

const TRANSLATIONS_KEPT = 1024;
// A connection never forgets a statement it has prepared, so only so many get a name.
const MOST_NAMES = 1000;
const WORTH_PREPARING = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH']);

/** SQL with `?` to what PostgreSQL takes, with a name under which each connection prepares it once. */
export class Translations {
  readonly #known = new Recent<Query>(TRANSLATIONS_KEPT);
  #names = 0;

  translate(sql: string): Query {
    return this.#known.get(sql, () => {
      requireOneStatement(sql);
      const text = numberParameters(sql);
      if (!WORTH_PREPARING.has(verb(sql)) || this.#names >= MOST_NAMES) return { text };
      this.#names += 1;
      return { text, name: `gatehouse_${this.#names}` };
    });
  }
}

export class PostgresTx implements Tx {
  readonly notices: Notice[] = [];
  readonly #translations: Translations;
  readonly #mayWrite: boolean;
  #send: Send | undefined;
  #failure: unknown;

  constructor(send: Send, translations: Translations, mayWrite: boolean) {
    this.#send = send;
    this.#translations = translations;
    this.#mayWrite = mayWrite;
  }

  get isOpen(): boolean {
    return this.#send !== undefined;
  }

  /** What the first failed statement said, even if `work` threw something else or nothing. */
  get failure(): unknown {
    return this.#failure;
  }

  /** PostgreSQL undoes the whole transaction then, whatever `work` made of the error. */
  requireNoFailure(): void {
    if (this.#failure !== undefined) {
      throw new Error('a statement of this write failed', { cause: this.#failure });
    }
  }

  async all<Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row[]> {
    const { rows } = await this.#query(sql, parameters);
    return rows as Row[];
  }

  async get<Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<Row | undefined> {
    const { rows } = await this.#query(sql, parameters);
    return rows[0] as Row | undefined;
  }

  async run(
    sql: string,
    parameters: readonly SqlValue[] = [],
  ): Promise<{ readonly changes: number }> {
    const { rowCount } = await this.#query(sql, parameters);
    return { changes: rowCount ?? 0 };
  }

  notify(channel: string, payload: string): void {
    this.#open();
    if (!this.#mayWrite) throw new Error('notify belongs in write: a read has nothing to tell');
    this.notices.push({ channel, payload });
  }

  end(): void {
    this.#send = undefined;
  }

  async #query(sql: string, parameters: readonly SqlValue[]): Promise<Answer> {
    const send = this.#open();
    if (this.#mayWrite && this.#failure !== undefined) {
      throw new Error('an earlier statement of this write failed', { cause: this.#failure });
    }
    try {
      return await send({ ...this.#translations.translate(sql), values: [...parameters] });
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  #open(): Send {
    if (this.#send === undefined) throw new Error('this transaction has ended');
    return this.#send;
  }
}
