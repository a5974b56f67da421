import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  Projection,
  ProvisionedThroughputDescription,
  SSEDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Counted, Index, KeyPair, OnDemand, Table, Throughput } from '../model.ts';
import { indexArn } from '../names.ts';

/** What a table of on-demand capacity can take at once, until more has been asked of it. */
const WARM = { read: 12_000, write: 4000 } as const;

const schemaOf = ({ hash, range }: KeyPair): KeySchemaElement[] => [
  { AttributeName: hash.name, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' as const }]),
];

const dateOf = (time: number | undefined): Date | undefined =>
  time === undefined ? undefined : new Date(time);

const throughputOf = (throughput: Throughput): ProvisionedThroughputDescription => ({
  LastIncreaseDateTime: dateOf(throughput.increasedAt),
  LastDecreaseDateTime: dateOf(throughput.decreasedAt),
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: throughput.read,
  WriteCapacityUnits: throughput.write,
});

const projectionOf = ({ projection }: Index): Projection =>
  projection.type === 'INCLUDE'
    ? { ProjectionType: projection.type, NonKeyAttributes: [...projection.names] }
    : { ProjectionType: projection.type };

const onDemandOf = (given: OnDemand | undefined) =>
  given === undefined
    ? undefined
    : { MaxReadRequestUnits: given.read, MaxWriteRequestUnits: given.write };

const NOTHING: Counted = { items: 0, bytes: 0 };

const common = (table: Table, index: Index) => {
  const { items, bytes } = table.counted[index.id] ?? NOTHING;
  return {
    IndexName: index.name,
    KeySchema: schemaOf(index),
    Projection: projectionOf(index),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: indexArn(table.arn, index.name),
  };
};

const warmOf = (table: Table, throughput: Throughput) =>
  table.billing === 'PAY_PER_REQUEST'
    ? {
        ReadUnitsPerSecond: table.warm?.read ?? WARM.read,
        WriteUnitsPerSecond: table.warm?.write ?? WARM.write,
      }
    : { ReadUnitsPerSecond: throughput.read, WriteUnitsPerSecond: throughput.write };

const globalOf = (table: Table, index: Index): GlobalSecondaryIndexDescription => {
  const throughput = index.throughput ?? { read: 0, write: 0 };
  return {
    ...common(table, index),
    IndexStatus: index.status,
    // AWS tells it of an index that is added to a table, not of one that comes with it.
    ...(index.status === 'CREATING' && table.status !== 'CREATING' ? { Backfilling: true } : {}),
    ProvisionedThroughput: throughputOf(throughput),
    OnDemandThroughput: onDemandOf(index.onDemand),
    WarmThroughput: { ...warmOf(table, throughput), Status: index.status },
  };
};

const sseOf = ({ key }: Table): SSEDescription | undefined =>
  key.kind === 'owned'
    ? undefined
    : { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key.keyArn };

const listed = <One>(all: readonly One[]): One[] | undefined =>
  all.length === 0 ? undefined : [...all];

const streamOf = ({ stream, arn }: Table): Partial<TableDescription> =>
  stream === undefined
    ? {}
    : {
        StreamSpecification: {
          StreamEnabled: true,
          StreamViewType: stream.view as 'KEYS_ONLY',
        },
        LatestStreamLabel: stream.label,
        LatestStreamArn: `${arn}/stream/${stream.label}`,
      };

/** What the API says of a table; how much is in it as it was counted. */
export const describedTable = (table: Table): TableDescription => {
  const { items, bytes } = table.counted[''] ?? NOTHING;
  const ofKind = (kind: Index['kind']) => table.indexes.filter((index) => index.kind === kind);
  const locals: LocalSecondaryIndexDescription[] = ofKind('local').map((one) => common(table, one));
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: schemaOf(table),
    TableStatus: table.status,
    CreationDateTime: new Date(table.createdAt),
    ProvisionedThroughput: throughputOf(table.throughput),
    TableSizeBytes: bytes,
    ItemCount: items,
    TableArn: table.arn,
    TableId: table.id,
    BillingModeSummary:
      table.billing === 'PAY_PER_REQUEST' || table.onDemandSince !== undefined
        ? {
            BillingMode: table.billing,
            LastUpdateToPayPerRequestDateTime: dateOf(table.onDemandSince),
          }
        : undefined,
    LocalSecondaryIndexes: listed(locals),
    GlobalSecondaryIndexes: listed(ofKind('global').map((one) => globalOf(table, one))),
    ...streamOf(table),
    SSEDescription: sseOf(table),
    TableClassSummary:
      table.tableClass === undefined ? undefined : { TableClass: table.tableClass as 'STANDARD' },
    DeletionProtectionEnabled: table.isProtected,
    OnDemandThroughput: onDemandOf(table.onDemand),
    WarmThroughput: { ...warmOf(table, table.throughput), Status: table.status },
  };
};
