import type { Position } from '@gatehouse/service-kit';
import type { FacetTable } from './facet-table.ts';
import type { Order, SortKey } from './order.ts';
import type { Selection, Workbench } from './selection.ts';

const SAMPLE = 2048;

/** Negative when the left row comes first. */
type CompareRows = (left: number, right: number) => number;

const comparator = ({ keys, newestFirst }: Order): CompareRows => {
  const sign = newestFirst ? -1 : 1;
  const [primary, secondary, ...others] = keys;
  if (others.length > 0) return general(keys, sign);
  return (left, right) => {
    const first = primary === undefined ? 0 : difference(primary, left, right);
    if (first !== 0) return first;
    const second = secondary === undefined ? 0 : difference(secondary, left, right);
    return second === 0 ? sign * (left - right) : second;
  };
};

const general =
  (keys: readonly SortKey[], sign: 1 | -1): CompareRows =>
  (left, right) => {
    for (const key of keys) {
      const order = difference(key, left, right);
      if (order !== 0) return order;
    }
    return sign * (left - right);
  };

// Both may be infinite, so they are not subtracted.
const difference = (key: SortKey, left: number, right: number): number => {
  const a = key.of(left);
  const b = key.of(right);
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** The first `wanted` rows of the selection in this order, after a position. */
export const topRows = (
  table: FacetTable,
  bench: Workbench,
  selection: Selection,
  order: Order,
  { after, wanted }: { readonly after: Position | undefined; readonly wanted: number },
): readonly number[] => {
  const isAfter = after === undefined ? undefined : beyond(table, order, after);
  const [primary] = order.keys;
  if (primary === undefined) return inTableOrder(selection, order, isAfter, wanted);
  const least = after === undefined ? -Infinity : primary.place(after[0] ?? '');
  const most = guess(selection, primary, isAfter, wanted);
  if (most < Infinity) {
    const near = primary.between(selection, least, most, bench.near(selection.count));
    const found = gather(near, order, primary, isAfter, wanted);
    if (found.length === wanted) return found;
  }
  // Few rows, or a sample that was misleading.
  return gather(selection, order, primary, isAfter, wanted);
};

type IsAfter = (row: number) => boolean;

const beyond = (table: FacetTable, { keys, newestFirst }: Order, after: Position): IsAfter => {
  const places = keys.map((key, index) => key.place(after[index] ?? ''));
  const number = Number(after[keys.length] ?? 0);
  const { data } = table.numbers;
  return (row) => {
    let index = 0;
    for (const key of keys) {
      const value = key.of(row);
      const place = places[index] ?? Infinity;
      if (value !== place) return value > place;
      index += 1;
    }
    const own = data[row] ?? 0;
    return newestFirst ? own < number : own > number;
  };
};

const inTableOrder = (
  { rows, count }: Selection,
  { newestFirst }: Order,
  isAfter: IsAfter | undefined,
  wanted: number,
): readonly number[] => {
  const found: number[] = [];
  for (let at = 0; at < count && found.length < wanted; at += 1) {
    const row = rows[newestFirst ? count - 1 - at : at] ?? 0;
    if (isAfter === undefined || isAfter(row)) found.push(row);
  }
  return found;
};

/** A bound of the primary key within which there are probably enough rows, and not many more. */
const guess = (
  { rows, count }: Selection,
  primary: SortKey,
  isAfter: IsAfter | undefined,
  wanted: number,
): number => {
  if (count < SAMPLE * 4) return Infinity;
  const sample: number[] = [];
  const stride = count / SAMPLE;
  for (let at = 0; at < count; at += stride) {
    const row = rows[Math.floor(at)] ?? 0;
    if (isAfter === undefined || isAfter(row)) sample.push(primary.of(row));
  }
  sample.sort((left, right) => left - right);
  return sample[Math.ceil((wanted * 4) / stride) + 8] ?? Infinity;
};

// A heap whose root is the last of the rows kept. Rows come in the order that their findings came in, or against it:
// the one in which good rows come early, so that the others are refused at the first look.
const gather = (
  { rows, count }: Selection,
  order: Order,
  primary: SortKey,
  isAfter: IsAfter | undefined,
  wanted: number,
): readonly number[] => {
  const compare = comparator(order);
  const [, secondary] = order.keys;
  const heap: number[] = [];
  let worst = Infinity;
  let second = Infinity;
  for (let at = 0; at < count; at += 1) {
    const row = rows[order.newestFirst ? count - 1 - at : at] ?? 0;
    const key = primary.of(row);
    if (key > worst || (key === worst && secondary !== undefined && secondary.of(row) > second))
      continue;
    if (isAfter !== undefined && !isAfter(row)) continue;
    if (heap.length < wanted) push(heap, row, compare);
    else if (compare(row, heap[0] ?? row) < 0) replaceRoot(heap, row, compare);
    else continue;
    if (heap.length < wanted) continue;
    const last = heap[0] ?? row;
    worst = primary.of(last);
    if (secondary !== undefined) second = secondary.of(last);
    // Rows as good as can be, and those that are still to come are behind them.
    else if (worst === primary.least) break;
  }
  return heap.toSorted(compare);
};

const push = (heap: number[], row: number, compare: CompareRows): void => {
  let at = heap.length;
  heap.push(row);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] ?? row;
    if (compare(above, row) >= 0) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = row;
};

const replaceRoot = (heap: number[], row: number, compare: CompareRows): void => {
  let at = 0;
  for (;;) {
    let child = at * 2 + 1;
    const left = heap[child];
    if (left === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && compare(right, left) > 0) child += 1;
    const below = heap[child] ?? row;
    if (compare(below, row) <= 0) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = row;
};
