import type { Tx } from '@gatehouse/store';
import type { Contents } from '../contents.ts';
import { conditionFailed, keyUpdate, parametersInvalid } from '../errors.ts';
import { meets } from '../expressions/condition-evaluation.ts';
import type { Condition } from '../expressions/condition.ts';
import { type Projection, projected } from '../expressions/projection.ts';
import { updated } from '../expressions/update-evaluation.ts';
import { changedPaths, type Update } from '../expressions/update.ts';
import { keysOf, type KeyPair, type Table } from '../model.ts';
import type { ItemPlace } from '../repositories/items.ts';
import { checkedItem } from '../values/checked.ts';
import { emptyItem, type Item } from '../values/value.ts';
import { placeOfItem, placeOfKey } from './item-keys.ts';
import { type Changed, changeItem, findItem } from './item-store.ts';

/** What is to become of one item. */
export interface ItemWrite {
  readonly at: ItemPlace;
  readonly condition: Condition | undefined;
  readonly isUpdate: boolean;
  /** The item after it; undefined: none. */
  after(before: Item | undefined): Item | undefined;
}

/** @param item as `checkedItem` gives it */
export const putOf = (table: KeyPair, item: Item, condition: Condition | undefined): ItemWrite => ({
  at: placeOfItem(table, item),
  condition,
  isUpdate: false,
  after: () => item,
});

export const deleteOf = (
  table: KeyPair,
  key: Item,
  condition: Condition | undefined,
): ItemWrite => ({
  at: placeOfKey(table, key),
  condition,
  isUpdate: false,
  after: () => undefined,
});

const requireKeyUntouched = (table: KeyPair, update: Update): void => {
  const names = new Set(keysOf(table).map(({ name }) => name));
  for (const [name] of changedPaths(update)) if (names.has(name)) throw keyUpdate(name);
};

export const updateWriteOf = (
  table: KeyPair,
  given: Item,
  update: Update,
  condition: Condition | undefined,
): ItemWrite => {
  const at = placeOfKey(table, given);
  requireKeyUntouched(table, update);
  const key = checkedItem(given);
  const isEmpty = changedPaths(update).length === 0;
  return {
    at,
    condition,
    isUpdate: true,
    after: (before) => {
      if (before === undefined && update.leavesMissing === true) return undefined;
      return isEmpty ? (before ?? key) : checkedItem(updated(before ?? key, update));
    },
  };
};

const NOTHING = emptyItem();

/** Throws, with the item if that is asked for, where the condition does not hold. */
export const requireCondition = (
  condition: Condition | undefined,
  before: Item | undefined,
  returnsItem: boolean,
): void => {
  if (condition === undefined || meets(condition, before ?? NOTHING)) return;
  throw conditionFailed(returnsItem ? before : undefined);
};

/** Reads, decides and writes in one transaction. */
export const performWrite = async (
  tx: Tx,
  table: Table,
  contents: Contents,
  write: ItemWrite,
  returnsItem: boolean,
): Promise<Changed> => {
  const before = await findItem(tx, table, contents, write.at);
  requireCondition(write.condition, before, returnsItem);
  const after = write.after(before);
  return changeItem(tx, table, contents, write.at, { before, after, isUpdate: write.isUpdate });
};

/** @throws ValidationException: only an update knows what is new */
export const requireOldOnly = (asked: string | undefined): void => {
  if (asked !== undefined && asked !== 'NONE' && asked !== 'ALL_OLD')
    throw parametersInvalid('ReturnValues can only be ALL_OLD or NONE');
};

const nonEmpty = (item: Item | undefined): Record<string, Item[string]> | undefined =>
  item === undefined || Object.keys(item).length === 0 ? undefined : { ...item };

/** The attributes that an operation answers. */
export const returned = (
  { before, after }: Changed,
  asked: string | undefined,
  places: Projection = [],
): Record<string, Item[string]> | undefined => {
  switch (asked) {
    case 'ALL_OLD':
      return nonEmpty(before);
    case 'ALL_NEW':
      return nonEmpty(after);
    case 'UPDATED_OLD':
      return nonEmpty(before === undefined ? undefined : projected(before, places));
    case 'UPDATED_NEW':
      return nonEmpty(after === undefined ? undefined : projected(after, places));
    default:
      return undefined;
  }
};
