import { createCache } from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import { nodeDigest } from './digests.ts';
import { shapes } from './repository.ts';

/**
 * Which shapes the grants of a grantee on a key have, so that the few digests are known that a request could match. What
 * was once a shape stays one: a shape without grants costs a look, and forgetting one could not be done without locks.
 */
export interface Shapes {
  /** The sets of operations of grants with this shape, 0 for a shape that only begins others; empty: there are none. */
  masks(tx: Tx, node: string): readonly number[] | Promise<readonly number[]>;
  /** The same as the database has it now: what another node has added may not have been heard yet. */
  stored(tx: Tx, node: string): Promise<readonly number[]>;
  add(tx: Tx, node: string, operations: number): Promise<void>;
}

const CHANNEL = 'kms.grant-shapes';
const CAPACITY = 50_000;
const NONE: readonly number[] = Object.freeze([]);

export const createShapes = (store: Store): Shapes => {
  const cache = createCache({
    store,
    channel: CHANNEL,
    capacity: CAPACITY,
    load: async (node) => {
      const found = await store.read((tx) => shapes.masks(tx, nodeDigest(node)));
      return found.length === 0 ? NONE : found;
    },
  });
  // What a transaction has added is in no memory before it commits, and services use at once what they grant.
  const added = new WeakMap<Tx, Map<string, readonly number[]>>();
  const withAdded = (tx: Tx, node: string, kept: readonly number[]): readonly number[] => {
    const own = added.get(tx)?.get(node);
    return own === undefined ? kept : [...kept, ...own];
  };
  const masks: Shapes['masks'] = (tx, node) => {
    const kept = cache.get(node);
    return kept instanceof Promise
      ? kept.then((found) => withAdded(tx, node, found))
      : withAdded(tx, node, kept);
  };
  return {
    masks,
    stored: (tx, node) => shapes.masks(tx, nodeDigest(node)),
    add: async (tx, node, operations) => {
      if ((await masks(tx, node)).includes(operations)) return;
      await shapes.add(tx, nodeDigest(node), operations);
      const own = added.get(tx) ?? new Map<string, readonly number[]>();
      added.set(tx, own.set(node, [...(own.get(node) ?? []), operations]));
      tx.notify(CHANNEL, node);
    },
  };
};
