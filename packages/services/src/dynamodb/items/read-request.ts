import type { Call } from '@gatehouse/service-kit';
import { parametersInvalid, requestInvalid } from '../errors.ts';
import type { Projection } from '../expressions/projection.ts';
import { type Index, projectedNames, type Table } from '../model.ts';
import type { DynamoDbParts } from '../parts.ts';
import type { Item } from '../values/value.ts';
import { consumed, readUnits, type Units } from './capacity.ts';
import { type Page, pageOf } from './page.ts';
import type { Found, Rows } from './reading.ts';
import type { Shown } from './requests.ts';

/** What Query and Scan have in common. */
export interface ReadRequest {
  readonly TableName?: string | undefined;
  readonly IndexName?: string | undefined;
  readonly Select?: string | undefined;
  readonly Limit?: number | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
  readonly ProjectionExpression?: string | undefined;
}

/** @throws ValidationException for a Select that does not go with the rest */
export const requireSelect = (input: ReadRequest, projection: Projection | undefined): void => {
  const { Select: select, IndexName: index } = input;
  if (select === undefined) return;
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw parametersInvalid(
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    );
  const given =
    input.ProjectionExpression === undefined ? 'AttributesToGet' : 'ProjectionExpression';
  if (select === 'SPECIFIC_ATTRIBUTES') {
    if (projection === undefined)
      throw parametersInvalid(
        'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
      );
    return;
  }
  if (projection === undefined) return;
  throw parametersInvalid(
    select === 'COUNT'
      ? `Cannot specify the ${given} when choosing to get only the Count`
      : `Cannot specify the ${given} when choosing to get ${select}`,
  );
};

/** The index that a request names. */
export const indexFor = (table: Table, input: ReadRequest): Index | undefined => {
  const { IndexName: name } = input;
  if (name === undefined) return undefined;
  const index = table.indexes.find((one) => one.name === name);
  if (index === undefined)
    throw requestInvalid(`The table does not have the specified index: ${name}`);
  if (index.kind === 'local') return index;
  if (index.status === 'CREATING')
    throw requestInvalid(`Cannot read from backfilling global secondary index: ${name}`);
  if (index.status === 'DELETING')
    throw requestInvalid(`The table does not have the specified index: ${name}`);
  if (input.ConsistentRead === true)
    throw requestInvalid('Consistent reads are not supported on global secondary indexes');
  if (input.Select === 'ALL_ATTRIBUTES' && index.projection.type !== 'ALL')
    throw parametersInvalid(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${name} because its projection type is not ALL`,
    );
  return index;
};

/** Whether a local index must fetch what it has not: that costs, and only a global one cannot. */
const wantsWholeItems = (
  table: Table,
  index: Index | undefined,
  { Select: select }: ReadRequest,
  projection: Projection | undefined,
): boolean => {
  if (index === undefined) return false;
  const names = projectedNames(table, index);
  if (names === undefined) return false;
  if (index.kind === 'local')
    return select === 'ALL_ATTRIBUTES' || (projection ?? []).some(([name]) => !names.has(name));
  const missing = (projection ?? []).filter(([name]) => !names.has(name)).map(([name]) => name);
  if (missing.length > 0)
    throw parametersInvalid(
      `Global secondary index ${index.name} does not project [${missing.join(', ')}]`,
    );
  return false;
};

const unitsOf = (
  index: Index | undefined,
  { bytes, scanned }: Page,
  wholeItems: boolean,
  consistent: boolean | undefined,
): Units => {
  const units = readUnits(bytes, consistent);
  if (index === undefined) return { table: units, indexes: new Map() };
  // Each fetch from the table is a read of its own.
  const fetched = wholeItems ? scanned * (consistent === true ? 1 : 0.5) : 0;
  return { table: fetched, indexes: new Map([[index.name, units]]) };
};

interface Output {
  readonly Items?: Record<string, Item[string]>[] | undefined;
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Record<string, Item[string]> | undefined;
  readonly ConsumedCapacity?: ReturnType<typeof consumed>;
}

/** Reads a page and says it. */
export const readPage = async (
  { tableKeys }: Pick<DynamoDbParts, 'tableKeys'>,
  call: Call,
  {
    table,
    index,
    input,
    shown,
    rows,
    start,
  }: {
    readonly table: Table;
    readonly index: Index | undefined;
    readonly input: ReadRequest;
    readonly shown: Shown;
    readonly rows: Rows;
    readonly start: Found | undefined;
  },
): Promise<Output> => {
  const wholeItems = wantsWholeItems(table, index, input, shown.projection);
  const countsOnly = input.Select === 'COUNT';
  const page = await pageOf({
    table,
    index,
    contents: await tableKeys.open(call, table),
    rows,
    start,
    limit: input.Limit,
    filter: shown.filter,
    projection: shown.projection,
    countsOnly,
    wholeItems,
  });
  const { ConsistentRead: consistent, ReturnConsumedCapacity: asked } = input;
  return {
    ...(countsOnly ? {} : { Items: [...page.items] }),
    Count: page.count,
    ScannedCount: page.scanned,
    LastEvaluatedKey: page.lastKey === undefined ? undefined : { ...page.lastKey },
    ConsumedCapacity: consumed(table, asked, unitsOf(index, page, wholeItems, consistent)),
  };
};
