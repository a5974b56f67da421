import type { UpdateTableInput, UpdateTableOutput } from '@aws-sdk/client-dynamodb';
import { type Call, type Limits, writes } from '@gatehouse/service-kit';
import { permittedTable } from '../access.ts';
import {
  notServed,
  nothingToUpdate,
  sseSame,
  tableInUse,
  throughputMissing,
  throughputSame,
} from '../errors.ts';
import type { Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import { tables } from '../repositories/tables.ts';
import { countedTable } from '../tables/counting.ts';
import { withIndexUpdates } from '../tables/index-updates.ts';
import { chosenKey } from '../tables/sse.ts';
import {
  changedThroughput,
  NO_THROUGHPUT,
  onDemandOf,
  tableThroughput,
  warmOf,
} from '../tables/throughput.ts';
import { describedTable } from '../tables/views.ts';
import { scheduleSettling } from '../tables/work.ts';
import { streamOf, TABLE_LIMITS } from './create-table.ts';

const INDEX = 'GlobalSecondaryIndexUpdates[]';
const INDEX_NAME = { minLength: 3, maxLength: 255, pattern: '[a-zA-Z0-9_.-]+' } as const;
const LIMITS: Limits = {
  ...TABLE_LIMITS,
  [`${INDEX}.Create.IndexName`]: INDEX_NAME,
  [`${INDEX}.Delete.IndexName`]: INDEX_NAME,
  [`${INDEX}.Update.IndexName`]: INDEX_NAME,
  [`${INDEX}.Create.KeySchema`]: { minLength: 1, maxLength: 8 },
  [`${INDEX}.Create.KeySchema[].KeyType`]: { oneOf: ['HASH', 'RANGE'] },
  [`${INDEX}.Create.Projection.ProjectionType`]: { oneOf: ['ALL', 'KEYS_ONLY', 'INCLUDE'] },
  [`${INDEX}.Create.Projection.NonKeyAttributes`]: { minLength: 1, maxLength: 20 },
};

const CHANGES = [
  'BillingMode',
  'DeletionProtectionEnabled',
  'GlobalSecondaryIndexUpdates',
  'OnDemandThroughput',
  'ProvisionedThroughput',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'WarmThroughput',
] as const;

const refuseGlobalTables = (input: UpdateTableInput): void => {
  const names = ['ReplicaUpdates', 'MultiRegionConsistency', 'GlobalTableWitnessUpdates'] as const;
  for (const name of names) if (input[name] !== undefined) throw notServed(name);
};

const withThroughput = (table: Table, input: UpdateTableInput, now: number): Table => {
  const billing = input.BillingMode ?? table.billing;
  const { ProvisionedThroughput: given } = input;
  if (billing === table.billing && given === undefined) return table;
  if (billing === 'PAY_PER_REQUEST') {
    tableThroughput(billing, given);
    const isNew = table.billing !== billing;
    return {
      ...table,
      billing,
      throughput: NO_THROUGHPUT,
      onDemandSince: isNew ? now : table.onDemandSince,
      indexes: table.indexes.map((index) =>
        index.kind === 'global' ? { ...index, throughput: NO_THROUGHPUT } : index,
      ),
    };
  }
  if (given === undefined) throw throughputMissing();
  const next = tableThroughput(billing, given);
  const { throughput: old } = table;
  if (table.billing === billing && old.read === next.read && old.write === next.write)
    throw throughputSame(next.read, next.write);
  return { ...table, billing, throughput: changedThroughput(old, next, now) };
};

const withStream = (
  table: Table,
  { StreamSpecification: given }: UpdateTableInput,
  now: Date,
): Table => (given === undefined ? table : { ...table, stream: streamOf(given, now) });

const withKey = async (
  parts: DynamoDbParts,
  call: Call,
  table: Table,
  { SSESpecification: given }: UpdateTableInput,
): Promise<Table> => {
  if (given === undefined) return table;
  const keyArn = await chosenKey(parts, call.tx, table, given);
  if (keyArn === (table.key.kind === 'kms' ? table.key.keyArn : undefined)) throw sseSame();
  return { ...table, key: await parts.tableKeys.rewrap(call, table, keyArn) };
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = (parts: DynamoDbParts) =>
  writes<UpdateTableInput, UpdateTableOutput>(
    { limits: LIMITS, partial: 'global tables; streams, which are only kept' },
    async (input, call) => {
      refuseGlobalTables(input);
      const table = await permittedTable(call, 'UpdateTable', input.TableName);
      if (!CHANGES.some((name) => input[name] !== undefined)) throw nothingToUpdate();
      if (table.status !== 'ACTIVE')
        throw tableInUse(
          { CREATING: 'created', DELETING: 'deleted', UPDATING: 'updated' }[table.status],
          table.name,
        );
      const now = call.now.getTime();
      const keyed = await withKey(parts, call, withThroughput(table, input, now), input);
      const indexed = await withIndexUpdates(
        parts,
        call,
        withStream(keyed, input, call.now),
        input,
      );
      const isSettled = parts.acceptsLooseInput === true && parts.delaySeconds === 0;
      const changed: Table = {
        ...indexed,
        isProtected: input.DeletionProtectionEnabled ?? table.isProtected,
        tableClass: input.TableClass ?? table.tableClass,
        onDemand: onDemandOf(input.OnDemandThroughput) ?? table.onDemand,
        warm: warmOf(input.WarmThroughput) ?? table.warm,
        status: isSettled ? 'ACTIVE' : 'UPDATING',
      };
      await tables.save(call.tx, changed);
      if (!isSettled) await scheduleSettling(parts, call.tx, changed);
      return { TableDescription: describedTable(await countedTable(call.tx, changed)) };
    },
  );
