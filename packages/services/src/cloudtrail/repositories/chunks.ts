import type { AuditEntry } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { attributeValues, LOOKUP_ATTRIBUTES } from '../model.ts';

/** Where events are: the history of one account in one Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface ChunkRow {
  readonly chunk_id: string;
  readonly last_at: number;
  readonly events: string;
}

/** No chunk covers more time than this, so that a search from the middle of the history knows where to begin. */
export const CHUNK_MILLISECONDS = 60_000;
export const PRINT_BYTES = 4;
const CHUNK_EVENTS = 256;
const KEY_CHARACTERS = 200;
// An event id is found by its print, every other attribute by its key rows.
const KEYED = LOOKUP_ATTRIBUTES.filter((attribute) => attribute !== 'EventId');

/** The first bytes of an event id, in hexadecimal digits. */
export const print = (eventId: string): string => eventId.slice(0, PRINT_BYTES * 2);

/**
 * What an attribute's value is looked up by. It only finds chunks, the events in them are compared in full: so it may
 * be cut to what an index takes, and cleaned of what PostgreSQL's text cannot hold.
 */
export const lookupKey = (value: string): string =>
  value.slice(0, KEY_CHARACTERS).toWellFormed().replaceAll('\0', '\uFFFD');

export const toEntries = ({ events }: Pick<ChunkRow, 'events'>): readonly AuditEntry[] =>
  events.split('\n').map((line) => JSON.parse(line) as AuditEntry);

/** Cut where a chunk would hold too many events or cover too much time; the order stays. */
const cut = (entries: readonly AuditEntry[]): readonly (readonly AuditEntry[])[] => {
  const chunks: AuditEntry[][] = [];
  let chunk: AuditEntry[] = [];
  let first = 0;
  let last = 0;
  for (const entry of entries) {
    const from = Math.min(first, entry.at);
    const to = Math.max(last, entry.at);
    if (chunk.length > 0 && chunk.length < CHUNK_EVENTS && to - from <= CHUNK_MILLISECONDS) {
      chunk.push(entry);
      [first, last] = [from, to];
      continue;
    }
    chunk = [entry];
    chunks.push(chunk);
    [first, last] = [entry.at, entry.at];
  }
  return chunks;
};

/** False when a chunk that begins with the same event is there already. */
const insertChunk = async (
  tx: Tx,
  { account, region }: Scope,
  chunkId: string,
  entries: readonly AuditEntry[],
): Promise<boolean> => {
  const times = entries.map(({ at }) => at);
  const lastAt = Math.max(...times);
  const { changes } = await tx.run(
    `INSERT INTO cloudtrail_chunk (account, region, chunk_id, first_at, last_at, event_count, prints, events)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (account, region, chunk_id) DO NOTHING`,
    [
      account,
      region,
      chunkId,
      Math.min(...times),
      lastAt,
      entries.length,
      Buffer.from(entries.map(({ record }) => print(record.eventID)).join(''), 'hex'),
      entries.map((entry) => JSON.stringify(entry)).join('\n'),
    ],
  );
  if (changes === 0) return false;
  for (const attribute of KEYED) {
    const values = new Set(entries.flatMap((entry) => attributeValues(entry, attribute)));
    for (const value of new Set([...values].map(lookupKey))) {
      await tx.run(
        `INSERT INTO cloudtrail_key (account, region, attribute, value, last_at, chunk_id)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [account, region, attribute, value, lastAt, chunkId],
      );
    }
  }
  return true;
};

/** Those of `entries` that the chunk does not hold. */
const missing = async (
  tx: Tx,
  { account, region }: Scope,
  chunkId: string,
  entries: readonly AuditEntry[],
): Promise<readonly AuditEntry[]> => {
  const row = await tx.get<ChunkRow>(
    'SELECT chunk_id, last_at, events FROM cloudtrail_chunk WHERE account = ? AND region = ? AND chunk_id = ?',
    [account, region, chunkId],
  );
  const held = new Set(row === undefined ? [] : toEntries(row).map(({ record }) => record.eventID));
  return entries.filter(({ record }) => !held.has(record.eventID));
};

/**
 * Stores the events of one account and Region. What was stored before is not stored again: after a commit with an
 * unknown outcome a batch comes once more, possibly with newer events behind it.
 */
export const insertEvents = async (
  tx: Tx,
  scope: Scope,
  entries: readonly AuditEntry[],
): Promise<void> => {
  let left = entries;
  while (left.length > 0) {
    const [chunk = []] = cut(left);
    const chunkId = chunk[0]?.record.eventID ?? '';
    if (await insertChunk(tx, scope, chunkId, chunk)) left = left.slice(chunk.length);
    else left = await missing(tx, scope, chunkId, left);
  }
};
