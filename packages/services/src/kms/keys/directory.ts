import { createCache } from '@gatehouse/service-kit';
import type { KmsDeps } from '../deps.ts';
import type { Key, KeyRef } from '../model.ts';
import type { KeyDirectory } from '../parts.ts';
import { aliases } from '../repositories/aliases.ts';
import { keys } from '../repositories/keys.ts';
import { ALIASES_CHANNEL, KEYS_CHANNEL } from './changes.ts';
import { arnOfName, isPossible, parseKeyName } from './names.ts';

const CAPACITY = 10_000;

const parts = (key: string): readonly [account: string, region: string, name: string] => {
  const [account = '', region = '', ...rest] = key.split(':');
  return [account, region, rest.join(':')];
};

/** What this node has in memory; undefined for what is not there, or not committed yet. */
const createMemory = ({ store }: Pick<KmsDeps, 'store'>) => ({
  keys: createCache<Key | undefined>({
    store,
    channel: KEYS_CHANNEL,
    capacity: CAPACITY,
    load: (key) => {
      const [account, region, id] = parts(key);
      return store.read((tx) => keys.find(tx, { account, region, id }));
    },
  }),
  aliases: createCache<string | undefined>({
    store,
    channel: ALIASES_CHANNEL,
    capacity: CAPACITY,
    load: async (key) => {
      const [account, region, name] = parts(key);
      return (await store.read((tx) => aliases.find(tx, { account, region }, name)))?.keyId;
    },
  }),
});

export const createDirectory = (deps: Pick<KmsDeps, 'store'>): KeyDirectory => {
  const memory = createMemory(deps);

  type Tx = Parameters<KeyDirectory['find']>[0]['tx'];
  // What this very transaction has made is in no memory yet, and only its own `tx` sees it.
  const orOwn = (tx: Tx, ref: KeyRef, kept: Key | undefined): Key | Promise<Key | undefined> =>
    kept ?? keys.find(tx, ref);
  const byId = (tx: Tx, ref: KeyRef): Key | Promise<Key | undefined> => {
    const kept = memory.keys.get(`${ref.account}:${ref.region}:${ref.id}`);
    return kept instanceof Promise
      ? kept.then((found) => orOwn(tx, ref, found))
      : orOwn(tx, ref, kept);
  };

  return {
    find: (call, keyId, withAliases = true) => {
      const name = parseKeyName(call, keyId);
      if (name === undefined || name.region !== call.region || !isPossible(name)) return undefined;
      if (name.kind === 'key') return byId(call.tx, { ...name, id: name.name });
      if (!withAliases) return undefined;
      const idOf = (id: string | undefined): Key | Promise<Key | undefined> | undefined =>
        id === undefined ? undefined : byId(call.tx, { ...name, id });
      const kept = memory.aliases.get(`${name.account}:${name.region}:${name.name}`);
      if (typeof kept === 'string') return idOf(kept);
      return Promise.resolve(kept).then(
        async (id) =>
          idOf(id ?? (await aliases.find(call.tx, name, name.name))?.keyId) ?? undefined,
      );
    },
    arnOf: (scope, keyId) => {
      const name = parseKeyName(scope, keyId);
      return name === undefined ? keyId : arnOfName(name);
    },
  };
};
