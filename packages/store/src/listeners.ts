import type { Log } from '@gatehouse/core';

type Listener = (payload: string) => void;

/** A notice to every listener, whatever it listens to: what all of them know is gone. */
export const EVERY_CHANNEL = '*';

/** Who on this node wants to hear of which channel. */
export class Listeners {
  readonly #log: Log;
  // Held by a wrapper, so that the same function may listen twice and stop once.
  readonly #channels = new Map<string, Set<{ readonly hear: Listener }>>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(channel: string, listener: Listener): () => void {
    const entry = { hear: listener };
    const entries = this.#channels.get(channel) ?? new Set();
    entries.add(entry);
    this.#channels.set(channel, entries);
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#channels.get(channel) === entries) {
        this.#channels.delete(channel);
      }
    };
  }

  tell(channel: string, payload: string): void {
    if (channel === EVERY_CHANNEL) this.tellAll(payload);
    else this.#tellOne(channel, payload);
  }

  tellAll(payload: string): void {
    for (const channel of Array.from(this.#channels.keys())) this.#tellOne(channel, payload);
  }

  // A listener that throws is logged: the transaction it hears of has committed.
  #tellOne(channel: string, payload: string): void {
    for (const { hear } of Array.from(this.#channels.get(channel) ?? [])) {
      try {
        hear(payload);
      } catch (error) {
        this.#log.error('a listener failed', { channel, cause: String(error) });
      }
    }
  }
}
