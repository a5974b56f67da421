import type { SqlValue, Tx } from '@gatehouse/store';
import type { LogEvent, Place } from '../model.ts';
import { sizeOf } from '../new-events.ts';

interface EventRow {
  readonly at: number;
  readonly id: string;
  readonly stream_id: string;
  readonly ingested_at: number;
  readonly message: string;
}

const toEvent = (row: EventRow): LogEvent => ({
  at: row.at,
  id: row.id,
  streamId: row.stream_id,
  ingestedAt: row.ingested_at,
  message: row.message,
});

const COLUMNS = 7;
/** So much text is in memory at once, and one event more: an event has up to 1 MiB. */
const MOST_BYTES = 4 * 1_048_576;
// One long statement is far cheaper than many short ones; and few lengths of it, so that each stays prepared.
const ROWS_AT_ONCE = [128, 16, 1];

export interface Range {
  readonly of: { readonly groupId: string } | { readonly streamId: string };
  /** Milliseconds; `from` counts, `until` does not. */
  readonly from: number;
  readonly until: number | undefined;
  /** Where to go on, with what stands there or without. */
  readonly behind?: (Place & { readonly inclusive: boolean }) | undefined;
  readonly descending: boolean;
  readonly limit: number;
  /** So much text at most, and one event at least; default: 4 MiB. */
  readonly bytes?: number;
}

export interface Events {
  readonly list: readonly LogEvent[];
  /** There were no more when it was read; otherwise there may be. */
  readonly ended: boolean;
}

/** How many of these are read at once. */
const fitting = (sizes: readonly number[], most: number): number => {
  let bytes = 0;
  const end = sizes.findIndex((size) => (bytes += size) > most);
  return end < 0 ? sizes.length : Math.max(1, end);
};

const upTo = (until: number | undefined, end: number): number =>
  until === undefined ? end : Math.min(until, end);

export const events = {
  async insert(tx: Tx, groupId: string, list: readonly LogEvent[]): Promise<void> {
    let from = 0;
    for (const rows of ROWS_AT_ONCE) {
      const marks = Array.from({ length: rows }, () => `(${'?, '.repeat(COLUMNS - 1)}?)`).join(
        ', ',
      );
      const sql = `INSERT INTO logs_event (group_id, at, id, stream_id, ingested_at, size, message) VALUES ${marks}`;
      for (; list.length - from >= rows; from += rows) {
        const parameters: SqlValue[] = [];
        for (const { at, id, streamId, ingestedAt, message } of list.slice(from, from + rows))
          parameters.push(groupId, at, id, streamId, ingestedAt, sizeOf({ message }), message);
        await tx.run(sql, parameters);
      }
    }
  },

  async range(
    tx: Tx,
    { of, from, until, behind, descending, limit, bytes = MOST_BYTES }: Range,
  ): Promise<Events> {
    const parameters: SqlValue[] = [];
    const conditions: string[] = [];
    const where = (condition: string, ...values: readonly SqlValue[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if ('groupId' in of) where('group_id = ?', of.groupId);
    else where('stream_id = ?', of.streamId);
    // SQLite looks for the first row by these alone: without the place itself in them, each page would pass over all before it.
    const least = behind === undefined || descending ? from : Math.max(from, behind.at);
    const most = behind === undefined || !descending ? until : upTo(until, behind.at + 1);
    where('at >= ?', least);
    if (most !== undefined) where('at < ?', most);
    if (behind !== undefined) {
      const sign = `${descending ? '<' : '>'}${behind.inclusive ? '=' : ''}`;
      where(`(at, id) ${sign} (?, ?)`, behind.at, behind.id);
    }
    const direction = descending ? 'DESC' : 'ASC';
    const rest = `FROM logs_event WHERE ${conditions.join(' AND ')}
       ORDER BY at ${direction}, id ${direction} LIMIT ?`;
    const sizes = await tx.all<{ size: number }>(`SELECT size ${rest}`, [...parameters, limit]);
    const count = fitting(
      sizes.map(({ size }) => size),
      bytes,
    );
    const rows = await tx.all<EventRow>(
      `SELECT at, id, stream_id, ingested_at, message ${rest}`,
      // One more shows whether another has come in between meanwhile.
      [...parameters, count + (sizes.length < limit && count === sizes.length ? 1 : 0)],
    );
    const isAll = sizes.length < limit && count === sizes.length && rows.length <= count;
    return { list: rows.slice(0, count).map(toEvent), ended: isAll };
  },

  /** Removes some that are older than a time, or all of a group or stream; answers how many. */
  async removeSome(
    tx: Tx,
    of: { readonly groupId: string } | { readonly streamId: string },
    before: number,
    limit: number,
  ): Promise<number> {
    const [column, id] = 'groupId' in of ? ['group_id', of.groupId] : ['stream_id', of.streamId];
    // The last that goes is found first: a range of the index is deleted without looking at what stays.
    const last = await tx.get<Place>(
      `SELECT at, id FROM logs_event WHERE ${column} = ? AND at < ? ORDER BY at, id LIMIT 1 OFFSET ?`,
      [id, before, limit - 1],
    );
    const { changes } =
      last === undefined
        ? await tx.run(`DELETE FROM logs_event WHERE ${column} = ? AND at < ?`, [id, before])
        : await tx.run(`DELETE FROM logs_event WHERE ${column} = ? AND (at, id) <= (?, ?)`, [
            id,
            last.at,
            last.id,
          ]);
    return changes;
  },
};
