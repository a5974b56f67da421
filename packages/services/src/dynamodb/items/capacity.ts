import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Table } from '../model.ts';
import type { Changed } from './item-store.ts';

const READ_BYTES = 4096;
const WRITE_BYTES = 1024;

/** Units consumed of a table and of its indexes. */
export interface Units {
  readonly table: number;
  readonly indexes: ReadonlyMap<string, number>;
}

const NO_INDEXES: ReadonlyMap<string, number> = new Map();

/** Of a read of so many bytes (DynamoDB Developer Guide, "Capacity unit consumption for read operations"). */
export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (consistent === true ? 1 : 0.5);

/** Of a write: that of the greater of the two items. */
export const writeUnits = ({ size, indexes }: Pick<Changed, 'size' | 'indexes'>): Units => ({
  table: Math.max(1, Math.ceil(size / WRITE_BYTES)),
  indexes,
});

export const tableUnits = (table: number): Units => ({ table, indexes: NO_INDEXES });

export const added = (one: Units, other: Units): Units => {
  const indexes = new Map(one.indexes);
  for (const [name, units] of other.indexes) indexes.set(name, (indexes.get(name) ?? 0) + units);
  return { table: one.table + other.table, indexes };
};

export const doubled = (units: Units): Units => added(units, units);

const ofKind = (
  table: Table,
  kind: 'global' | 'local',
  units: Units,
): Record<string, { CapacityUnits: number }> | undefined => {
  const names = table.indexes
    .filter((index) => index.kind === kind && units.indexes.has(index.name))
    .map(({ name }) => name);
  return names.length === 0
    ? undefined
    : Object.fromEntries(
        names.map((name) => [name, { CapacityUnits: units.indexes.get(name) ?? 0 }]),
      );
};

/**
 * What a request consumed of a table; undefined where it did not ask.
 * @param transaction adds read or write units, as transactions do
 */
export const consumed = (
  table: Table,
  asked: string | undefined,
  units: Units,
  transaction?: 'read' | 'write',
): ConsumedCapacity | undefined => {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined;
  const total = [...units.indexes.values()].reduce((sum, one) => sum + one, units.table);
  const detail =
    transaction === undefined
      ? {}
      : transaction === 'read'
        ? { ReadCapacityUnits: total }
        : { WriteCapacityUnits: total };
  if (asked === 'TOTAL') return { TableName: table.name, CapacityUnits: total, ...detail };
  return {
    TableName: table.name,
    CapacityUnits: total,
    ...detail,
    Table: { CapacityUnits: units.table },
    LocalSecondaryIndexes: ofKind(table, 'local', units),
    GlobalSecondaryIndexes: ofKind(table, 'global', units),
  };
};
