import type { VisibleAccount } from '../ports.ts';
import type { NumberColumn, TextColumn } from './columns.ts';
import { isWithin, textPredicate, timeRanges, type TimeRange } from './comparisons.ts';
import type { FacetTable } from './facet-table.ts';
import type { Condition } from './matcher.ts';

/** Rows of a table, in order: the first `count` of `rows`, until the next question is asked. */
export interface Selection {
  readonly rows: Uint32Array;
  readonly count: number;
}

/** One flag per code of a column, and how many are set. */
interface Flags {
  readonly flags: Uint8Array;
  readonly set: number;
}

/** A test of rows that costs one look into an array each. */
type Test =
  | ({ readonly kind: 'flags'; readonly column: TextColumn } & Flags)
  | {
      readonly kind: 'times';
      readonly column: NumberColumn;
      readonly ranges: readonly TimeRange[];
    };

/** Flags of texts are kept for as long as so many questions ask no others. */
const MOST_FLAGS_KEPT = 24;

const counted = (flags: Uint8Array): Flags => {
  let set = 0;
  for (let code = 0; code < flags.length; code += 1) set += flags[code] ?? 0;
  return { flags, set };
};

/**
 * What questions to one table share: what was found out about its texts, which never change, and the room they work in.
 * Rows by the million are not made anew for each: that would keep the collector of garbage busy more than the question.
 */
export class Workbench {
  readonly #kept = new Map<string, Flags>();
  #rows = new Uint32Array(0);
  #near = new Uint32Array(0);

