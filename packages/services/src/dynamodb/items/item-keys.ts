import { AwsError } from '@gatehouse/core';
import {
  hashTooLong,
  indexKeyEmpty,
  indexKeyType,
  keyEmpty,
  keyMismatch,
  keyMissing,
  keyType,
  rangeTooLong,
  updatedIndexKeyEmpty,
} from '../errors.ts';
import { type Index, type Key, type KeyPair, keysOf, projectedNames } from '../model.ts';
import type { Entry } from '../repositories/entries.ts';
import type { ItemPlace } from '../repositories/items.ts';
import { checkedItem } from '../values/checked.ts';
import { itemSize } from '../values/size.ts';
import { partitionOf, sortableBytes } from '../values/sortable.ts';
import { emptyItem, type Item, typeOf, type Value } from '../values/value.ts';

const LONGEST_HASH = 2048;
const LONGEST_RANGE = 1024;

/** The sort key of an item whose table has none. */
export const NO_SORT = Buffer.from([0]);

const bytesOf = (value: Value, { name, type }: Key, longest: number): Buffer | undefined => {
  const bytes = sortableBytes(value, type);
  if (bytes === undefined) return undefined;
  if (bytes.length === 0) throw keyEmpty(name, type);
  if (bytes.length > longest) throw longest === LONGEST_HASH ? hashTooLong() : rangeTooLong();
  return bytes;
};

const placed = (key: Uint8Array, sort: Uint8Array): ItemPlace => ({
  ...partitionOf(key),
  sort,
});

/** Where the item of a request's `Key` lies. @throws ValidationException where it does not fit the schema */
export const placeOfKey = (table: KeyPair, given: Item): ItemPlace => {
  const keys = keysOf(table);
  if (Object.keys(given).length !== keys.length) throw keyMismatch();
  const key = checkedItem(given);
  const [hash, sort = NO_SORT] = keys.map((one, index) => {
    const value = key[one.name];
    const bytes =
      value === undefined
        ? undefined
        : bytesOf(value, one, index === 0 ? LONGEST_HASH : LONGEST_RANGE);
    if (bytes === undefined) throw keyMismatch();
    return bytes;
  });
  if (hash === undefined) throw keyMismatch();
  return placed(hash, sort);
};

/** Where an item belongs. */
export const placeOfItem = (table: KeyPair, item: Item): ItemPlace => {
  const [hash, sort = NO_SORT] = keysOf(table).map((key, index) => {
    const value = item[key.name];
    if (value === undefined) throw keyMissing(key.name);
    const bytes = bytesOf(value, key, index === 0 ? LONGEST_HASH : LONGEST_RANGE);
    if (bytes === undefined) throw keyType(key.name, key.type, typeOf(value));
    return bytes;
  });
  if (hash === undefined) throw keyMismatch();
  return placed(hash, sort);
};

export const keyOfItem = (table: KeyPair, item: Item): Item => {
  const key = emptyItem();
  for (const { name } of keysOf(table)) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
};

/** Undefined: the item has no such attribute, and so is not in the index. */
const indexBytes = (
  item: Item,
  index: Index,
  key: Key,
  longest: number,
  isUpdate: boolean,
): Buffer | undefined => {
  const value = item[key.name];
  if (value === undefined) return undefined;
  const bytes = sortableBytes(value, key.type);
  if (bytes === undefined) throw indexKeyType(key.name, key.type, typeOf(value), index.name);
  if (bytes.length === 0)
    throw (isUpdate ? updatedIndexKeyEmpty : indexKeyEmpty)(key.name, key.type, index.name);
  if (bytes.length > longest) throw longest === LONGEST_HASH ? hashTooLong() : rangeTooLong();
  return bytes;
};

/** What an index has of an item. */
export const indexed = (table: KeyPair, index: Index, item: Item): Item => {
  const names = projectedNames(table, index);
  if (names === undefined) return item;
  const result = emptyItem();
  for (const [name, value] of Object.entries(item)) if (names.has(name)) result[name] = value;
  return result;
};

/** The entry of an item in an index; undefined: it has none. */
export const entryOf = (
  table: KeyPair,
  index: Index,
  item: Item,
  at: ItemPlace,
  isUpdate = false,
): Entry | undefined => {
  const hash = indexBytes(item, index, index.hash, LONGEST_HASH, isUpdate);
  const sort =
    index.range === undefined
      ? NO_SORT
      : indexBytes(item, index, index.range, LONGEST_RANGE, isUpdate);
  if (hash === undefined || sort === undefined) return undefined;
  return { at: placed(hash, sort), item: at, size: itemSize(indexed(table, index, item)) };
};

/** The same of an item that need not fit the index: what cannot be in it is not. */
export const possibleEntry = (
  table: KeyPair,
  index: Index,
  item: Item,
  at: ItemPlace,
): Entry | undefined => {
  try {
    return entryOf(table, index, item, at);
  } catch (cause) {
    if (cause instanceof AwsError) return undefined;
    throw cause;
  }
};
