import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  ConsumedCapacity,
  KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';
import { type Call, type Limits, reads } from '@gatehouse/service-kit';
import { authorizeTable } from '../access.ts';
import type { Contents } from '../contents.ts';
import { requestInvalid } from '../errors.ts';
import { type Projection, projected } from '../expressions/projection.ts';
import { consumed, readUnits, tableUnits } from '../items/capacity.ts';
import { itemKeys, projectionAttributes, selectOf } from '../items/condition-keys.ts';
import { placeOfKey } from '../items/item-keys.ts';
import { nameOfPlace, type OpenedTables, openedTables } from '../items/opened-tables.ts';
import { projectionOf } from '../items/requests.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { type ItemPlace, items } from '../repositories/items.ts';
import { checkedItem } from '../values/checked.ts';
import { readItem } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import { CAPACITY } from './limits.ts';

const LIMITS: Limits = { RequestItems: { minLength: 1, maxLength: 100 }, ...CAPACITY };
const MOST_KEYS = 100;
/** 16 MB; what comes after is for another request. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

/** What is asked of one table. */
interface Asked {
  readonly name: string;
  readonly request: KeysAndAttributes;
  readonly keys: readonly Item[];
  readonly projection: Projection | undefined;
}

const askedIn = ({ RequestItems = {} }: BatchGetItemInput): readonly Asked[] => {
  const asked = Object.entries(RequestItems).map(([name, request]) => ({
    name,
    request,
    keys: (request.Keys ?? []).map((key) => checkedItem(key)),
    projection: projectionOf(request),
  }));
  const total = asked.reduce((sum, { keys }) => sum + keys.length, 0);
  if (total > MOST_KEYS) throw requestInvalid('Too many items requested for the BatchGetItem call');
  for (const { keys, name } of asked)
    if (keys.length === 0)
      throw requestInvalid(
        `1 validation error detected: Value '[]' at 'requestItems.${name}.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
      );
  return asked;
};

interface Permitted extends Asked {
  readonly table: Table;
  readonly contents: Contents;
  readonly places: readonly ItemPlace[];
}

const permitted = async (
  call: Call,
  tables: OpenedTables,
  asked: Asked,
  returnConsumedCapacity: string | undefined,
): Promise<Permitted> => {
  const named = await tables.named(asked.name);
  await authorizeTable(
    call,
    'BatchGetItem',
    named,
    itemKeys({
      table: named.table,
      items: asked.keys,
      attributes: [
        ...asked.keys.flatMap((key) => Object.keys(key)),
        ...projectionAttributes(asked.projection),
      ],
      select: selectOf(undefined, asked.projection),
      returnConsumedCapacity,
    }),
  );
  const table = tables.usable(named);
  const places = asked.keys.map((key) => placeOfKey(table, key));
  return { ...asked, table, places, contents: await tables.contents(table) };
};

const requireOnce = (all: readonly Permitted[]): void => {
  const names = all.flatMap(({ table, places }) => places.map((at) => nameOfPlace(table, at)));
  if (new Set(names).size < names.length)
    throw requestInvalid('Provided list of item keys contains duplicates');
};

interface Answer {
  readonly found: readonly Item[];
  readonly left: readonly Item[];
  readonly units: number;
  readonly bytes: number;
}

const read = async (
  { tx }: Call,
  { table, contents, places, keys, projection, request }: Permitted,
  room: number,
): Promise<Answer> => {
  const found: Item[] = [];
  let units = 0;
  let bytes = 0;
  for (const [index, at] of places.entries()) {
    if (bytes > room) return { found, left: keys.slice(index), units, bytes };
    const stored = await items.find(tx, table.id, at);
    units += readUnits(stored?.size ?? 0, request.ConsistentRead);
    if (stored === undefined) continue;
    bytes += stored.size;
    const item = readItem(contents.open(stored.content, at));
    found.push(projection === undefined ? item : projected(item, projection));
  }
  return { found, left: [], units, bytes };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem = (parts: DynamoDbParts) =>
  reads<BatchGetItemInput, BatchGetItemOutput>(
    { limits: LIMITS, event: { data: true } },
    async (input, call) => {
      const { ReturnConsumedCapacity: asksCapacity } = input;
      const asked = askedIn(input);
      parts.recordedKeys.note(
        input,
        asked.flatMap(({ keys }) => keys),
      );
      const tables = openedTables(parts, call);
      const all: Permitted[] = [];
      for (const one of asked) all.push(await permitted(call, tables, one, asksCapacity));
      requireOnce(all);
      const responses: [string, Record<string, Item[string]>[]][] = [];
      const left: [string, KeysAndAttributes][] = [];
      const capacities: ConsumedCapacity[] = [];
      let room = LARGEST_ANSWER;
      for (const one of all) {
        const answer = await read(call, one, room);
        room -= answer.bytes;
        responses.push([one.name, answer.found.map((item) => ({ ...item }))]);
        if (answer.left.length > 0)
          left.push([one.name, { ...one.request, Keys: answer.left.map((key) => ({ ...key })) }]);
        const capacity = consumed(one.table, asksCapacity, tableUnits(answer.units));
        if (capacity !== undefined) capacities.push(capacity);
      }
      return {
        Responses: Object.fromEntries(responses),
        UnprocessedKeys: Object.fromEntries(left),
        ConsumedCapacity: capacities.length === 0 ? undefined : capacities,
      };
    },
  );
