import type { Aws } from '../../api/aws.ts';

export type KeyType = 'S' | 'N' | 'B';

export interface KeyElement {
  readonly AttributeName?: string;
  readonly KeyType?: string;
}

export interface SecondaryIndex {
  readonly IndexName?: string;
  readonly IndexStatus?: string;
  readonly KeySchema?: readonly KeyElement[];
  readonly Projection?: { readonly ProjectionType?: string };
  readonly ItemCount?: number;
}

/** What DescribeTable answers, as far as the pages show it. */
export interface TableDescription {
  readonly TableName?: string;
  readonly TableArn?: string;
  readonly TableStatus?: string;
  readonly CreationDateTime?: string;
  readonly ItemCount?: number;
  readonly TableSizeBytes?: number;
  readonly KeySchema?: readonly KeyElement[];
  readonly AttributeDefinitions?: readonly {
    readonly AttributeName?: string;
    readonly AttributeType?: KeyType;
  }[];
  readonly BillingModeSummary?: { readonly BillingMode?: string };
  readonly DeletionProtectionEnabled?: boolean;
  readonly SSEDescription?: { readonly KMSMasterKeyArn?: string };
  readonly GlobalSecondaryIndexes?: readonly SecondaryIndex[];
  readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
}

export const TYPES: readonly (readonly [KeyType, string])[] = [
  ['S', 'String'],
  ['N', 'Number'],
  ['B', 'Binary'],
];

export const tablePath = (name: string): string => `/dynamodb/tables/${encodeURIComponent(name)}`;

export const findTable = async (
  aws: Aws,
  TableName: string,
  signal: AbortSignal,
): Promise<TableDescription> => {
  const found = await aws.call<{ readonly Table?: TableDescription }>(
    'dynamodb',
    'DescribeTable',
    { TableName },
    signal,
  );
  return found.Table ?? {};
};

export const isMoving = (status: string | undefined): boolean =>
  status === 'CREATING' || status === 'UPDATING' || status === 'DELETING';

/** A key's attributes with their types: `customer (S)`. */
export const keysOf = (
  table: TableDescription,
  schema: readonly KeyElement[] = [],
): readonly { readonly name: string; readonly type: KeyType }[] =>
  schema.map(({ AttributeName: name = '' }) => ({
    name,
    type:
      table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === name)
        ?.AttributeType ?? 'S',
  }));

export const keyText = (table: TableDescription, schema: readonly KeyElement[] = []): string =>
  keysOf(table, schema)
    .map(({ name, type }) => `${name} (${type})`)
    .join(', ');
