import type { Tx } from '@gatehouse/store';
import type { Contents } from '../contents.ts';
import { itemTooLarge, updateTooLarge } from '../errors.ts';
import type { Index, Table } from '../model.ts';
import { type Entry, entries } from '../repositories/entries.ts';
import { type ItemPlace, items } from '../repositories/items.ts';
import { readItem, writeItem } from '../values/codec.ts';
import { itemSize, LARGEST_ITEM } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { expiryOf } from './expiry-time.ts';
import { entryOf, possibleEntry } from './item-keys.ts';

/** What a change of an item was in bytes, for what it consumes. */
export interface Changed {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Bytes of the greater of the two. */
  readonly size: number;
  /** Kilobytes written to each index that it touched, by name. */
  readonly indexes: ReadonlyMap<string, number>;
}

export const findItem = async (
  tx: Tx,
  table: Table,
  contents: Contents,
  at: ItemPlace,
): Promise<Item | undefined> => {
  const stored = await items.find(tx, table.id, at);
  return stored === undefined ? undefined : readItem(contents.open(stored.content, at));
};

const sameEntry = (one: Entry, other: Entry): boolean =>
  Buffer.compare(one.at.hash, other.at.hash) === 0 &&
  Buffer.compare(one.at.sort, other.at.sort) === 0;

const kilobytes = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** Brings an index up to date; answers the units that it cost. */
const changeEntry = async (
  tx: Tx,
  index: Index,
  old: Entry | undefined,
  next: Entry | undefined,
): Promise<number> => {
  let units = 0;
  if (old !== undefined && (next === undefined || !sameEntry(old, next))) {
    await entries.remove(tx, index.id, old);
    units += kilobytes(old.size);
  }
  if (next !== undefined) {
    await entries.put(tx, index.id, next);
    units += kilobytes(next.size);
  }
  return units;
};

const isKept = ({ status }: Index): boolean => status !== 'DELETING';

/** Index entries of an item. @throws ValidationException where an attribute cannot be a key of an index */
const entriesOf = (
  table: Table,
  item: Item | undefined,
  at: ItemPlace,
  isUpdate: boolean,
): ReadonlyMap<string, Entry> => {
  const found = new Map<string, Entry>();
  if (item === undefined) return found;
  for (const index of table.indexes) {
    const entry = isKept(index) ? entryOf(table, index, item, at, isUpdate) : undefined;
    if (entry !== undefined) found.set(index.id, entry);
  }
  return found;
};

/**
 * Index entries of an item that is there. An attribute that cannot be a key of an index, which came after the item, has none:
 * the item was left out when the index was filled.
 */
const presentEntries = (
  table: Table,
  item: Item | undefined,
  at: ItemPlace,
): ReadonlyMap<string, Entry> => {
  const found = new Map<string, Entry>();
  if (item === undefined) return found;
  for (const index of table.indexes) {
    const entry = isKept(index) ? possibleEntry(table, index, item, at) : undefined;
    if (entry !== undefined) found.set(index.id, entry);
  }
  return found;
};

/**
 * Puts an item in the place of another, or takes it away, with its entries in all indexes.
 * @param isUpdate for the words in which what is wrong is said
 */
export const changeItem = async (
  tx: Tx,
  table: Table,
  contents: Contents,
  at: ItemPlace,
  {
    before,
    after,
    isUpdate = false,
  }: {
    readonly before: Item | undefined;
    readonly after: Item | undefined;
    readonly isUpdate?: boolean;
  },
): Promise<Changed> => {
  const size = after === undefined ? 0 : itemSize(after);
  if (size > LARGEST_ITEM) throw isUpdate ? updateTooLarge() : itemTooLarge();
  const next = entriesOf(table, after, at, isUpdate);
  const old = presentEntries(table, before, at);
  if (after !== undefined)
    await items.put(tx, table.id, {
      ...at,
      size,
      expiresAt: expiryOf(table, after),
      content: contents.seal(writeItem(after), at),
    });
  else if (before !== undefined) await items.remove(tx, table.id, at);
  const indexes = new Map<string, number>();
  for (const index of table.indexes) {
    const units = await changeEntry(tx, index, old.get(index.id), next.get(index.id));
    if (units > 0) indexes.set(index.name, units);
  }
  const sizeBefore = before === undefined ? 0 : itemSize(before);
  return { before, after, size: Math.max(size, sizeBefore), indexes };
};
