import type {
  BatchWriteItemInput,
  BatchWriteItemOutput,
  ConsumedCapacity,
  ItemCollectionMetrics,
  WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Limits, writes } from '@gatehouse/service-kit';
import { authorizeTable } from '../access.ts';
import { requestInvalid } from '../errors.ts';
import { added, consumed, type Units, tableUnits, writeUnits } from '../items/capacity.ts';
import { collectionMetrics } from '../items/collections.ts';
import { itemKeys } from '../items/condition-keys.ts';
import { keyOfItem } from '../items/item-keys.ts';
import { deleteOf, type ItemWrite, performWrite, putOf } from '../items/item-write.ts';
import { nameOfPlace, type OpenedTables, openedTables } from '../items/opened-tables.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedItem } from '../values/checked.ts';
import type { Item } from '../values/value.ts';
import { CAPACITY, METRICS } from './limits.ts';

const LIMITS: Limits = { RequestItems: { minLength: 1, maxLength: 25 }, ...CAPACITY, ...METRICS };
const MOST_WRITES = 25;

type Write = { readonly put: Item } | { readonly key: Item };

interface Asked {
  readonly name: string;
  readonly writes: readonly Write[];
}

const writeOf = ({ PutRequest: put, DeleteRequest: deleted }: WriteRequest): Write => {
  if ((put === undefined) === (deleted === undefined))
    throw requestInvalid(
      'Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest',
    );
  return put === undefined
    ? { key: checkedItem(deleted?.Key ?? {}) }
    : { put: checkedItem(put.Item ?? {}) };
};

const askedIn = ({ RequestItems = {} }: BatchWriteItemInput): readonly Asked[] => {
  const lists = Object.entries(RequestItems);
  const total = lists.reduce((sum, [, requests]) => sum + requests.length, 0);
  if (total > MOST_WRITES)
    throw requestInvalid('Too many items requested for the BatchWriteItem call');
  return lists.map(([name, requests]) => {
    if (requests.length === 0)
      throw requestInvalid(
        `1 validation error detected: Value '[]' at 'requestItems.${name}.member' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      );
    return { name, writes: requests.map(writeOf) };
  });
};

const itemOf = (write: Write): Item => ('put' in write ? write.put : write.key);

interface Permitted {
  readonly table: Table;
  readonly writes: readonly { readonly write: ItemWrite; readonly item: Item }[];
}

const permitted = async (
  call: Call,
  tables: OpenedTables,
  { name, writes: given }: Asked,
  returnConsumedCapacity: string | undefined,
  note: (key: Item) => void,
): Promise<Permitted> => {
  const named = await tables.named(name);
  const all = given.map(itemOf);
  const { table: found } = named;
  if (found !== undefined) for (const item of all) note(keyOfItem(found, item));
  const attributes = all.flatMap((item) => Object.keys(item));
  await authorizeTable(
    call,
    'BatchWriteItem',
    named,
    itemKeys({ table: found, items: all, attributes, returnConsumedCapacity }),
  );
  const table = tables.usable(named);
  return {
    table,
    writes: given.map((one) => ({
      write: 'put' in one ? putOf(table, one.put, undefined) : deleteOf(table, one.key, undefined),
      item: itemOf(one),
    })),
  };
};

const requireOnce = (all: readonly Permitted[]): void => {
  const names = all.flatMap(({ table, writes: own }) =>
    own.map(({ write }) => nameOfPlace(table, write.at)),
  );
  if (new Set(names).size < names.length)
    throw requestInvalid('Provided list of item keys contains duplicates');
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItem = (parts: DynamoDbParts) =>
  writes<BatchWriteItemInput, BatchWriteItemOutput>(
    { limits: LIMITS, event: { data: true, response: 'omit' } },
    async (input, call) => {
      const asked = askedIn(input);
      const tables = openedTables(parts, call);
      const keys: Item[] = [];
      const all: Permitted[] = [];
      for (const one of asked)
        all.push(
          await permitted(call, tables, one, input.ReturnConsumedCapacity, (key) => {
            keys.push(key);
            parts.recordedKeys.note(input, keys);
          }),
        );
      requireOnce(all);
      const capacities: ConsumedCapacity[] = [];
      const metrics: [string, ItemCollectionMetrics[]][] = [];
      for (const { table, writes: own } of all) {
        const contents = await tables.contents(table);
        let units: Units = tableUnits(0);
        const collections: ItemCollectionMetrics[] = [];
        for (const { write, item } of own) {
          const changed = await performWrite(call.tx, table, contents, write, false);
          units = added(units, writeUnits(changed));
          const one = collectionMetrics(table, input.ReturnItemCollectionMetrics, item);
          if (one !== undefined) collections.push(one);
        }
        const capacity = consumed(table, input.ReturnConsumedCapacity, units);
        if (capacity !== undefined) capacities.push(capacity);
        if (collections.length > 0) metrics.push([table.name, collections]);
      }
      return {
        UnprocessedItems: {},
        ItemCollectionMetrics: metrics.length === 0 ? undefined : Object.fromEntries(metrics),
        ConsumedCapacity: capacities.length === 0 ? undefined : capacities,
      };
    },
  );
