import type { SqlValue, Tx } from '@gatehouse/store';
import type { LogEvent, Place } from '../model.ts';

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

const COLUMNS = 6;
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
}

export const events = {
  async insert(tx: Tx, groupId: string, list: readonly LogEvent[]): Promise<void> {
    let from = 0;
    for (const rows of ROWS_AT_ONCE) {
      const marks = Array.from({ length: rows }, () => `(${'?, '.repeat(COLUMNS - 1)}?)`).join(
        ', ',
      );
      const sql = `INSERT INTO logs_event (group_id, at, id, stream_id, ingested_at, message) VALUES ${marks}`;
      for (; list.length - from >= rows; from += rows) {
        const parameters: SqlValue[] = [];
        for (const { at, id, streamId, ingestedAt, message } of list.slice(from, from + rows))
          parameters.push(groupId, at, id, streamId, ingestedAt, message);
        await tx.run(sql, parameters);
      }
    }
  },

  async range(
    tx: Tx,
    { of, from, until, behind, descending, limit }: Range,
  ): Promise<readonly LogEvent[]> {
    const parameters: SqlValue[] = [];
    const conditions: string[] = [];
    const where = (condition: string, ...values: readonly SqlValue[]): void => {
      conditions.push(condition);
      parameters.push(...values);
    };
    if ('groupId' in of) where('group_id = ?', of.groupId);
    else where('stream_id = ?', of.streamId);
    where('at >= ?', from);
    if (until !== undefined) where('at < ?', until);
    if (behind !== undefined) {
      const sign = `${descending ? '<' : '>'}${behind.inclusive ? '=' : ''}`;
      where(`(at, id) ${sign} (?, ?)`, behind.at, behind.id);
    }
    const direction = descending ? 'DESC' : 'ASC';
    const rows = await tx.all<EventRow>(
      `SELECT at, id, stream_id, ingested_at, message FROM logs_event
       WHERE ${conditions.join(' AND ')} ORDER BY at ${direction}, id ${direction} LIMIT ?`,
      [...parameters, limit],
    );
    return rows.map(toEvent);
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
