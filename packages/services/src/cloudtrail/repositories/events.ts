import { setImmediate } from 'node:timers/promises';
import type { AuditEntry } from '@gatehouse/service-kit';
import type { SqlValue, Tx } from '@gatehouse/store';
import { type EventFilter, matches, newestFirst } from '../model.ts';
import {
  CHUNK_MILLISECONDS,
  type ChunkRow,
  insertEvents,
  lookupKey,
  print,
  PRINT_BYTES,
  type Scope,
  toEntries,
} from './chunks.ts';

/** Where a page ended: the time and id of its last event. */
export interface EventPosition {
  readonly at: number;
  readonly eventId: string;
}

interface PrintRow {
  readonly chunk_id: string;
  readonly last_at: number;
  readonly prints: Uint8Array;
}

// Most pages are full after the newest chunk or two; a long search takes more at a time, yet no more than others can
// wait for.
const FIRST_CHUNKS = 2;
const MOST_CHUNKS = 8;
const PRINTS_AT_ONCE = 500;

/** A chunk's place in the order in which chunks are visited: those that end last first. */
type Reached = Pick<ChunkRow, 'chunk_id' | 'last_at'> | undefined;

interface Search {
  readonly scope: Scope;
  readonly filter: EventFilter;
  /** Nothing after this time is wanted. */
  readonly to: number;
}

/** SQL that keeps the chunks which can hold an event of the range and come after `reached`. */
const inRange = (
  { scope: { account, region }, filter, to }: Search,
  reached: Reached,
): { readonly sql: string; readonly parameters: readonly SqlValue[] } => ({
  sql: `c.account = ? AND c.region = ? AND c.last_at >= ? AND c.last_at <= ? AND c.first_at <= ?
    ${reached === undefined ? '' : 'AND (c.last_at, c.chunk_id) < (?, ?)'}`,
  parameters: [
    account,
    region,
    filter.from,
    to + CHUNK_MILLISECONDS,
    to,
    ...(reached === undefined ? [] : [reached.last_at, reached.chunk_id]),
  ],
});

/** Chunks that may hold matching events, those that end last first, after `reached`. */
const nextChunks = (
  tx: Tx,
  search: Search,
  reached: Reached,
  limit: number,
): Promise<ChunkRow[]> => {
  const range = inRange(search, reached);
  const { attribute } = search.filter;
  if (attribute === undefined)
    return tx.all<ChunkRow>(
      `SELECT c.chunk_id, c.last_at, c.events FROM cloudtrail_chunk c
       WHERE ${range.sql} ORDER BY c.last_at DESC, c.chunk_id DESC LIMIT ?`,
      [...range.parameters, limit],
    );
  const { account, region } = search.scope;
  return tx.all<ChunkRow>(
    `SELECT c.chunk_id, c.last_at, c.events FROM cloudtrail_key k
     JOIN cloudtrail_chunk c ON c.account = k.account AND c.region = k.region AND c.chunk_id = k.chunk_id
     WHERE k.account = ? AND k.region = ? AND k.attribute = ? AND k.value = ?
       AND k.last_at >= ? AND k.last_at <= ? AND ${range.sql}
     ORDER BY k.last_at DESC, k.chunk_id DESC LIMIT ?`,
    [
      account,
      region,
      attribute.key,
      lookupKey(attribute.value),
      search.filter.from,
      (reached?.last_at ?? search.to) + CHUNK_MILLISECONDS,
      ...range.parameters,
      limit,
    ],
  );
};

const isAfter = (entry: AuditEntry, position: EventPosition | undefined): boolean =>
  position === undefined ||
  entry.at < position.at ||
  (entry.at === position.at && entry.record.eventID < position.eventId);

/** Whether the prints of a chunk hold this one, at a place where a print begins. */
const holds = (prints: Uint8Array, wanted: Buffer): boolean => {
  const bytes = Buffer.from(prints);
  let at = bytes.indexOf(wanted);
  while (at >= 0 && at % PRINT_BYTES !== 0) at = bytes.indexOf(wanted, at + 1);
  return at >= 0;
};

