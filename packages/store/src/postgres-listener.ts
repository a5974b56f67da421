import type { Ids, Log, Timers } from '@gatehouse/core';
import { Client, type ClientConfig } from 'pg';
import { pause } from './backoff.ts';
import type { Listeners } from './listeners.ts';
import type { Notice } from './postgres-tx.ts';

/** One PostgreSQL channel carries all of ours: names of channels are then data, not identifiers. */
const WIRE_CHANNEL = 'gatehouse';
// NOTIFY refuses payloads of 8000 bytes and more (manual, NOTIFY).
const LONGEST_PAYLOAD = 7900;
const HEARTBEAT_MILLISECONDS = 15_000;
// A server that says nothing for so long is gone: the driver itself would wait for the operating system, a quarter of an hour.
const ANSWER_MILLISECONDS = 5000;

interface Settings {
  readonly config: ClientConfig;
  readonly listeners: Listeners;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly log: Log;
}

/**
 * Hears what other nodes have committed. While its connection is away it may miss something, so after each
 * reconnection every listener is told `*`: forget all you know.
 */
export class PostgresListener {
  readonly #settings: Settings;
  readonly #node: string;
  #client: Client | undefined;
  #closed = false;
  #hears = false;
  #cancelHeartbeat = (): void => {};

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#node = settings.ids.hex(16);
  }

  /** False from the moment a loss is noticed until the listeners are told to forget. */
  get hears(): boolean {
    return this.#hears;
  }

  /** Statement and parameter that tell the other nodes of `notices` when their transaction commits. */
  announcement(notices: readonly Notice[]): { readonly text: string; readonly values: string[][] } {
    const payloads = notices.map(({ channel, payload }) => {
      const whole = JSON.stringify([this.#node, channel, payload]);
      const fits = Buffer.byteLength(whole) < LONGEST_PAYLOAD;
      return fits ? whole : JSON.stringify([this.#node, channel, '*']);
    });
    return {
      text: `SELECT pg_notify('${WIRE_CHANNEL}', payload) FROM unnest($1::text[]) AS payload`,
      values: [payloads],
    };
  }

  async connect(): Promise<void> {
    const client = new Client(this.#settings.config);
    // Before anything is awaited: an error event without a listener would end the process.
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('the server ended the connection')));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${WIRE_CHANNEL}`);
    } catch (error) {
      if (this.#client === client) this.#client = undefined;
      await client.end().catch(() => {});
      throw error;
    }
    this.#hears = true;
    this.#beat(client);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelHeartbeat();
    await this.#client?.end();
  }

  // A connection that a firewall has dropped without a word shows only when something is asked of it.
  #beat(client: Client): void {
    this.#cancelHeartbeat = this.#settings.timers.after(HEARTBEAT_MILLISECONDS, () => {
      void this.#ask(client);
    });
  }

  async #ask(client: Client): Promise<void> {
    const cancel = this.#settings.timers.after(ANSWER_MILLISECONDS, () => {
      this.#lost(client, new Error('the server does not answer'));
    });
    try {
      await client.query('SELECT 1');
    } catch (error) {
      this.#lost(client, error);
      return;
    } finally {
      cancel();
    }
    if (this.#client === client && !this.#closed) this.#beat(client);
  }

  #lost(client: Client, error: unknown): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    this.#hears = false;
    this.#cancelHeartbeat();
    this.#settings.log.warn('the listening connection was lost', { cause: String(error) });
    client.end().catch(() => {});
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { listeners, log } = this.#settings;
    for (let failures = 1; !this.#closed; failures += 1) {
      await pause(this.#settings, failures, 100, 10_000);
      if (this.#closed) return;
      try {
        await this.connect();
        log.info('the listening connection is back');
        listeners.tellAll('*');
        return;
      } catch (error) {
        log.warn('the listening connection is still away', { failures, cause: String(error) });
      }
    }
  }

  #hear(text: string): void {
    const { listeners, log } = this.#settings;
    const [node, channel, payload] = parseAnnouncement(text);
    if (node === undefined || channel === undefined || payload === undefined) {
      log.warn('a notification on our channel is not ours');
      return;
    }
    // This node's own listeners were told when the transaction committed.
    if (node !== this.#node) listeners.tell(channel, payload);
  }
}

const parseAnnouncement = (text: string): readonly string[] => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : [];
  } catch {
    // Another program may use a channel of this name: what it says is not for us.
    return [];
  }
};
