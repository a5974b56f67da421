import type { QueryStatus } from '@aws-sdk/client-cloudwatch-logs';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';
import type { Cells, LogQuery, QueriedGroup } from '../queries/model.ts';

interface QueryRow {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly text: string;
  readonly status: QueryStatus;
  readonly group_list: string;
  readonly from_at: number;
  readonly until_at: number;
  readonly row_limit: number | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
  readonly row_count: number;
}

const toQuery = (row: QueryRow): LogQuery => ({
  account: row.account,
  region: row.region,
  id: row.id,
  text: row.text,
  status: row.status,
  groups: JSON.parse(row.group_list) as readonly QueriedGroup[],
  from: row.from_at,
  until: row.until_at,
  limit: row.row_limit ?? undefined,
  createdAt: row.created_at,
  startedAt: row.started_at ?? undefined,
  matched: row.matched,
  scanned: row.scanned,
  bytes: row.bytes,
  rows: row.row_count,
});

export interface Progress {
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
}

/** Rows of a result as JSON, some hundred in each part. */
export interface Part {
  readonly rows: number;
  readonly content: string;
}

const ROWS_IN_PART = 500;
const BYTES_IN_PART = 1_048_576;

export const partsOf = (rows: readonly Cells[]): readonly Part[] => {
  const parts: Part[] = [];
  let texts: string[] = [];
  let bytes = 0;
  const close = (): void => {
    if (texts.length > 0) parts.push({ rows: texts.length, content: `[${texts.join(',')}]` });
    texts = [];
    bytes = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (texts.length >= ROWS_IN_PART || bytes + text.length > BYTES_IN_PART) close();
    texts.push(text);
    bytes += text.length;
  }
  close();
  return parts;
};

export interface QueryFilter {
  readonly group?: string | undefined;
  readonly status?: string | undefined;
  readonly after: readonly [createdAt: number, id: string] | undefined;
  readonly limit: number;
}

const replaceRows = async (tx: Tx, id: string, parts: readonly Part[]): Promise<void> => {
  await tx.run('DELETE FROM logs_query_part WHERE query_id = ?', [id]);
  let first = 0;
  for (const { rows, content } of parts) {
    await tx.run(
      'INSERT INTO logs_query_part (query_id, first_row, row_count, content) VALUES (?, ?, ?, ?)',
      [id, first, rows, content],
    );
    first += rows;
  }
};

export const queries = {
  async find(tx: Tx, { account, region }: Scope, id: string): Promise<LogQuery | undefined> {
    const row = await tx.get<QueryRow>(
      'SELECT * FROM logs_query WHERE id = ? AND account = ? AND region = ?',
      [id, account, region],
    );
    return row === undefined ? undefined : toQuery(row);
  },

  async findById(tx: Tx, id: string): Promise<LogQuery | undefined> {
    const row = await tx.get<QueryRow>('SELECT * FROM logs_query WHERE id = ?', [id]);
    return row === undefined ? undefined : toQuery(row);
  },

  async insert(tx: Tx, query: LogQuery): Promise<void> {
    await tx.run(
      `INSERT INTO logs_query (id, account, region, text, status, group_list, from_at, until_at, row_limit, created_at,
         matched, scanned, bytes, row_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)`,
      [
        query.id,
        query.account,
        query.region,
        query.text,
        query.status,
        JSON.stringify(query.groups),
        query.from,
        query.until,
        query.limit ?? null,
        query.createdAt,
      ],
    );
  },

  /** How many wait or run. */
  async open(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ n: number }>(
      `SELECT COUNT(*) AS n FROM logs_query WHERE account = ? AND region = ? AND status IN ('Scheduled', 'Running')`,
      [account, region],
    );
    return row?.n ?? 0;
  },

  /** False when it has been stopped. */
  async begin(tx: Tx, id: string, at: number): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE logs_query SET status = 'Running', started_at = COALESCE(started_at, ?)
       WHERE id = ? AND status IN ('Scheduled', 'Running')`,
      [at, id],
    );
    return changes > 0;
  },

  /** What there is by now of one that runs; false when it does not any more. */
  async progress(
    tx: Tx,
    id: string,
    { matched, scanned, bytes }: Progress,
    parts: readonly Part[],
    status: QueryStatus = 'Running',
  ): Promise<boolean> {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const { changes } = await tx.run(
      `UPDATE logs_query SET status = ?, matched = ?, scanned = ?, bytes = ?, row_count = ?
       WHERE id = ? AND status = 'Running'`,
      [status, matched, scanned, bytes, rows, id],
    );
    if (changes > 0) await replaceRows(tx, id, parts);
    return changes > 0;
  },

  /** Ends one that waits or runs without a further result; false when it has ended before. */
  async stop(tx: Tx, id: string, status: QueryStatus): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE logs_query SET status = ? WHERE id = ? AND status IN ('Scheduled', 'Running')`,
      [status, id],
    );
    return changes > 0;
  },

  async rows(tx: Tx, id: string, from: number, count: number): Promise<readonly Cells[]> {
    const parts = await tx.all<{ first_row: number; content: string }>(
      `SELECT first_row, content FROM logs_query_part
       WHERE query_id = ? AND first_row < ? AND first_row + row_count > ? ORDER BY first_row`,
      [id, from + count, from],
    );
    const [first] = parts;
    const rows = parts.flatMap(({ content }) => JSON.parse(content) as readonly Cells[]);
    const skipped = from - (first?.first_row ?? from);
    return rows.slice(skipped, skipped + count);
  },

  /** The newest first. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { group, status, after, limit }: QueryFilter,
  ): Promise<readonly LogQuery[]> {
    const conditions = ['account = ?', 'region = ?'];
    const parameters: SqlValue[] = [account, region];
    if (group !== undefined) {
      conditions.push("group_list LIKE ? ESCAPE '\\'");
      const text = JSON.stringify(group).replaceAll(/[\\%_]/g, String.raw`\$&`);
      parameters.push(`%"name":${text}%`);
    }
    if (status !== undefined) {
      conditions.push('status = ?');
      parameters.push(status);
    }
    if (after !== undefined) {
      conditions.push('(created_at, id) < (?, ?)');
      parameters.push(...after);
    }
    const rows = await tx.all<QueryRow>(
      `SELECT * FROM logs_query WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, id DESC LIMIT ?`,
      [...parameters, limit],
    );
    return rows.map(toQuery);
  },

  /** Removes some that were asked before a time; answers how many. */
  async removeSome(tx: Tx, before: number, limit: number): Promise<number> {
    const old = await tx.all<{ id: string }>(
      'SELECT id FROM logs_query WHERE created_at < ? ORDER BY created_at LIMIT ?',
      [before, limit],
    );
    for (const { id } of old) {
      await tx.run('DELETE FROM logs_query_part WHERE query_id = ?', [id]);
      await tx.run('DELETE FROM logs_query WHERE id = ?', [id]);
    }
    return old.length;
  },
};