/** An event id is unique, so the first chunk that holds the event ends the search. */
const findById = async (
  tx: Tx,
  search: Search,
  eventId: string,
): Promise<AuditEntry | undefined> => {
  const wanted = Buffer.from(print(eventId), 'hex');
  if (wanted.length !== PRINT_BYTES) return undefined;
  const { account, region } = search.scope;
  let reached: Reached;
  for (;;) {
    const range = inRange(search, reached);
    const rows = await tx.all<PrintRow>(
      `SELECT c.chunk_id, c.last_at, c.prints FROM cloudtrail_chunk c
       WHERE ${range.sql} ORDER BY c.last_at DESC, c.chunk_id DESC LIMIT ?`,
      [...range.parameters, PRINTS_AT_ONCE],
    );
    for (const { chunk_id, prints } of rows) {
      if (!holds(prints, wanted)) continue;
      const row = await tx.get<ChunkRow>(
        'SELECT chunk_id, last_at, events FROM cloudtrail_chunk WHERE account = ? AND region = ? AND chunk_id = ?',
        [account, region, chunk_id],
      );
      const found =
        row === undefined
          ? undefined
          : toEntries(row).find((entry) => matches(entry, search.filter));
      if (found !== undefined) return found;
    }
    if (rows.length < PRINTS_AT_ONCE) return undefined;
    reached = rows.at(-1);
    await setImmediate();
  }
};

const scopeOf = ({ record }: AuditEntry): Scope => ({
  account: record.recipientAccountId,
  region: String(record['awsRegion']),
});

export const events = {
  /** Stores entries of any accounts and Regions; those that are stored already are left out. */
  async insert(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    const groups = Map.groupBy(entries, (entry) => Object.values(scopeOf(entry)).join(' '));
    for (const group of groups.values()) {
      const [first] = group;
      if (first !== undefined) await insertEvents(tx, scopeOf(first), group);
    }
  },

  /** Up to `limit` matching events after `position`, newest first. */
  async find(
    tx: Tx,
    scope: Scope,
    filter: EventFilter,
    page: { readonly position: EventPosition | undefined; readonly limit: number },
  ): Promise<readonly AuditEntry[]> {
    const { position, limit } = page;
    const wanted = (entry: AuditEntry): boolean =>
      matches(entry, filter) && isAfter(entry, position);
    const search = { scope, filter, to: Math.min(filter.to, position?.at ?? filter.to) };
    if (filter.attribute?.key === 'EventId') {
      const event = await findById(tx, search, filter.attribute.value);
      return event !== undefined && wanted(event) ? [event] : [];
    }

    let found: readonly AuditEntry[] = [];
    let reached: Reached;
    for (let count = FIRST_CHUNKS; ; count = Math.min(count * 2, MOST_CHUNKS)) {
      const chunks = await nextChunks(tx, search, reached, count);
      found = [...found, ...chunks.flatMap((chunk) => toEntries(chunk).filter(wanted))]
        .toSorted(newestFirst)
        .slice(0, limit);
      if (chunks.length < count) return found;
      reached = chunks.at(-1);
      // Chunks overlap in time: an event is settled once no chunk that is still to come can hold a newer one.
      const horizon = reached?.last_at ?? Number.NEGATIVE_INFINITY;
      if ((found[limit - 1]?.at ?? Number.NEGATIVE_INFINITY) > horizon) return found;
      await setImmediate();
    }
  },

  /** Shows every event that matches, in no order: for those who count. */
  async each(
    tx: Tx,
    scope: Scope,
    filter: EventFilter,
    show: (entry: AuditEntry) => void,
  ): Promise<void> {
    const search = { scope, filter, to: filter.to };
    let reached: Reached;
    for (;;) {
      const chunks = await nextChunks(tx, search, reached, MOST_CHUNKS);
      const found = chunks.flatMap((chunk) => toEntries(chunk));
      for (const entry of found) if (matches(entry, filter)) show(entry);
      if (chunks.length < MOST_CHUNKS) return;
      reached = chunks.at(-1);
      await setImmediate();
    }
  },

  /** Deletes up to `limit` chunks whose last event is older than `before`; answers how many. */
  async expire(tx: Tx, before: number, limit: number): Promise<number> {
    const old = `SELECT account, region, chunk_id FROM cloudtrail_chunk
      WHERE last_at < ? ORDER BY last_at, account, region, chunk_id LIMIT ?`;
    await tx.run(`DELETE FROM cloudtrail_key WHERE (account, region, chunk_id) IN (${old})`, [
      before,
      limit,
    ]);
    const { changes } = await tx.run(
      `DELETE FROM cloudtrail_chunk WHERE (account, region, chunk_id) IN (${old})`,
      [before, limit],
    );
    return changes;
  },
};
