import {
  type Clock,
  type Ids,
  type Log,
  systemIds,
  systemTimers,
  type Timers,
} from '@gatehouse/core';
import type { ClientConfig, PoolClient } from 'pg';
import { Listeners } from './listeners.ts';
import { Nesting } from './nesting.ts';
import { UnknownOutcomeError } from './postgres-errors.ts';
import { PostgresListener } from './postgres-listener.ts';
import { isRepeatable, type Pauses, repeating } from './postgres-repetition.ts';
import { PostgresSessions } from './postgres-sessions.ts';
import { type Notice, PostgresTx, type Send, Translations } from './postgres-tx.ts';
import { sqliteLikeTypes } from './postgres-types.ts';
import type { Store, Tx } from './store.ts';

export interface PostgresSettings {
  /** `postgresql://user@host:5432/database?sslmode=verify-full` */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Connections for reads and for writes together; one more listens. Default 10. */
  readonly poolSize?: number;
  /** For pauses before repetitions and their jitter. Default: the system's. */
  readonly timers?: Timers;
  readonly ids?: Ids;
}

/** Connects, and throws when the server is away or its database is not in UTF-8. */
export const openPostgres = async (settings: PostgresSettings): Promise<Store> => {
  const store = new PostgresStore(settings);
  try {
    await store.open();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
};

class PostgresStore implements Store {
  readonly dialect = 'postgres';
  readonly #pauses: Pauses;
  // Two sets, so that reads inside a write cannot wait for the connections that writes hold.
  readonly #readers: PostgresSessions;
  readonly #writers: PostgresSessions;
  readonly #listener: PostgresListener;
  readonly #listeners: Listeners;
  readonly #nesting = new Nesting();
  readonly #translations = new Translations();
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(settings: PostgresSettings) {
    const { url, log, poolSize = 10, timers = systemTimers, ids = systemIds } = settings;
    const config = connectionConfig(url);
    const half = Math.max(1, Math.floor(poolSize / 2));
    this.#pauses = { ids, timers };
    this.#readers = new PostgresSessions(config, Math.max(1, poolSize - half), true, log);
    this.#writers = new PostgresSessions(config, half, false, log);
    this.#listeners = new Listeners(log);
    this.#listener = new PostgresListener({ ids, timers, config, listeners: this.#listeners, log });
  }

  async open(): Promise<void> {
    await this.#listener.connect();
    const row = await this.read((tx) =>
      tx.get<{ server_encoding: string }>('SHOW server_encoding'),
    );
    if (row?.server_encoding !== 'UTF8') {
      throw new Error(`the database must be in UTF8, it is in ${row?.server_encoding}`);
    }
  }

  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#requireOpen();
    // Each statement stands for itself, so each is repeated by itself, on whichever connection is free.
    const send: Send = (query) =>
      repeating(this.#pauses, () => this.#readers.use((client) => client.query(query)));
    const tx = new PostgresTx(send, this.#translations, false);
    try {
      return await this.#tracked(work(tx));
    } finally {
      tx.end();
    }
  }

  async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    this.#requireOpen();
    this.#nesting.requireOutside('write');
    return this.#tracked(repeating(this.#pauses, () => this.#attempt(work)));
  }

  onNotify(channel: string, listener: (payload: string) => void): () => void {
    return this.#listeners.add(channel, listener);
  }

  hears(): boolean {
    return this.#listener.hears;
  }

  async close(): Promise<void> {
    this.#nesting.requireOutside('close');
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#listener.close();
    await Promise.all([this.#readers.end(), this.#writers.end()]);
  }

  #attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#writers.use(async (client) => {
      const tx = new PostgresTx((query) => client.query(query), this.#translations, true);
      try {
        await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
        const result = await this.#writers.whileConnected(client, this.#nesting.run(tx, work));
        tx.end();
        tx.requireNoFailure();
        if (tx.notices.length > 0) await client.query(this.#listener.announcement(tx.notices));
        await this.#commit(client, tx.notices);
        return result;
      } catch (error) {
        tx.end();
        await this.#writers.rollback(client);
        // What `work` made of a failed statement does not matter if the statement deserves another try.
        throw isRepeatable(tx.failure) ? tx.failure : error;
      }
    });
  }

  /** An unknown outcome may be a commit, and of its own commits this node hears nothing from the server. */
  async #commit(client: PoolClient, notices: readonly Notice[]): Promise<void> {
    const tell = (): void => {
      for (const { channel, payload } of notices) this.#listeners.tell(channel, payload);
    };
    try {
      await this.#writers.commit(client);
    } catch (error) {
      if (error instanceof UnknownOutcomeError) tell();
      throw error;
    }
    tell();
  }

  async #tracked<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new Error('the store is closed');
  }
}

const connectionConfig = (connectionString: string): ClientConfig => ({
  connectionString,
  application_name: 'gatehouse',
  connectionTimeoutMillis: 10_000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 60_000,
  keepAlive: true,
  types: sqliteLikeTypes,
});
