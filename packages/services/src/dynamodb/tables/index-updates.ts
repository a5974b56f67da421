import type { GlobalSecondaryIndexUpdate, UpdateTableInput } from '@aws-sdk/client-dynamodb';
import type { Call } from '@gatehouse/service-kit';
import {
  indexExists,
  indexInUse,
  indexMissing,
  oneIndexAtATime,
  requestInvalid,
} from '../errors.ts';
import { type Index, keysOf, type Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import {
  attributesOf,
  type Definitions,
  definitionsOf,
  globalIndexOf,
  requireRoomForIndexes,
} from './schema.ts';
import { changedThroughput, indexThroughput, NO_THROUGHPUT, onDemandOf } from './throughput.ts';
import { scheduleBackfill, scheduleUnindexing } from './work.ts';

/** Definitions of the table and those that the request adds for a new index. */
const definitionsWith = (table: Table, input: UpdateTableInput): Definitions =>
  new Map([
    ...table.attributes.map(({ name, type }) => [name, type] as const),
    ...definitionsOf(input.AttributeDefinitions),
  ]);

const indexNamed = (table: Table, name: string): Index => {
  const index = table.indexes.find((one) => one.kind === 'global' && one.name === name);
  if (index === undefined) throw indexMissing(name);
  if (index.status === 'CREATING' || index.status === 'DELETING') throw indexInUse(name);
  return index;
};

const replaced = (table: Table, index: Index): Table => ({
  ...table,
  indexes: table.indexes.map((one) => (one.id === index.id ? index : one)),
});

/** Definitions that some key still needs. */
const withUsedAttributes = (table: Table, definitions: Definitions): Table => {
  const kept = table.indexes.filter(({ status }) => status !== 'DELETING');
  const used = new Set([table, ...kept].flatMap(keysOf).map(({ name }) => name));
  return { ...table, attributes: attributesOf(definitions).filter(({ name }) => used.has(name)) };
};

const created = async (
  parts: DynamoDbParts,
  call: Call,
  table: Table,
  given: NonNullable<GlobalSecondaryIndexUpdate['Create']>,
  definitions: Definitions,
): Promise<Table> => {
  const draft = globalIndexOf(given, definitions);
  if (table.indexes.some(({ name }) => name === draft.name)) throw indexExists(draft.name);
  const index: Index = {
    ...draft,
    kind: 'global',
    id: parts.ids.uuid(),
    status: 'CREATING',
    throughput: indexThroughput(table.billing, given.ProvisionedThroughput, draft.name),
    onDemand: onDemandOf(given.OnDemandThroughput),
  };
  requireRoomForIndexes([...table.indexes, index]);
  await scheduleBackfill(parts, call.tx, table, index);
  return withUsedAttributes({ ...table, indexes: [...table.indexes, index] }, definitions);
};

const deleted = async (
  parts: DynamoDbParts,
  call: Call,
  table: Table,
  name: string,
  definitions: Definitions,
): Promise<Table> => {
  const index = indexNamed(table, name);
  await scheduleUnindexing(parts, call.tx, table, index);
  return withUsedAttributes(replaced(table, { ...index, status: 'DELETING' }), definitions);
};

const updated = (
  table: Table,
  given: NonNullable<GlobalSecondaryIndexUpdate['Update']>,
  now: number,
): Table => {
  const index = indexNamed(table, given.IndexName ?? '');
  const { ProvisionedThroughput: asked, OnDemandThroughput: most } = given;
  const old = index.throughput ?? NO_THROUGHPUT;
  const throughput =
    asked === undefined
      ? old
      : changedThroughput(old, indexThroughput(table.billing, asked, index.name), now);
  return replaced(table, {
    ...index,
    throughput,
    onDemand: onDemandOf(most) ?? index.onDemand,
    status: 'UPDATING',
  });
};

/** The table with what a request says of its global indexes: one made or deleted at a time, any number changed. */
export const withIndexUpdates = async (
  parts: DynamoDbParts,
  call: Call,
  before: Table,
  input: UpdateTableInput,
): Promise<Table> => {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const definitions = definitionsWith(before, input);
  const making = updates.filter(({ Create, Delete }) => Create ?? Delete);
  const busy = before.indexes.some(({ status }) => status === 'CREATING' || status === 'DELETING');
  if (making.length > 1 || (making.length === 1 && busy)) throw oneIndexAtATime();
  let table = before;
  for (const { Create: create, Delete: del, Update: update } of updates) {
    const given = [create, del, update].filter((one) => one !== undefined);
    if (given.length !== 1)
      throw requestInvalid(
        'One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously',
      );
    if (create !== undefined) table = await created(parts, call, table, create, definitions);
    if (del !== undefined)
      table = await deleted(parts, call, table, del.IndexName ?? '', definitions);
    if (update !== undefined) table = updated(table, update, call.now.getTime());
  }
  return table;
};
