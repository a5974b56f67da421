import type { CreateTableInput, CreateTableOutput } from '@aws-sdk/client-dynamodb';
import {
  type Call,
  type Limits,
  requestTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { authorizeTable, namedTable } from '../access.ts';
import {
  indexesEmpty,
  memberMissing,
  notServed,
  streamView,
  tableExists,
  tooManyTables,
} from '../errors.ts';
import type { Index, Stream, Table, TableDetails, TableRef } from '../model.ts';
import { TABLE_NAME } from '../names.ts';
import type { DynamoDbParts } from '../parts.ts';
import { checkedPolicy } from '../policies.ts';
import { tables } from '../repositories/tables.ts';
import {
  attributesOf,
  type Definitions,
  definitionsOf,
  type DraftIndex,
  globalIndexOf,
  keyPairOf,
  localIndexesOf,
  requireRoomForIndexes,
  requireUsed,
} from '../tables/schema.ts';
import { chosenKey } from '../tables/sse.ts';
import { indexThroughput, onDemandOf, tableThroughput, warmOf } from '../tables/throughput.ts';
import { describedTable } from '../tables/views.ts';
import { scheduleSettling } from '../tables/work.ts';
import { requestTags, tagOwner, TAGS } from '../tags.ts';

const NAME = { minLength: 1, maxLength: 255 } as const;
const INDEX_NAME = { minLength: 3, maxLength: 255, pattern: '[a-zA-Z0-9_.-]+' } as const;
const KEY_TYPE = { oneOf: ['HASH', 'RANGE'] } as const;
const UNITS = { minValue: 1 } as const;

/** What the model says of definitions, key schemas and throughput. */
export const TABLE_LIMITS: Limits = {
  ...TABLE_NAME,
  'AttributeDefinitions[].AttributeName': NAME,
  'AttributeDefinitions[].AttributeType': { oneOf: ['B', 'N', 'S'] },
  BillingMode: { oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] },
  'ProvisionedThroughput.ReadCapacityUnits': UNITS,
  'ProvisionedThroughput.WriteCapacityUnits': UNITS,
  'StreamSpecification.StreamViewType': {
    oneOf: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'],
  },
  'SSESpecification.SSEType': { oneOf: ['AES256', 'KMS'] },
  'SSESpecification.KMSMasterKeyId': { minLength: 1, maxLength: 2048 },
  TableClass: { oneOf: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] },
};

const indexLimits = (list: string): Limits => ({
  [`${list}[].IndexName`]: INDEX_NAME,
  [`${list}[].KeySchema`]: { minLength: 1, maxLength: 8 },
  [`${list}[].KeySchema[].AttributeName`]: NAME,
  [`${list}[].KeySchema[].KeyType`]: KEY_TYPE,
  [`${list}[].Projection.ProjectionType`]: { oneOf: ['ALL', 'KEYS_ONLY', 'INCLUDE'] },
  [`${list}[].Projection.NonKeyAttributes`]: { minLength: 1, maxLength: 20 },
  [`${list}[].Projection.NonKeyAttributes[]`]: NAME,
  [`${list}[].ProvisionedThroughput.ReadCapacityUnits`]: UNITS,
  [`${list}[].ProvisionedThroughput.WriteCapacityUnits`]: UNITS,
});

const LIMITS: Limits = {
  ...TABLE_LIMITS,
  ...TAGS,
  KeySchema: { minLength: 1, maxLength: 2 },
  'KeySchema[].AttributeName': NAME,
  'KeySchema[].KeyType': KEY_TYPE,
  ...indexLimits('LocalSecondaryIndexes'),
  ...indexLimits('GlobalSecondaryIndexes'),
};

// DynamoDB Developer Guide, "Quotas": tables of an account in a Region.
const MOST_TABLES = 2500;
const MILLISECOND_PART = /Z$/;

type Kinded = DraftIndex & Pick<Index, 'kind' | 'throughput' | 'onDemand'>;

const indexesOf = (
  input: CreateTableInput,
  table: Parameters<typeof localIndexesOf>[1],
  definitions: Definitions,
): readonly Kinded[] => {
  const billing = input.BillingMode ?? 'PROVISIONED';
  const { GlobalSecondaryIndexes: globals, LocalSecondaryIndexes: locals } = input;
  const local = localIndexesOf(locals, table, definitions).map((index) => ({
    ...index,
    kind: 'local' as const,
    throughput: undefined,
  }));
  if (globals?.length === 0) throw indexesEmpty('Global');
  const global = (globals ?? []).map((given) => {
    const index = globalIndexOf(given, definitions);
    return {
      ...index,
      kind: 'global' as const,
      throughput: indexThroughput(billing, given.ProvisionedThroughput, index.name),
      onDemand: onDemandOf(given.OnDemandThroughput),
    };
  });
  const all = [...local, ...global];
  requireRoomForIndexes(all);
  requireUsed(definitions, table, all);
  return all;
};

