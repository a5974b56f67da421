import type { SqlValue, Tx } from '@gatehouse/store';
import { dimensionsOf, dimensionsText, type Scope, type SeriesRef } from '../model.ts';

interface SeriesRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: string;
}

const toSeries = (row: SeriesRow): SeriesRef => ({
  account: row.account,
  region: row.region,
  namespace: row.namespace,
  name: row.name,
  // Written by dimensionsText.
  dimensions: dimensionsOf(JSON.parse(row.dimensions) as [string, string][]),
  id: row.id,
});

export interface DimensionFilter {
  readonly name: string;
  /** Undefined: any. */
  readonly value?: string | undefined;
}

export interface SeriesFilter extends Scope {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly dimensions: readonly DimensionFilter[];
  /** Those that got data since, milliseconds. */
  readonly activeSince: number;
  /** Behind which to go on. */
  readonly after?: readonly [namespace: string, name: string, id: string] | undefined;
  readonly limit: number;
}

// When a series last got data is known to this, so that a busy one is not written all the time.
const COARSENESS = 60_000;
const IDS_AT_ONCE = 200;

const condition = (filter: SeriesFilter): { where: string; parameters: SqlValue[] } => {
  const parts = ['account = ?', 'region = ?', 'last_at >= ?'];
  const parameters: SqlValue[] = [filter.account, filter.region, filter.activeSince];
  const also = (sql: string, ...values: readonly SqlValue[]): void => {
    parts.push(sql);
    parameters.push(...values);
  };
  if (filter.namespace !== undefined) also('namespace = ?', filter.namespace);
  if (filter.name !== undefined) also('name = ?', filter.name);
  for (const { name, value } of filter.dimensions) {
    const known = 'SELECT 1 FROM cloudwatch_dimension d WHERE d.series_id = s.id AND d.name = ?';
    if (value === undefined) also(`EXISTS (${known})`, name);
    else also(`EXISTS (${known} AND d.value = ?)`, name, value);
  }
  if (filter.after !== undefined) also('(namespace, name, id) > (?, ?, ?)', ...filter.after);
  return { where: parts.join(' AND '), parameters };
};

export const series = {
  /** Knows series, old and new, and that they got data. */
  async note(tx: Tx, list: readonly SeriesRef[], now: number): Promise<void> {
    for (let from = 0; from < list.length; from += IDS_AT_ONCE) {
      const some = list.slice(from, from + IDS_AT_ONCE);
      const fresh = await tx.all<{ readonly id: string }>(
        `SELECT id FROM cloudwatch_series WHERE last_at > ? AND id IN (${some.map(() => '?').join(', ')})`,
        [now - COARSENESS, ...some.map(({ id }) => id)],
      );
      const known = new Set(fresh.map(({ id }) => id));
      for (const one of some) if (!known.has(one.id)) await this.put(tx, one, now);
    }
  },

  async put(tx: Tx, one: SeriesRef, now: number): Promise<void> {
    await tx.run(
      `INSERT INTO cloudwatch_series (id, account, region, namespace, name, dimensions, last_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET last_at = excluded.last_at`,
      [
        one.id,
        one.account,
        one.region,
        one.namespace,
        one.name,
        dimensionsText(one.dimensions),
        now,
      ],
    );
    for (const [name, value] of one.dimensions)
      await tx.run(
        'INSERT INTO cloudwatch_dimension (series_id, name, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        [one.id, name, value],
      );
  },

  /** In the order of namespace, name and id. */
  async find(tx: Tx, filter: SeriesFilter): Promise<readonly SeriesRef[]> {
    const { where, parameters } = condition(filter);
    const rows = await tx.all<SeriesRow>(
      `SELECT * FROM cloudwatch_series s WHERE ${where} ORDER BY namespace, name, id LIMIT ?`,
      [...parameters, filter.limit],
    );
    return rows.map(toSeries);
  },

  /** Ids behind `after`, of all accounts. */
  async ids(tx: Tx, after: string, limit: number): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly id: string }>(
      'SELECT id FROM cloudwatch_series WHERE id > ? ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows.map(({ id }) => id);
  },

  /** Forgets those of them that got nothing since. */
  async forget(tx: Tx, ids: readonly string[], since: number): Promise<void> {
    const rows = await tx.all<{ readonly id: string }>(
      `SELECT id FROM cloudwatch_series WHERE last_at < ? AND id IN (${ids.map(() => '?').join(', ')})`,
      [since, ...ids],
    );
    for (const { id } of rows) {
      await tx.run('DELETE FROM cloudwatch_series WHERE id = ?', [id]);
      await tx.run('DELETE FROM cloudwatch_dimension WHERE series_id = ?', [id]);
    }
  },
};
