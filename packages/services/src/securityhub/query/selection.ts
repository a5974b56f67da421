import type { VisibleAccount } from '../ports.ts';
import type { NumberColumn, TextColumn } from './columns.ts';
import { isWithin, satisfies, textTests, timeRanges, type TimeRange } from './comparisons.ts';
import type { FacetTable } from './facet-table.ts';
import type { Condition } from './matcher.ts';

/** Rows of a table, in order: the first `count` of `rows`. */
export interface Selection {
  readonly rows: Uint32Array;
  readonly count: number;
}

/** A test of rows that costs one look into an array each. */
type Test =
  | { readonly kind: 'flags'; readonly column: TextColumn; readonly flags: Uint8Array }
  | {
      readonly kind: 'times';
      readonly column: NumberColumn;
      readonly ranges: readonly TimeRange[];
    };

/** Flags of texts are kept for as long as so many questions ask no others. */
const MOST_FLAGS_KEPT = 24;

/** What was found out about a table's texts: texts never change, so an answer stays true. */
export class KnownFlags {
  readonly #kept = new Map<string, Uint8Array>();

  /** One flag per code: whether the finding that has it satisfies the condition. */
  of(column: TextColumn, condition: Condition): Uint8Array {
    const equal = equalValues(condition);
    if (equal !== undefined) return flagsOfValues(column, condition, equal);
    const key = JSON.stringify([condition.attribute.name, condition.filters]);
    const before = this.#kept.get(key);
    const flags =
      before?.length === column.texts.length ? before : extended(column, condition, before);
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
): Uint8Array => {
  const flags = new Uint8Array(column.texts.length);
  for (const value of values) {
    const code = column.codeOf(value);
    if (code !== undefined) flags[code] = 1;
  }
  for (const [code, entry] of column.lists) if (matches(entry)) flags[code] = 1;
  return flags;
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
    const tests = textTests(filters);
    for (let code = Math.max(start, 1); code < texts.length; code += 1)
      if (satisfies(tests, texts[code] ?? '')) flags[code] = 1;
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
  known: KnownFlags,
  visible: readonly VisibleAccount[],
  conditions: readonly Condition[],
  now: Date,
): Selection => {
  const scopes = visibleScopes(table, visible);
  const seesAll = table.isWhole && scopes.every((flag, code) => flag === 1 || code === 0);
  const tests: Test[] = [
    ...(seesAll ? [] : [{ kind: 'flags', column: table.scopes, flags: scopes } as const]),
    ...conditions.map((condition) => testOf(table, known, condition, now)),
  ];
  // What leaves the fewest rows goes first; the share of texts is a fair guess of the share of rows.
  tests.sort((left, right) => share(left) - share(right));
  const rows = new Uint32Array(table.rows);
  let count = rows.length;
  const [widest, ...others] = tests;
  if (widest === undefined) all(rows);
  else count = first(widest, rows);
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

const testOf = (table: FacetTable, known: KnownFlags, condition: Condition, now: Date): Test => {
  const { name } = condition.attribute;
  const text = table.texts.get(name);
  if (text !== undefined) return { kind: 'flags', column: text, flags: known.of(text, condition) };
  const column = table.times.get(name);
  if (column === undefined) throw new Error(`${name} is not kept in memory`);
  return { kind: 'times', column, ranges: timeRanges(condition.filters, now) };
};

const share = (test: Test): number => {
  if (test.kind === 'times') return 0.5;
  let set = 0;
  for (const flag of test.flags) set += flag;
  return set / test.flags.length;
};

const first = (test: Test, rows: Uint32Array): number => {
  let count = 0;
  if (test.kind === 'flags') {
    const { flags } = test;
    const { data } = test.column;
    for (let row = 0; row < rows.length; row += 1) {
      rows[count] = row;
      count += flags[data[row] ?? 0] ?? 0;
    }
    return count;
  }
  all(rows);
  return narrowed(test, rows, rows.length);
};

const all = (rows: Uint32Array): void => {
  for (let row = 0; row < rows.length; row += 1) rows[row] = row;
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