/** The specification is kept; nobody can read the stream here. */
export const streamOf = (
  given: CreateTableInput['StreamSpecification'],
  now: Date,
): Stream | undefined => {
  if (given?.StreamEnabled !== true) return undefined;
  if (given.StreamViewType === undefined) throw streamView();
  return { view: given.StreamViewType, label: now.toISOString().replace(MILLISECOND_PART, '') };
};

/** What a request says of a new table, but for its key. */
const draftOf = (
  input: CreateTableInput,
  { ids }: Pick<DynamoDbParts, 'ids'>,
  isReady: boolean,
  now: Date,
): Omit<TableDetails, 'key'> => {
  const billing = input.BillingMode ?? 'PROVISIONED';
  const throughput = tableThroughput(billing, input.ProvisionedThroughput);
  const { AttributeDefinitions: given, KeySchema: schema } = input;
  // The model requires neither, because a replica of another table has both from there.
  if (given === undefined) throw memberMissing('attributeDefinitions');
  if (schema === undefined) throw memberMissing('keySchema');
  const definitions = definitionsOf(given);
  const keys = keyPairOf(schema, definitions);
  const status = isReady ? ('ACTIVE' as const) : ('CREATING' as const);
  return {
    ...keys,
    billing,
    onDemandSince: billing === 'PAY_PER_REQUEST' ? now.getTime() : undefined,
    throughput,
    onDemand: onDemandOf(input.OnDemandThroughput),
    warm: warmOf(input.WarmThroughput),
    attributes: attributesOf(definitions),
    indexes: indexesOf(input, keys, definitions).map((index) => ({
      ...index,
      id: ids.uuid(),
      status: index.kind === 'local' ? 'ACTIVE' : status,
    })),
    tableClass: input.TableClass,
    stream: streamOf(input.StreamSpecification, now),
    ttl: undefined,
    recovery: undefined,
  };
};

const authorizeCreation = async (
  call: Call,
  input: CreateTableInput,
  ref: TableRef,
  tags: Tags,
): Promise<void> => {
  const keys = requestTagKeys(tags);
  await call.authorize('dynamodb:CreateTable', ref.arn, keys);
  if (tags.size > 0) await call.authorize('dynamodb:TagResource', ref.arn, keys);
  if (input.ResourcePolicy !== undefined)
    await authorizeTable(call, 'PutResourcePolicy', { ref, table: undefined });
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = (parts: DynamoDbParts) =>
  writes<CreateTableInput, CreateTableOutput>(
    {
      limits: LIMITS,
      partial: 'keys of global indexes with several attributes; streams, which are only kept',
    },
    async (input, call) => {
      if (input.GlobalTableSourceArn !== undefined) throw notServed('GlobalTableSourceArn');
      const isReady = parts.acceptsLooseInput === true && parts.delaySeconds === 0;
      const tags = requestTags(input.Tags);
      const { ref } = await namedTable(call, input.TableName ?? '');
      const draft = draftOf(input, parts, isReady, call.now);
      await authorizeCreation(call, input, ref, tags);
      if ((await tables.find(call.tx, ref)) !== undefined) throw tableExists(ref.name);
      if ((await tables.count(call.tx, ref)) >= MOST_TABLES) throw tooManyTables(MOST_TABLES);
      const id = parts.ids.uuid();
      const keyArn = await chosenKey(parts, call.tx, ref, input.SSESpecification);
      const table: Table = {
        ...ref,
        ...draft,
        id,
        key: await parts.tableKeys.make(call, { ...ref, id }, keyArn),
        status: isReady ? 'ACTIVE' : 'CREATING',
        createdAt: call.now.getTime(),
        isProtected: input.DeletionProtectionEnabled ?? false,
        policy: undefined,
        counted: {},
      };
      if (!(await tables.insert(call.tx, table))) throw tableExists(ref.name);
      await tagStore.put(call.tx, tagOwner(ref), tags);
      if (input.ResourcePolicy !== undefined) {
        const policy = await checkedPolicy(parts, call, input.ResourcePolicy);
        await tables.setPolicy(call.tx, id, policy);
      }
      if (!isReady) await scheduleSettling(parts, call.tx, table);
      call.touch({ type: 'AWS::DynamoDB::Table', name: ref.name });
      return { TableDescription: describedTable(table) };
    },
  );
