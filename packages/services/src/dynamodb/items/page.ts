import type { Contents } from '../contents.ts';
import { meets } from '../expressions/condition-evaluation.ts';
import type { Condition } from '../expressions/condition.ts';
import { type Projection, projected } from '../expressions/projection.ts';
import { type Index, keysOf, type Table } from '../model.ts';
import { readItem } from '../values/codec.ts';
import { emptyItem, type Item } from '../values/value.ts';
import { indexed } from './item-keys.ts';
import type { Found, Rows } from './reading.ts';

/** 1 MB (DynamoDB Developer Guide, "Paginating table query results"). */
const LARGEST_PAGE = 1_048_576;
const FIRST_FETCH = 32;
const LARGEST_FETCH = 64;
/** What indexes have little of is read as a whole all the same. */
const MOST_OPENED = 8 * LARGEST_PAGE;

/** What a query or scan finds on one page. */
export interface Page {
  readonly items: readonly Item[];
  readonly scanned: number;
  readonly count: number;
  /** Bytes that were read. */
  readonly bytes: number;
  /** Where to go on; undefined: there is no more. */
  readonly lastKey: Item | undefined;
}

export interface Wanted {
  readonly table: Table;
  readonly index: Index | undefined;
  readonly contents: Contents;
  readonly rows: Rows;
  readonly start: Found | undefined;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  readonly projection: Projection | undefined;
  /** Only how many there are. */
  readonly countsOnly: boolean;
  /** The whole items, though the index has less of them. */
  readonly wholeItems: boolean;
}

/** The keys of table and index that a row has, as LastEvaluatedKey. */
const positionOf = (item: Item, { table, index }: Wanted): Item => {
  const key = emptyItem();
  for (const { name } of [...(index === undefined ? [] : keysOf(index)), ...keysOf(table)]) {
    const value = item[name];
    if (value !== undefined) key[name] = value;
  }
  return key;
};

interface Gathering {
  readonly items: Item[];
  scanned: number;
  count: number;
  bytes: number;
  /** Bytes of contents. */
  opened: number;
  last: Found | undefined;
}

const itemOf = (found: Found, { contents }: Wanted): Item =>
  readItem(contents.open(found.content, found.item));

const take = (found: Found, wanted: Wanted, gathered: Gathering): void => {
  const { table, index, filter, projection, countsOnly, wholeItems } = wanted;
  gathered.scanned += 1;
  gathered.bytes += found.size;
  gathered.opened += found.content.length;
  gathered.last = found;
  if (countsOnly && filter === undefined) {
    gathered.count += 1;
    return;
  }
  const whole = itemOf(found, wanted);
  const item = index === undefined || wholeItems ? whole : indexed(table, index, whole);
  if (filter !== undefined && !meets(filter, item)) return;
  gathered.count += 1;
  if (!countsOnly)
    gathered.items.push(projection === undefined ? item : projected(item, projection));
};

/** Whether the page is full before this row. */
const isFull = ({ scanned, bytes, opened }: Gathering, found: Found, { limit }: Wanted): boolean =>
  (limit !== undefined && scanned >= limit) ||
  (scanned > 0 &&
    (bytes + found.size > LARGEST_PAGE || opened + found.content.length > MOST_OPENED));

/** Goes through rows until the page is full: what a filter leaves out counts too. */
export const pageOf = async (wanted: Wanted): Promise<Page> => {
  const { limit, rows } = wanted;
  const gathered: Gathering = {
    items: [],
    scanned: 0,
    count: 0,
    bytes: 0,
    opened: 0,
    last: wanted.start,
  };
  let fetch = Math.min(FIRST_FETCH, limit ?? FIRST_FETCH);
  let isOver = false;
  for (;;) {
    const found = await rows(gathered.last, fetch);
    for (const one of found) {
      isOver = isFull(gathered, one, wanted);
      if (isOver) break;
      take(one, wanted, gathered);
    }
    // A page that its limit ended goes on, even if nothing follows.
    isOver ||= limit !== undefined && gathered.scanned >= limit;
    if (isOver || found.length < fetch) break;
    fetch = Math.min(fetch * 2, LARGEST_FETCH, (limit ?? Infinity) - gathered.scanned);
  }
  const { items, scanned, count, bytes, last } = gathered;
  return {
    items,
    scanned,
    count,
    bytes,
    lastKey:
      isOver && last !== undefined && scanned > 0
        ? positionOf(itemOf(last, wanted), wanted)
        : undefined,
  };
};
