import { AwsError } from '@gatehouse/core';
import { startKeyInvalid, startKeyOutside } from '../errors.ts';
import { type Index, type Key, keysOf, type Table } from '../model.ts';
import type { ItemPlace } from '../repositories/items.ts';
import { checkedItem } from '../values/checked.ts';
import { partitionOf, sortableBytes } from '../values/sortable.ts';
import type { Item } from '../values/value.ts';
import { NO_SORT } from './item-keys.ts';
import { type Found, isWithin, type Stretch } from './reading.ts';

const checked = (given: Item): Item => {
  try {
    return checkedItem(given);
  } catch (cause) {
    if (cause instanceof AwsError) throw startKeyInvalid(cause.message);
    throw cause;
  }
};

const bytesOf = (item: Item, key: Key): Buffer => {
  const value = item[key.name];
  const bytes = value === undefined ? undefined : sortableBytes(value, key.type);
  if (bytes === undefined || bytes.length === 0) throw startKeyInvalid();
  return bytes;
};

const placeIn = (
  item: Item,
  keys: { readonly hash: Key; readonly range: Key | undefined },
): ItemPlace => {
  const sort = keys.range === undefined ? NO_SORT : bytesOf(item, keys.range);
  return { ...partitionOf(bytesOf(item, keys.hash)), sort };
};

/** Where ExclusiveStartKey says that the last page ended; it need not be an item that is there. */
export const startOf = (
  table: Table,
  index: Index | undefined,
  given: Item | undefined,
): Found | undefined => {
  if (given === undefined) return undefined;
  const item = checked(given);
  const names = new Set(
    [...keysOf(table), ...(index === undefined ? [] : keysOf(index))].map(({ name }) => name),
  );
  const own = Object.keys(item);
  if (own.length !== names.size || !own.every((name) => names.has(name))) throw startKeyInvalid();
  const at = placeIn(item, table);
  return {
    item: at,
    entry: index === undefined ? undefined : { at: placeIn(item, index), item: at, size: 0 },
    size: 0,
    content: NO_SORT,
  };
};

/** A query goes on in its own partition, within its own bounds. */
export const requireWithin = (
  start: Found | undefined,
  { at: { hash }, bounds }: Stretch,
): void => {
  if (start === undefined) return;
  const begins = start.entry?.at ?? start.item;
  if (Buffer.compare(begins.hash, hash) !== 0) throw startKeyOutside();
  if (!isWithin(bounds, begins.sort))
    throw startKeyInvalid('The provided starting key does not match the range key predicate');
};
