import type { SortCriterion } from '@aws-sdk/client-securityhub';
import type { Position } from '@gatehouse/service-kit';
import type { Entry, NumberColumn, TextColumn } from './columns.ts';
import type { FacetTable } from './facet-table.ts';
import { textFacets, timeFacets } from './facets.ts';
import type { Selection } from './selection.ts';

/** What rows are sorted by, as numbers: smaller comes first, and infinite is what has no value. */
export interface SortKey {
  of(row: number): number;
  /** No row has a smaller key. */
  readonly least: number;
  /** The value of a row, to find its place again when it is gone. */
  value(row: number): string | number;
  /** Where that value stands among today's. */
  place(value: string | number): number;
  /** The rows whose key is between these, both included, in their order; `into` is room for them. */
  between(selection: Selection, least: number, most: number, into: Uint32Array): Selection;
}

export interface Order {
  readonly keys: readonly SortKey[];
  /** Rows with equal keys, the newest finding first unless the oldest are asked for. */
  readonly newestFirst: boolean;
}

const LABELS = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
const NUMBERS = new Set(['SeverityNormalized', 'Confidence', 'Criticality']);

type Compare = (left: Entry, right: Entry) => number;

const compareTexts: Compare = ([left = ''], [right = '']) => {
  if (left === right) return 0;
  return left < right ? -1 : 1;
};
const compareNumbers: Compare = ([left = 0], [right = 0]) => Number(left) - Number(right);
const compareLabels: Compare = ([left = ''], [right = '']) =>
  LABELS.indexOf(String(left)) - LABELS.indexOf(String(right));

const comparison = (name: string): Compare => {
  if (name === 'SeverityLabel') return compareLabels;
  return NUMBERS.has(name) ? compareNumbers : compareTexts;
};

const SORTABLE: ReadonlySet<string> = new Set(
  [...textFacets, ...timeFacets].map(({ name }) => name),
);

/** Whether SortCriteria takes it: the attributes that are in memory. */
export const isSortable = (field: string): boolean => SORTABLE.has(field);

export const orderOf = (table: FacetTable, sort: readonly SortCriterion[]): Order => {
  const [primary] = sort;
  return {
    keys: sort.map(({ Field = '', SortOrder }) => keyOf(table, Field, SortOrder === 'desc')),
    newestFirst: primary?.SortOrder !== 'asc',
  };
};

const keyOf = (table: FacetTable, name: string, descends: boolean): SortKey => {
  const times = table.times.get(name);
  if (times !== undefined) return timeKey(times, descends ? -1 : 1);
  const column = table.texts.get(name);
  if (column === undefined) throw new Error(`findings are not sorted by ${name}`);
  return textKey(column, comparison(name), descends ? -1 : 1);
};

const timeKey = ({ data }: NumberColumn, sign: 1 | -1): SortKey => {
  const keyAt = (time: number): number => (Number.isNaN(time) ? Infinity : sign * time);
  return {
    of: (row) => keyAt(data[row] ?? NaN),
    least: -Infinity,
    value: (row) => (Number.isNaN(data[row]) ? '' : (data[row] ?? '')),
    place: (value) => keyAt(typeof value === 'number' ? value : NaN),
    between: ({ rows, count }, least, most, kept) => {
      let length = 0;
      for (let at = 0; at < count; at += 1) {
        const row = rows[at] ?? 0;
        kept[length] = row;
        const key = sign * (data[row] ?? NaN);
        if (key <= most && key >= least) length += 1;
      }
      return { rows: kept, count: length };
    },
  };
};

const textKey = (column: TextColumn, compare: Compare, sign: 1 | -1): SortKey => {
  const { data } = column;
  const ranks = column.ranks(compare);
  const keys = Float64Array.from(ranks, (rank) => sign * rank);
  keys[0] = Infinity;
  return {
    of: (row) => keys[data[row] ?? 0] ?? Infinity,
    least: keys.reduce((least, key) => Math.min(least, key), Infinity),
    value: (row) => column.entry(data[row] ?? 0)[0] ?? '',
    place: (value) => {
      if (value === '') return Infinity;
      let before = -1;
      for (let code = 1; code < keys.length; code += 1) {
        const order = compare(column.entry(code), [value]);
        if (order === 0) return keys[code] ?? Infinity;
        if (order < 0) before = Math.max(before, ranks[code] ?? 0);
      }
      return sign * (before + 0.5);
    },
    between: ({ rows, count }, least, most, kept) => {
      let length = 0;
      for (let at = 0; at < count; at += 1) {
        const row = rows[at] ?? 0;
        kept[length] = row;
        const key = keys[data[row] ?? 0] ?? Infinity;
        if (key <= most && key >= least) length += 1;
      }
      return { rows: kept, count: length };
    },
  };
};

/** Where a page ended: its last row's values, then the finding's number. */
export const positionOf = (table: FacetTable, { keys }: Order, row: number): Position => [
  ...keys.map((key) => key.value(row)),
  table.numbers.data[row] ?? 0,
];
