import type { Log } from '@gatehouse/core';
import { type ClientConfig, Pool, type PoolClient } from 'pg';
import {
  ConnectionLostError,
  isIdleTooLong,
  isStalePlan,
  isUnreachable,
  UnknownOutcomeError,
} from './postgres-errors.ts';

/** Connections of one kind, and what is known of those that broke. */
export class PostgresSessions {
  readonly #pool: Pool;
  /** Why a connection is gone. The driver's own errors for it carry no code, so the event is what tells. */
  readonly #losses = new WeakMap<PoolClient, unknown>();

  constructor(config: ClientConfig, most: number, readOnly: boolean, log: Log) {
    this.#pool = new Pool({ ...config, max: most });
    this.#pool.on('error', (error) => {
      log.warn('an idle database connection was lost', { cause: String(error) });
    });
    this.#pool.on('connect', (client: PoolClient) => {
      // Without this listener the event would end the process when the connection is in use.
      client.on('error', (error) => {
        if (!this.#losses.has(client)) this.#losses.set(client, error);
      });
      if (readOnly) {
        client.query('SET default_transaction_read_only = on').catch((error: unknown) => {
          if (!this.#losses.has(client)) this.#losses.set(client, error);
        });
      }
    });
  }

  /** Lends a connection. Throws ConnectionLostError when the server is away or cuts it meanwhile. */
  async use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let result: T;
    try {
      result = await work(client);
    } catch (error) {
      const lost = this.#losses.has(client) || isUnreachable(error);
      client.release(lost || isStalePlan(error));
      throw lost ? this.#describe(client, error) : error;
    }
    client.release(this.#losses.has(client));
    return result;
  }

  /** `work`, unless the connection goes first: then there is no use in waiting for it. */
  async whileConnected<T>(client: PoolClient, work: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    client.once('error', reject);
    work.then(resolve, reject);
    try {
      return await promise;
    } finally {
      client.off('error', reject);
    }
  }

  async commit(client: PoolClient): Promise<void> {
    try {
      await client.query('COMMIT');
    } catch (error) {
      // The server says why it refuses after it has rolled back; without an answer nobody knows.
      throw this.#losses.has(client) || isUnreachable(error)
        ? new UnknownOutcomeError(error)
        : error;
    }
  }

  /** Ends a transaction that failed; a connection that cannot even do that is given up. */
  async rollback(client: PoolClient): Promise<void> {
    if (this.#losses.has(client)) return;
    try {
      await client.query('ROLLBACK');
    } catch (error) {
      if (!this.#losses.has(client)) this.#losses.set(client, error);
    }
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw isUnreachable(error) ? new ConnectionLostError(error) : error;
    }
  }

  #describe(client: PoolClient, error: unknown): unknown {
    if (error instanceof UnknownOutcomeError) return error;
    const loss = this.#losses.get(client) ?? error;
    if (isIdleTooLong(loss)) {
      return new Error('this write did not go on, so the server took its changes back', {
        cause: loss,
      });
    }
    return new ConnectionLostError(loss);
  }
}
