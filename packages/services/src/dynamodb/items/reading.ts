import type { Tx } from '@gatehouse/store';
import type { KeyRule, KeyRules } from '../expressions/key-condition.ts';
import type { Index, Key, Table } from '../model.ts';
import { type Entry, entries } from '../repositories/entries.ts';
import { type ItemPlace, items, type SortBounds } from '../repositories/items.ts';
import { afterPrefix, type Partition, partitionOf, sortableBytes } from '../values/sortable.ts';
import { NO_SORT } from './item-keys.ts';

/** A row of a query or a scan: where it is, what it counts, its sealed content. */
export interface Found {
  readonly item: ItemPlace;
  /** In the index, where one is read. */
  readonly entry: Entry | undefined;
  readonly size: number;
  readonly content: Uint8Array;
}

/** Rows in order, a few at a time. */
export type Rows = (after: Found | undefined, limit: number) => Promise<readonly Found[]>;

const must = (bytes: Buffer | undefined): Buffer => {
  if (bytes === undefined) throw new Error('a key condition has a value of another type');
  return bytes;
};

const boundsOf = ({ comparator, values: [value, other] }: KeyRule, key: Key): SortBounds => {
  if (value === undefined) throw new Error('a key condition has no value');
  const bytes = must(sortableBytes(value, key.type));
  switch (comparator) {
    case '=':
      return { from: { bytes, inclusive: true }, to: { bytes, inclusive: true } };
    case '<':
    case '<=':
      return { to: { bytes, inclusive: comparator === '<=' } };
    case '>':
    case '>=':
      return { from: { bytes, inclusive: comparator === '>=' } };
    case 'between': {
      if (other === undefined) throw new Error('a key condition has one bound only');
      const high = must(sortableBytes(other, key.type));
      return { from: { bytes, inclusive: true }, to: { bytes: high, inclusive: true } };
    }
    case 'begins-with': {
      const after = afterPrefix(bytes);
      return {
        from: { bytes, inclusive: true },
        to: after === undefined ? undefined : { bytes: after, inclusive: false },
      };
    }
    default:
      return comparator satisfies never;
  }
};

/** Whether a sort key lies within what is asked for. */
export const isWithin = ({ from, to }: SortBounds, sort: Uint8Array): boolean => {
  const low = from === undefined ? 1 : Buffer.compare(sort, from.bytes);
  const high = to === undefined ? -1 : Buffer.compare(sort, to.bytes);
  return (
    (low > 0 || (low === 0 && from?.inclusive === true)) &&
    (high < 0 || (high === 0 && to?.inclusive === true))
  );
};

/** The part of a partition that a query reads. */
export interface Stretch {
  readonly at: Partition;
  readonly bounds: SortBounds;
}

export const stretchOf = (
  { hash, range }: KeyRules,
  keys: { readonly hash: Key; readonly range: Key | undefined },
): Stretch => ({
  at: partitionOf(must(sortableBytes(hash, keys.hash.type))),
  bounds: range === undefined || keys.range === undefined ? {} : boundsOf(range, keys.range),
});

/** Bounds that go on after a sort key. */
const goingOn = (bounds: SortBounds, sort: Uint8Array, forward: boolean): SortBounds =>
  forward
    ? { ...bounds, from: { bytes: sort, inclusive: false } }
    : { ...bounds, to: { bytes: sort, inclusive: false } };

const ofItem = (stored: ItemPlace & { size: number; content: Uint8Array }): Found => ({
  item: stored,
  entry: undefined,
  size: stored.size,
  content: stored.content,
});

const ofEntry = (entry: Entry & { readonly content: Uint8Array }): Found => ({
  item: entry.item,
  entry,
  size: entry.size,
  content: entry.content,
});

/** Rows of a query. */
export const queried = (
  tx: Tx,
  table: Table,
  index: Index | undefined,
  { at, bounds }: Stretch,
  forward: boolean,
): Rows => {
  if (index === undefined)
    return async (after, limit) => {
      const within = after === undefined ? bounds : goingOn(bounds, after.item.sort, forward);
      const rows = await items.partition(tx, table.id, at, within, { forward, limit });
      return rows.map(ofItem);
    };
  const ids = { tableId: table.id, indexId: index.id };
  return async (after, limit) =>
    (await entries.partition(tx, ids, at, bounds, after?.entry, { forward, limit })).map(ofEntry);
};

// Longer than a digest, and greater than any.
const AFTER_ALL = Buffer.alloc(33, 255);
const BEFORE_ALL: ItemPlace = { place: -1, hash: NO_SORT, sort: NO_SORT };

/** Rows of a scan, of the partitions from one place to another. */
export const scanned = (
  tx: Tx,
  table: Table,
  index: Index | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): Rows => {
  const start: ItemPlace = { ...BEFORE_ALL, place: from - 1 };
  // Nothing is at a place after the greatest hash: a start just before `from` has all of it behind.
  const beginning = from === 0 ? BEFORE_ALL : { ...start, hash: AFTER_ALL, sort: NO_SORT };
  if (index === undefined)
    return async (after, limit) =>
      (await items.scan(tx, table.id, after?.item ?? beginning, to, limit)).map(ofItem);
  const ids = { tableId: table.id, indexId: index.id };
  return async (after, limit) => {
    const last = after?.entry ?? { at: beginning, item: BEFORE_ALL };
    return (await entries.scan(tx, ids, last, to, limit)).map(ofEntry);
  };
};
