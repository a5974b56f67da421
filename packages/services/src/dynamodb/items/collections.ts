import type { ItemCollectionMetrics } from '@aws-sdk/client-dynamodb';
import type { Table } from '../model.ts';
import type { Item } from '../values/value.ts';

/**
 * About how large the items of one partition are, where the table has local indexes. Nobody counts them here: it is the least
 * stretch of which AWS tells, too.
 */
export const collectionMetrics = (
  table: Table,
  asked: string | undefined,
  item: Item,
): ItemCollectionMetrics | undefined => {
  const value = item[table.hash.name];
  if (asked !== 'SIZE' || value === undefined) return undefined;
  if (!table.indexes.some(({ kind }) => kind === 'local')) return undefined;
  return { ItemCollectionKey: { [table.hash.name]: value }, SizeEstimateRangeGB: [0, 1] };
};
