import type { Tx } from '@gatehouse/store';
import { findings } from '../findings/repositories/findings.ts';
import type { FindingQuery } from '../ports.ts';
import type { FacetTable } from './facet-table.ts';
import { type Condition, conditionsOf } from './matcher.ts';
import { select, type Selection, type Workbench } from './selection.ts';

/** What memory can decide, and what only a look at the documents can. */
export interface Plan {
  readonly table: FacetTable;
  readonly rest: readonly Condition[];
  /** The rows to look at. They stand on the bench that all questions share: use them before anything is awaited. */
  readonly select: (bench: Workbench) => Selection;
}

export const planOf = async (
  tx: Tx,
  table: FacetTable,
  query: FindingQuery,
  now: Date,
): Promise<Plan> => {
  const conditions = conditionsOf(query.filters ?? {}, now);
  const isFacet = ({ attribute: { name } }: Condition): boolean =>
    table.texts.has(name) || table.times.has(name);
  const rest = conditions.filter((condition) => !isFacet(condition));
  const ids = equalIds(rest);
  const numbers = ids === undefined ? undefined : await numbersOf(tx, query, ids);
  return {
    table,
    rest,
    select: (bench) => {
      const selection = select(table, bench, query.visible, conditions.filter(isFacet), now);
      return numbers === undefined ? selection : only(table, selection, numbers);
    },
  };
};

/** The Ids of a question that names whole ones: an index of the database has them. */
const equalIds = (conditions: readonly Condition[]): readonly string[] | undefined => {
  const condition = conditions.find(({ attribute }) => attribute.name === 'Id');
  if (condition === undefined) return undefined;
  const ids: string[] = [];
  for (const filter of condition.filters) {
    const comparison = 'Comparison' in filter ? (filter.Comparison ?? 'EQUALS') : 'EQUALS';
    if (comparison !== 'EQUALS' || !('Value' in filter) || typeof filter.Value !== 'string')
      return undefined;
    ids.push(filter.Value);
  }
  return ids;
};

const numbersOf = async (
  tx: Tx,
  { visible }: FindingQuery,
  ids: readonly string[],
): Promise<readonly number[]> => {
  const numbers: number[] = [];
  for (const id of ids)
    for (const { number } of await findings.ofId(tx, visible, id)) numbers.push(number);
  return numbers;
};

const only = (table: FacetTable, selection: Selection, numbers: readonly number[]): Selection => {
  const rows = new Set<number>();
  for (const number of numbers) {
    const row = table.rowOf(number);
    if (row !== undefined && holds(selection, row)) rows.add(row);
  }
  return { rows: Uint32Array.from(rows).toSorted(), count: rows.size };
};

/** By binary search: rows are in order. */
const holds = ({ rows, count }: Selection, row: number): boolean => {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = rows[middle] ?? 0;
    if (found === row) return true;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return false;
};
