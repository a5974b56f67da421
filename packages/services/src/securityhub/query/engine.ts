import type { Timers } from '@gatehouse/core';
import type { Position } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { StoredFinding } from '../findings/model.ts';
import { findings } from '../findings/repositories/findings.ts';
import type { FindingPageQuery, FindingQuery } from '../ports.ts';
import { attributes } from './attributes.ts';
import type { FacetIndex } from './facet-index.ts';
import type { FacetTable } from './facet-table.ts';
import { type Condition, conditionsOf, matchesAll } from './matcher.ts';
import { orderOf, positionOf } from './order.ts';
import { KnownFlags, select, type Selection } from './selection.ts';
import { topRows } from './top.ts';

/** Documents read at once where memory alone cannot answer. */
const DOCUMENTS_AT_ONCE = 500;
/** So many for one page: then the page ends, however few it holds, and the caller asks on. */
const MOST_DOCUMENTS = 20_000;

export interface EnginePage {
  readonly found: readonly StoredFinding[];
  readonly next: Position | undefined;
}

export interface GroupCount {
  readonly value: string;
  readonly count: number;
}

export interface QueryEngine {
  page(tx: Tx, query: FindingPageQuery, now: Date): Promise<EnginePage>;
  count(tx: Tx, query: FindingQuery, now: Date): Promise<number>;
  groups(tx: Tx, query: FindingQuery, attribute: string, now: Date): Promise<readonly GroupCount[]>;
}

interface Parts {
  readonly index: FacetIndex;
  readonly timers: Timers;
}

/** What memory can decide, and what only a look at the documents can. */
interface Plan {
  readonly table: FacetTable;
  readonly selection: Selection;
  readonly rest: readonly Condition[];
}

/** Memory narrows, orders and counts; documents are read for what is shown and for what memory does not hold. */
export const createQueryEngine = ({ index, timers }: Parts): QueryEngine => {
  const flags = new WeakMap<FacetTable, KnownFlags>();

  const flagsOf = (table: FacetTable): KnownFlags => {
    const known = flags.get(table) ?? new KnownFlags();
    flags.set(table, known);
    return known;
  };

  const breathe = (): Promise<void> =>
    new Promise((resolve) => {
      timers.after(0, resolve);
    });

  const plan = async (tx: Tx, query: FindingQuery, now: Date): Promise<Plan> => {
    const table = await index.current();
    const conditions = conditionsOf(query.filters ?? {}, now);
    const isFacet = ({ attribute: { name } }: Condition): boolean =>
      table.texts.has(name) || table.times.has(name);
    const selection = select(table, flagsOf(table), query.visible, conditions.filter(isFacet), now);
    const ids = equalIds(conditions);
    const rest = conditions.filter((condition) => !isFacet(condition));
    return {
      table,
      rest,
      selection: ids === undefined ? selection : await onlyIds(tx, table, selection, query, ids),
    };
  };

  const page: QueryEngine['page'] = async (tx, query, now) => {
    const { table, selection, rest } = await plan(tx, query, now);
    const order = orderOf(table, query.sort ?? []);
    const { limit } = query.page;
    const most = rest.length === 0 ? limit : MOST_DOCUMENTS;
    const rows = topRows(table, selection, order, query.page.after, most + 1);
    const numbers = rows.slice(0, most).map((row) => table.numbers.data[row] ?? 0);
    const found: StoredFinding[] = [];
    let looked = 0;
    while (looked < numbers.length && found.length < limit) {
      const slice = numbers.slice(looked, looked + sliceLength(rest, limit));
      const read = new Map(
        (await findings.ofNumbers(tx, slice)).map((stored) => [stored.number, stored]),
      );
      for (const number of slice) {
        if (found.length === limit) break;
        looked += 1;
        const stored = read.get(number);
        if (stored !== undefined && matchesAll(rest, stored.finding)) found.push(stored);
      }
      if (rest.length > 0 && found.length < limit) await breathe();
    }
    const last = rows[looked - 1];
    const next =
      looked < rows.length && last !== undefined ? positionOf(table, order, last) : undefined;
    return { found, next };
  };

  /** Calls `visit` with every finding, for what memory cannot answer. */
  const eachDocument = async (
    tx: Tx,
    { table, selection, rest }: Plan,
    visit: (stored: StoredFinding) => void,
  ): Promise<void> => {
    const numbers = Array.from(
      selection.rows.subarray(0, selection.count),
      (row) => table.numbers.data[row] ?? 0,
    );
    for (let at = 0; at < numbers.length; at += DOCUMENTS_AT_ONCE) {
      const read = await findings.ofNumbers(tx, numbers.slice(at, at + DOCUMENTS_AT_ONCE));
      for (const stored of read) if (matchesAll(rest, stored.finding)) visit(stored);
      await breathe();
    }
  };

  return {
    page,
    count: async (tx, query, now) => {
      const planned = await plan(tx, query, now);
      if (planned.rest.length === 0) return planned.selection.count;
      let count = 0;
      await eachDocument(tx, planned, () => {
        count += 1;
      });
      return count;
    },
    groups: async (tx, query, name, now) => {
      const planned = await plan(tx, query, now);
      const column = planned.table.texts.get(name);
      const counts =
        column === undefined || planned.rest.length > 0
          ? await countsOfDocuments(name, (visit) => eachDocument(tx, planned, visit))
          : countsOfColumn(planned, name);
      return [...counts]
        .map(([value, count]) => ({ value, count }))
        .toSorted((left, right) => right.count - left.count || (left.value < right.value ? -1 : 1));
    },
  };
};

const sliceLength = (rest: readonly Condition[], limit: number): number =>
  rest.length === 0 ? limit : DOCUMENTS_AT_ONCE;

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

const onlyIds = async (
  tx: Tx,
  table: FacetTable,
  selection: Selection,
  { visible }: FindingQuery,
  ids: readonly string[],
): Promise<Selection> => {
  const rows = new Set<number>();
  for (const id of ids) {
    for (const { number } of await findings.ofId(tx, visible, id)) {
      const row = table.rowOf(number);
      if (row !== undefined) rows.add(row);
    }
  }
  const kept = selection.rows.subarray(0, selection.count).filter((row) => rows.has(row));
  return { rows: kept, count: kept.length };
};

const countsOfColumn = ({ table, selection }: Plan, name: string): ReadonlyMap<string, number> => {
  const column = table.texts.get(name);
  if (column === undefined) throw new Error(`${name} is not kept in memory`);
  const { data, entries } = column;
  const perCode = new Uint32Array(entries.length);
  for (let at = 0; at < selection.count; at += 1) {
    const code = data[selection.rows[at] ?? 0] ?? 0;
    perCode[code] = (perCode[code] ?? 0) + 1;
  }
  const counts = new Map<string, number>();
  for (const [code, count] of perCode.entries()) {
    if (count === 0) continue;
    for (const value of entries[code] ?? [])
      counts.set(String(value), (counts.get(String(value)) ?? 0) + count);
  }
  return counts;
};

const countsOfDocuments = async (
  name: string,
  each: (visit: (stored: StoredFinding) => void) => Promise<void>,
): Promise<ReadonlyMap<string, number>> => {
  const attribute = attributes.get(name);
  if (attribute === undefined) throw new Error(`findings have no attribute ${name}`);
  const counts = new Map<string, number>();
  await each(({ finding }) => {
    for (const value of new Set(attribute.values(finding).filter(isGroupValue)))
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  });
  return counts;
};

const isGroupValue = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
