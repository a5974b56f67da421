import type { SqlValue, Tx } from '@gatehouse/store';
import type { Stream } from '../model.ts';

interface StreamRow {
  readonly group_id: string;
  readonly name: string;
  readonly id: string;
  readonly created_at: number;
  readonly first_event_at: number | null;
  readonly last_event_at: number | null;
  readonly last_ingested_at: number | null;
}

const toStream = (row: StreamRow): Stream => ({
  id: row.id,
  groupId: row.group_id,
  name: row.name,
  createdAt: row.created_at,
  firstEventAt: row.first_event_at ?? undefined,
  lastEventAt: row.last_event_at ?? undefined,
  lastIngestedAt: row.last_ingested_at ?? undefined,
});

export interface Ingested {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  readonly bytes: number;
}

export interface StreamQuery {
  readonly prefix: string;
  readonly descending: boolean;
  readonly after: string | undefined;
  readonly limit: number;
}

export const streams = {
  async find(tx: Tx, groupId: string, name: string): Promise<Stream | undefined> {
    const row = await tx.get<StreamRow>(
      'SELECT * FROM logs_stream WHERE group_id = ? AND name = ?',
      [groupId, name],
    );
    return row === undefined ? undefined : toStream(row);
  },

  async findAll(tx: Tx, groupId: string, names: readonly string[]): Promise<readonly Stream[]> {
    if (names.length === 0) return [];
    const rows = await tx.all<StreamRow>(
      `SELECT * FROM logs_stream WHERE group_id = ? AND name IN (${names.map(() => '?').join(', ')})`,
      [groupId, ...names],
    );
    return rows.map(toStream);
  },

  /** Names by id, of the streams that are there. */
  async names(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let from = 0; from < ids.length; from += 500) {
      const some = ids.slice(from, from + 500);
      const rows = await tx.all<{ id: string; name: string }>(
        `SELECT id, name FROM logs_stream WHERE id IN (${some.map(() => '?').join(', ')})`,
        some,
      );
      for (const { id, name } of rows) found.set(id, name);
    }
    return found;
  },

  /** False when the name is taken. */
  async insert(tx: Tx, stream: Stream): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO logs_stream (group_id, name, id, created_at, stored_bytes) VALUES (?, ?, ?, ?, 0)
       ON CONFLICT (group_id, name) DO NOTHING`,
      [stream.groupId, stream.name, stream.id, stream.createdAt],
    );
    return changes > 0;
  },

  async noteIngested(tx: Tx, { id }: Stream, { first, last, at, bytes }: Ingested): Promise<void> {
    await tx.run(
      `UPDATE logs_stream SET
         first_event_at = CASE WHEN first_event_at IS NULL OR first_event_at > ? THEN ? ELSE first_event_at END,
         last_event_at = CASE WHEN last_event_at IS NULL OR last_event_at < ? THEN ? ELSE last_event_at END,
         last_ingested_at = ?, stored_bytes = stored_bytes + ? WHERE id = ?`,
      [first, first, last, last, at, bytes, id],
    );
  },

  async remove(tx: Tx, { id }: Stream): Promise<void> {
    await tx.run('DELETE FROM logs_stream WHERE id = ?', [id]);
  },

  /** Removes some of a group that is gone; answers the ids. */
  async removeSome(tx: Tx, groupId: string, limit: number): Promise<number> {
    const { changes } = await tx.run(
      `DELETE FROM logs_stream WHERE id IN (SELECT id FROM logs_stream WHERE group_id = ? LIMIT ?)`,
      [groupId, limit],
    );
    return changes;
  },

  async byName(tx: Tx, groupId: string, query: StreamQuery): Promise<readonly Stream[]> {
    const parameters: SqlValue[] = [groupId];
    let where = 'group_id = ?';
    if (query.prefix !== '') {
      where += ' AND name >= ? AND substr(name, 1, length(CAST(? AS TEXT))) = ?';
      parameters.push(query.prefix, query.prefix, query.prefix);
    }
    if (query.after !== undefined) {
      where += query.descending ? ' AND name < ?' : ' AND name > ?';
      parameters.push(query.after);
    }
    const rows = await tx.all<StreamRow>(
      `SELECT * FROM logs_stream WHERE ${where} ORDER BY name ${query.descending ? 'DESC' : 'ASC'} LIMIT ?`,
      [...parameters, query.limit],
    );
    return rows.map(toStream);
  },

  async byTime(
    tx: Tx,
    groupId: string,
    descending: boolean,
    after: readonly [number, string] | undefined,
    limit: number,
  ): Promise<readonly Stream[]> {
    const [sign, direction] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const behind =
      after === undefined ? '' : ` AND (COALESCE(last_event_at, 0), name) ${sign} (?, ?)`;
    const rows = await tx.all<StreamRow>(
      `SELECT * FROM logs_stream WHERE group_id = ?${behind}
       ORDER BY COALESCE(last_event_at, 0) ${direction}, name ${direction} LIMIT ?`,
      [groupId, ...(after ?? []), limit],
    );
    return rows.map(toStream);
  },
};
