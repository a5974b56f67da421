import type { Timers } from '@gatehouse/core';
import type { Position } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { StoredFinding } from '../findings/model.ts';
import { findings } from '../findings/repositories/findings.ts';
import type { FindingPageQuery, FindingQuery } from '../ports.ts';
import type { FacetIndex } from './facet-index.ts';
import type { FacetTable } from './facet-table.ts';
import { type GroupCount, groupsOfColumn, groupValues, largest } from './groups.ts';
import { matchesAll } from './matcher.ts';
import { orderOf, positionOf } from './order.ts';
import { type Plan, planOf } from './plan.ts';
import { Workbench } from './selection.ts';
import { topRows } from './top.ts';

/** Documents read at once where memory alone cannot answer. */
const DOCUMENTS_AT_ONCE = 500;
/** So many for one page: then the page ends, however few it holds, and the caller asks on. */
const MOST_DOCUMENTS = 20_000;

export interface EnginePage {
  readonly found: readonly StoredFinding[];
  readonly next: Position | undefined;
}

export interface QueryEngine {
  page(tx: Tx, query: FindingPageQuery, now: Date): Promise<EnginePage>;
  count(tx: Tx, query: FindingQuery, now: Date): Promise<number>;
  groups(
    tx: Tx,
    query: FindingQuery,
    group: { readonly attribute: string; readonly limit: number },
    now: Date,
  ): Promise<readonly GroupCount[]>;
}

interface Parts {
  readonly index: FacetIndex;
  readonly timers: Timers;
}

/** Lets other requests in between. */
type Breathe = () => Promise<void>;

/** Memory narrows, orders and counts; documents are read for what is shown and for what memory does not hold. */
export const createQueryEngine = ({ index, timers }: Parts): QueryEngine => {
  const benches = new WeakMap<FacetTable, Workbench>();

  const benchOf = ({ table }: Plan): Workbench => {
    const bench = benches.get(table) ?? new Workbench();
    benches.set(table, bench);
    return bench;
  };
  const plan = async (tx: Tx, query: FindingQuery, now: Date): Promise<Plan> =>
    planOf(tx, await index.current(), query, now);
  const breathe: Breathe = () =>
    new Promise((resolve) => {
      timers.after(0, resolve);
    });

  return {
    page: async (tx, query, now) => {
      const planned = await plan(tx, query, now);
      return pageOf(tx, planned, benchOf(planned), query, breathe);
    },
    count: async (tx, query, now) => {
      const planned = await plan(tx, query, now);
      const { count: selected } = planned.select(benchOf(planned));
      if (planned.rest.length === 0) return selected;
      let count = 0;
      await eachDocument(tx, planned, benchOf(planned), breathe, () => {
        count += 1;
      });
      return count;
    },
    groups: async (tx, query, { attribute, limit }, now) => {
      const planned = await plan(tx, query, now);
      const column = planned.table.texts.get(attribute);
      if (column !== undefined && planned.rest.length === 0)
        return groupsOfColumn(column, planned.select(benchOf(planned)), limit);
      const counts = new Map<string, number>();
      await eachDocument(tx, planned, benchOf(planned), breathe, ({ finding }) => {
        for (const value of groupValues(finding, attribute))
          counts.set(value, (counts.get(value) ?? 0) + 1);
      });
      return largest(
        [...counts].map(([value, count]) => ({ value, count })),
        limit,
      );
    },
  };
};

const pageOf = async (
  tx: Tx,
  { table, select, rest }: Plan,
  bench: Workbench,
  query: FindingPageQuery,
  breathe: Breathe,
): Promise<EnginePage> => {
  const { limit, after } = query.page;
  const order = orderOf(table, query.sort ?? []);
  const isExact = rest.length === 0;
  const most = isExact ? limit : MOST_DOCUMENTS;
  const rows = topRows(table, bench, select(bench), order, { after, wanted: most + 1 });
  const numbers = rows.slice(0, most).map((row) => table.numbers.data[row] ?? 0);
  const atOnce = isExact ? limit : DOCUMENTS_AT_ONCE;
  const found: StoredFinding[] = [];
  let looked = 0;
  while (looked < numbers.length && found.length < limit) {
    const slice = numbers.slice(looked, looked + atOnce);
    const read = new Map(
      (await findings.ofNumbers(tx, slice)).map((stored) => [stored.number, stored]),
    );
    for (const number of slice) {
      if (found.length === limit) break;
      looked += 1;
      const stored = read.get(number);
      if (stored !== undefined && matchesAll(rest, stored.finding)) found.push(stored);
    }
    if (!isExact && found.length < limit) await breathe();
  }
  const last = rows[looked - 1];
  const isMore = looked < rows.length && last !== undefined;
  return { found, next: isMore ? positionOf(table, order, last) : undefined };
};

/** Calls `visit` with every finding that the plan finds. */
const eachDocument = async (
  tx: Tx,
  { table, select, rest }: Plan,
  bench: Workbench,
  breathe: Breathe,
  visit: (stored: StoredFinding) => void,
): Promise<void> => {
  const { rows, count } = select(bench);
  const numbers = Array.from(rows.subarray(0, count), (row) => table.numbers.data[row] ?? 0);
  for (let at = 0; at < numbers.length; at += DOCUMENTS_AT_ONCE) {
    const read = await findings.ofNumbers(tx, numbers.slice(at, at + DOCUMENTS_AT_ONCE));
    for (const stored of read) if (matchesAll(rest, stored.finding)) visit(stored);
    await breathe();
  }
};