  /** Room for a row number of each row. */
  rows(count: number): Uint32Array {
    if (this.#rows.length < count) this.#rows = new Uint32Array(Math.ceil(count * 1.25));
    return this.#rows;
  }

  /** The same once more, for what is left of the first. */
  near(count: number): Uint32Array {
    if (this.#near.length < count) this.#near = new Uint32Array(Math.ceil(count * 1.25));
    return this.#near;
  }

  /** Whether the findings that have each code satisfy the condition. */
  flags(column: TextColumn, condition: Condition): Flags {
    const equal = equalValues(condition);
    if (equal !== undefined) return flagsOfValues(column, condition, equal);
    const key = JSON.stringify([condition.attribute.name, condition.filters]);
    const before = this.#kept.get(key);
    const flags =
      before?.flags.length === column.texts.length
        ? before
        : counted(extended(column, condition, before?.flags));
    this.#kept.delete(key);
    this.#kept.set(key, flags);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST_FLAGS_KEPT && oldest.done !== true) this.#kept.delete(oldest.value);
    return flags;
  }
}

/** The values of a condition that asks for nothing but equality: they are looked up, not searched for. */
const equalValues = ({ attribute, filters }: Condition): readonly string[] | undefined => {
  if (attribute.kind !== 'string') return undefined;
  const values: string[] = [];
  for (const filter of filters) {
    const isEqual = !('Comparison' in filter) || filter.Comparison === undefined;
    if (!isEqual && filter.Comparison !== 'EQUALS') return undefined;
    if ('Value' in filter && typeof filter.Value === 'string') values.push(filter.Value);
  }
  return values;
};

const flagsOfValues = (
  column: TextColumn,
  { matches }: Condition,
  values: readonly string[],
): Flags => {
  const flags = new Uint8Array(column.texts.length);
  const codes = new Set<number>();
  for (const value of values) {
    const code = column.codeOf(value);
    if (code !== undefined) codes.add(code);
  }
  for (const [code, entry] of column.lists) if (matches(entry)) codes.add(code);
  for (const code of codes) flags[code] = 1;
  return { flags, set: codes.size };
};

const extended = (
  column: TextColumn,
  { attribute, filters, matches }: Condition,
  before: Uint8Array | undefined,
): Uint8Array => {
  const { texts, lists } = column;
  const flags = new Uint8Array(texts.length);
  if (before !== undefined) flags.set(before);
  const start = before?.length ?? 0;
  if (attribute.kind === 'string') {
    const satisfies = textPredicate(filters);
    for (let code = Math.max(start, 1); code < texts.length; code += 1)
      if (satisfies(texts[code] ?? '')) flags[code] = 1;
    if (start === 0 && matches([])) flags[0] = 1;
    for (const [code, entry] of lists) flags[code] = matches(entry) ? 1 : 0;
    return flags;
  }
  for (let code = start; code < texts.length; code += 1)
    if (matches(column.entry(code))) flags[code] = 1;
  return flags;
};

/** The rows whose findings are visible and satisfy the conditions, each of which is on a facet. */
export const select = (
  table: FacetTable,
  bench: Workbench,
  visible: readonly VisibleAccount[],
  conditions: readonly Condition[],
  now: Date,
): Selection => {
  const scopes = counted(visibleScopes(table, visible));
  // Code 0 is of findings that are gone.
  const seesAll = table.isWhole && scopes.set === scopes.flags.length - 1;
  const tests: Test[] = [
    ...(seesAll ? [] : [{ kind: 'flags', column: table.scopes, ...scopes } as const]),
    ...conditions.map((condition) => testOf(table, bench, condition, now)),
  ];
  // What leaves the fewest rows goes first; the share of texts is a fair guess of the share of rows.
  tests.sort((left, right) => share(left) - share(right));
  const rows = bench.rows(table.rows);
  const [narrowest, ...others] = tests;
  let count = narrowest === undefined ? all(rows, table.rows) : first(narrowest, rows, table.rows);
  for (const test of others) if (count > 0) count = narrowed(test, rows, count);
  return { rows, count };
};

const visibleScopes = (table: FacetTable, visible: readonly VisibleAccount[]): Uint8Array => {
  const flags = new Uint8Array(table.scopes.texts.length);
  for (const { account, regions } of visible) {
    for (const region of regions) {
      const code = table.scopeCode({ account, region });
      if (code !== undefined) flags[code] = 1;
    }
  }
  return flags;
};

const testOf = (table: FacetTable, bench: Workbench, condition: Condition, now: Date): Test => {
  const { name } = condition.attribute;
  const text = table.texts.get(name);
  if (text !== undefined) return { kind: 'flags', column: text, ...bench.flags(text, condition) };
  const column = table.times.get(name);
  if (column === undefined) throw new Error(`${name} is not kept in memory`);
  return { kind: 'times', column, ranges: timeRanges(condition.filters, now) };
};

const share = (test: Test): number => (test.kind === 'times' ? 0.5 : test.set / test.flags.length);

const first = (test: Test, rows: Uint32Array, total: number): number => {
  if (test.kind === 'times') return narrowed(test, rows, all(rows, total));
  if (test.set === 0) return 0;
  const { flags } = test;
  const { data } = test.column;
  let count = 0;
  for (let row = 0; row < total; row += 1) {
    rows[count] = row;
    count += flags[data[row] ?? 0] ?? 0;
  }
  return count;
};

const all = (rows: Uint32Array, total: number): number => {
  for (let row = 0; row < total; row += 1) rows[row] = row;
  return total;
};

// Without branches: the next row overwrites one that was not counted.
const narrowed = (test: Test, rows: Uint32Array, before: number): number => {
  let count = 0;
  if (test.kind === 'flags') {
    const { flags } = test;
    const { data } = test.column;
    for (let at = 0; at < before; at += 1) {
      const row = rows[at] ?? 0;
      rows[count] = row;
      count += flags[data[row] ?? 0] ?? 0;
    }
    return count;
  }
  const { ranges } = test;
  const { data } = test.column;
  for (let at = 0; at < before; at += 1) {
    const row = rows[at] ?? 0;
    rows[count] = row;
    if (isWithin(ranges, data[row] ?? NaN)) count += 1;
  }
  return count;
};
