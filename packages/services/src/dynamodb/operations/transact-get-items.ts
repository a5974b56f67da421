import type {
  ConsumedCapacity,
  Get,
  TransactGetItemsInput,
  TransactGetItemsOutput,
} from '@aws-sdk/client-dynamodb';
import { type Limits, writes } from '@gatehouse/service-kit';
import { authorizeTable } from '../access.ts';
import { requestInvalid, transactionCancelled } from '../errors.ts';
import { type Projection, projected } from '../expressions/projection.ts';
import { consumed, readUnits, tableUnits } from '../items/capacity.ts';
import { itemKeys, projectionAttributes, selectOf } from '../items/condition-keys.ts';
import { placeOfKey } from '../items/item-keys.ts';
import { findItem } from '../items/item-store.ts';
import { nameOfPlace, openedTables } from '../items/opened-tables.ts';
import { projectionOf } from '../items/requests.ts';
import { isItsOwn } from '../items/transaction.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import type { ItemPlace } from '../repositories/items.ts';
import { checkedItem } from '../values/checked.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';
import { CAPACITY } from './limits.ts';

const LIMITS: Limits = { TransactItems: { minLength: 1, maxLength: 100 }, ...CAPACITY };
/** 4 MB of items. */
const LARGEST = 4 * 1024 * 1024;
const ENCLOSING = 'TransactGetItems';

interface Asked {
  readonly tableName: string;
  readonly key: Item;
  readonly projection: Projection | undefined;
}

const askedIn = (get: Get): Asked => ({
  tableName: get.TableName ?? '',
  key: checkedItem(get.Key ?? {}),
  projection: projectionOf(get),
});

interface Planned extends Asked {
  readonly table: Table;
  readonly at: ItemPlace;
}

/** @throws TransactionCanceledException where a key does not fit its table */
const planned = (asked: readonly (Asked & { readonly table: Table })[]): readonly Planned[] => {
  const reasons = asked.map(({ table, key }) => {
    try {
      placeOfKey(table, key);
      return { Code: 'None' };
    } catch (cause) {
      if (!isItsOwn(cause)) throw cause;
      return { Code: 'ValidationError', Message: cause.message };
    }
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCancelled(reasons);
  const plan = asked.map((one) => ({ ...one, at: placeOfKey(one.table, one.key) }));
  if (new Set(plan.map(({ table, at }) => nameOfPlace(table, at))).size < plan.length)
    throw requestInvalid('Transaction request cannot include multiple operations on one item');
  return plan;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = (parts: DynamoDbParts) =>
  // One transaction, though it only reads: its items are as they were at one moment.
  writes<TransactGetItemsInput, TransactGetItemsOutput>(
    { limits: LIMITS, event: { data: true, readOnly: true, response: 'omit' } },
    async (input, call) => {
      const { ReturnConsumedCapacity: asksCapacity } = input;
      const asked = (input.TransactItems ?? []).map(({ Get: get }) =>
        askedIn(get ?? { Key: {}, TableName: '' }),
      );
      parts.recordedKeys.note(
        input,
        asked.map(({ key }) => key),
      );
      const tables = openedTables(parts, call);
      const permitted: (Asked & { readonly table: Table })[] = [];
      for (const one of asked) {
        const named = await tables.named(one.tableName);
        await authorizeTable(
          call,
          'GetItem',
          named,
          itemKeys({
            table: named.table,
            items: [one.key],
            attributes: [...Object.keys(one.key), ...projectionAttributes(one.projection)],
            select: selectOf(undefined, one.projection),
            returnConsumedCapacity: asksCapacity,
            enclosing: ENCLOSING,
          }),
        );
        permitted.push({ ...one, table: tables.usable(named) });
      }
      let bytes = 0;
      const responses: { Item?: Record<string, Item[string]> }[] = [];
      const units = new Map<Table, number>();
      for (const { table, at, projection } of planned(permitted)) {
        const contents = await tables.contents(table);
        const item = await findItem(call.tx, table, contents, at);
        bytes += item === undefined ? 0 : itemSize(item);
        if (bytes > LARGEST)
          throw requestInvalid('Transaction request size exceeds the limit of 4194304 bytes');
        const read = 2 * readUnits(item === undefined ? 0 : itemSize(item), true);
        units.set(table, (units.get(table) ?? 0) + read);
        const shown =
          item === undefined || projection === undefined ? item : projected(item, projection);
        responses.push(shown === undefined ? {} : { Item: { ...shown } });
      }
      const capacities: ConsumedCapacity[] = [];
      for (const [table, sum] of units) {
        const capacity = consumed(table, asksCapacity, tableUnits(sum), 'read');
        if (capacity !== undefined) capacities.push(capacity);
      }
      return {
        Responses: responses,
        ConsumedCapacity: capacities.length === 0 ? undefined : capacities,
      };
    },
  );
