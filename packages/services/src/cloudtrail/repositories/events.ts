import type { AuditEntry } from '@gatehouse/service-kit';
import type { SqlValue, Tx } from '@gatehouse/store';
import {
  attributeValues,
  type EventFilter,
  LOOKUP_ATTRIBUTES,
  type LookupAttributeKey,
  matches,
  newestFirst,
} from '../model.ts';

/** Where a page ended: the time and id of its last event. */
export interface EventPosition {
  readonly at: number;
  readonly eventId: string;
}

interface ChunkRow {
  readonly chunk_id: string;
  readonly last_at: number;
  readonly events: string;
}

interface PrintRow {
  readonly chunk_id: string;
  readonly last_at: number;
  readonly prints: Uint8Array;
}

const CHUNK_EVENTS = 256;
const CHUNKS_AT_ONCE = 8;
const PRINT_BYTES = 4;
// An event id is found by its print, every other attribute by its key rows.
const KEYED = LOOKUP_ATTRIBUTES.filter((attribute) => attribute !== 'EventId');

const print = (eventId: string): string => eventId.slice(0, PRINT_BYTES * 2);

const insertChunk = async (tx: Tx, entries: readonly AuditEntry[]): Promise<void> => {
  const [first] = entries;
  if (first === undefined) return;
  const { recipientAccountId: account, awsRegion: region } = first.record;
  const times = entries.map(({ at }) => at);
  const lastAt = Math.max(...times);
  const chunkId = first.record.eventID;
  await tx.run(
    `INSERT INTO cloudtrail_chunk (account, region, chunk_id, first_at, last_at, event_count, prints, events)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      account,
      String(region),
      chunkId,
      Math.min(...times),
      lastAt,
      entries.length,
      Buffer.from(entries.map(({ record }) => print(record.eventID)).join(''), 'hex'),
      entries.map((entry) => JSON.stringify(entry)).join('\n'),
    ],
  );
  for (const attribute of KEYED) {
    for (const value of new Set(entries.flatMap((entry) => attributeValues(entry, attribute)))) {
      await tx.run(
        `INSERT INTO cloudtrail_key (account, region, attribute, value, last_at, chunk_id)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [account, String(region), attribute, value, lastAt, chunkId],
      );
    }
  }
};

const toEntries = ({ events }: ChunkRow): readonly AuditEntry[] =>
  events.split('\n').map((line) => JSON.parse(line) as AuditEntry);

interface Scope {
  readonly account: string;
  readonly region: string;
}

type Reached = Pick<ChunkRow, 'chunk_id' | 'last_at'> | undefined;

/** Chunks that may hold matching events, those that end last first, after `reached`. */
const nextChunks = (
  tx: Tx,
  { account, region }: Scope,
  filter: EventFilter,
  to: number,
  reached: Reached,
): Promise<ChunkRow[]> => {
  const after = reached === undefined ? '' : 'AND (c.last_at, c.chunk_id) < (?, ?)';
  const parameters: SqlValue[] = reached === undefined ? [] : [reached.last_at, reached.chunk_id];
  const { attribute } = filter;
  if (attribute === undefined)
    return tx.all<ChunkRow>(
      `SELECT c.chunk_id, c.last_at, c.events FROM cloudtrail_chunk c
       WHERE c.account = ? AND c.region = ? AND c.last_at >= ? AND c.first_at <= ? ${after}
       ORDER BY c.last_at DESC, c.chunk_id DESC LIMIT ?`,
      [account, region, filter.from, to, ...parameters, CHUNKS_AT_ONCE],
    );
  return tx.all<ChunkRow>(
    `SELECT c.chunk_id, c.last_at, c.events FROM cloudtrail_key k
     JOIN cloudtrail_chunk c ON c.account = k.account AND c.region = k.region AND c.chunk_id = k.chunk_id
     WHERE k.account = ? AND k.region = ? AND k.attribute = ? AND k.value = ?
       AND k.last_at >= ? AND c.first_at <= ? ${after.replaceAll('c.', 'k.')}
     ORDER BY k.last_at DESC, k.chunk_id DESC LIMIT ?`,
    [
      account,
      region,
      attribute.key,
      attribute.value,
      filter.from,
      to,
      ...parameters,
      CHUNKS_AT_ONCE,
    ],
  );
};

const isAfter = (entry: AuditEntry, position: EventPosition | undefined): boolean =>
  position === undefined ||
  entry.at < position.at ||
  (entry.at === position.at && entry.record.eventID < position.eventId);

const findById = async (
  tx: Tx,
  { account, region }: Scope,
  filter: EventFilter,
  eventId: string,
): Promise<readonly AuditEntry[]> => {
  const wanted = Buffer.from(print(eventId), 'hex');
  if (wanted.length !== PRINT_BYTES) return [];
  const rows = await tx.all<PrintRow>(
    `SELECT chunk_id, last_at, prints FROM cloudtrail_chunk
     WHERE account = ? AND region = ? AND last_at >= ? AND first_at <= ?`,
    [account, region, filter.from, filter.to],
  );
  const found: AuditEntry[] = [];
  for (const { chunk_id, prints } of rows) {
    const bytes = Buffer.from(prints);
    let at = bytes.indexOf(wanted);
    while (at >= 0 && at % PRINT_BYTES !== 0) at = bytes.indexOf(wanted, at + 1);
    if (at < 0) continue;
    const row = await tx.get<ChunkRow>(
      'SELECT chunk_id, last_at, events FROM cloudtrail_chunk WHERE account = ? AND region = ? AND chunk_id = ?',
      [account, region, chunk_id],
    );
    if (row !== undefined) found.push(...toEntries(row).filter((entry) => matches(entry, filter)));
  }
  return found.toSorted(newestFirst);
};

export const events = {
  /** Stores entries of any accounts and Regions, one chunk for each account and Region. */
  async insert(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    const groups = Map.groupBy(
      entries,
      ({ record }) => `${record.recipientAccountId} ${String(record['awsRegion'])}`,
    );
    for (const group of groups.values()) {
      for (let from = 0; from < group.length; from += CHUNK_EVENTS)
        await insertChunk(tx, group.slice(from, from + CHUNK_EVENTS));
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
    const after = (entry: AuditEntry): boolean => isAfter(entry, position);
    if (filter.attribute?.key === 'EventId')
      return (await findById(tx, scope, filter, filter.attribute.value))
        .filter(after)
        .slice(0, limit);

    const to = Math.min(filter.to, position?.at ?? filter.to);
    let found: AuditEntry[] = [];
    let reached: Reached;
    for (;;) {
      const chunks = await nextChunks(tx, scope, filter, to, reached);
      found = [
        ...found,
        ...chunks.flatMap((chunk) =>
          toEntries(chunk).filter((entry) => matches(entry, filter) && after(entry)),
        ),
      ].toSorted(newestFirst);
      reached = chunks.at(-1);
      // Chunks overlap in time: an event is settled once no chunk that is still to come can hold a newer one.
      const horizon = reached?.last_at ?? Number.NEGATIVE_INFINITY;
      if (
        chunks.length < CHUNKS_AT_ONCE ||
        (found[limit - 1]?.at ?? Number.NEGATIVE_INFINITY) > horizon
      )
        return found.slice(0, limit);
    }
  },

  /** Deletes chunks whose last event is older than `before`; answers how many. */
  async expire(tx: Tx, before: number): Promise<number> {
    await tx.run('DELETE FROM cloudtrail_key WHERE last_at < ?', [before]);
    return (await tx.run('DELETE FROM cloudtrail_chunk WHERE last_at < ?', [before])).changes;
  },
};

export type { LookupAttributeKey };
