import type { Store } from '@gatehouse/store';

/**
 * Values read from the database and kept until a committed change names their key on a channel; nothing is kept while
 * such words from other nodes may be missed.
 */
export interface Cache<Value> {
  /** At once when kept, else after loading; concurrent questions share one load. */
  get(key: string): Value | Promise<Value>;
  clear(): void;
}

interface Settings<Value> {
  readonly store: Store;
  /** `tx.notify(channel, key)` drops one key, `tx.notify(channel, '*')` all of them. */
  readonly channel: string;
  readonly load: (key: string) => Promise<Value>;
  readonly capacity?: number;
}

export const createCache = <Value>({
  store,
  channel,
  load,
  capacity = 10_000,
}: Settings<Value>): Cache<Value> => {
  const kept = new Map<string, { readonly value: Value }>();
  const loading = new Map<string, Promise<Value>>();
  // A load that began before a change must not store what it read: it compares this before keeping.
  let changes = 0;

  const forget = (key: string): void => {
    changes += 1;
    if (key === '*') {
      kept.clear();
      loading.clear();
    } else {
      kept.delete(key);
      loading.delete(key);
    }
  };
  store.onNotify(channel, forget);

  const keep = (key: string, value: Value): void => {
    if (kept.size >= capacity) {
      const oldest = kept.keys().next();
      if (oldest.done !== true) kept.delete(oldest.value);
    }
    kept.set(key, { value });
  };

  const start = async (key: string): Promise<Value> => {
    const before = changes;
    const value = await load(key);
    if (before === changes && store.hears()) keep(key, value);
    return value;
  };

  return {
    get: (key) => {
      // Another node's change may go unheard: what is kept could grant what was taken away.
      if (!store.hears()) return load(key);
      const found = kept.get(key);
      if (found !== undefined) return found.value;
      const running = loading.get(key);
      if (running !== undefined) return running;
      const started = start(key).finally(() => {
        if (loading.get(key) === started) loading.delete(key);
      });
      loading.set(key, started);
      return started;
    },
    clear: () => forget('*'),
  };
};
