import { setImmediate } from 'node:timers/promises';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Aggregate } from '../aggregate.ts';
import { readSpread, type Spread, spreadText } from '../spread.ts';

/** One row: what came of a series in one period of one resolution, in one unit. */
export interface RollupKey {
  readonly seriesId: string;
  /** Seconds. */
  readonly resolution: number;
  readonly startsAt: number;
  readonly unit: string;
}

export interface Rollup extends RollupKey {
  readonly aggregate: Aggregate;
}

interface RollupRow {
  readonly series_id: string;
  readonly resolution: number;
  readonly starts_at: number;
  readonly unit: string;
  readonly samples: number;
  readonly total: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly spread: string | null;
}

const spreadIn = ({ spread, samples, minimum }: RollupRow): Spread =>
  spread === null ? { kind: 'values', counts: new Map([[minimum, samples]]) } : readSpread(spread);

const toRollup = (row: RollupRow): Rollup => ({
  seriesId: row.series_id,
  resolution: row.resolution,
  startsAt: row.starts_at,
  unit: row.unit,
  aggregate: {
    samples: row.samples,
    sum: row.total,
    minimum: row.minimum,
    maximum: row.maximum,
    spread: spreadIn(row),
  },
});

const COLUMNS = 9;
const ROWS_AT_ONCE = [64, 8, 1];

const values = ({ seriesId, resolution, startsAt, unit, aggregate }: Rollup): SqlValue[] => {
  const { samples, sum, minimum, maximum, spread } = aggregate;
  const isPlain = minimum === maximum && minimum >= 0;
  return [
    seriesId,
    resolution,
    startsAt,
    unit,
    samples,
    sum,
    minimum,
    maximum,
    isPlain ? null : spreadText(spread),
  ];
};

const upsert = (rows: number): string =>
  `INSERT INTO cloudwatch_rollup
     (series_id, resolution, starts_at, unit, samples, total, minimum, maximum, spread)
   VALUES ${Array.from({ length: rows }, () => `(${'?, '.repeat(COLUMNS - 1)}?)`).join(', ')}
   ON CONFLICT (series_id, resolution, starts_at, unit) DO UPDATE SET
     samples = excluded.samples, total = excluded.total, minimum = excluded.minimum,
     maximum = excluded.maximum, spread = excluded.spread`;

/** What to read of a series: rows of one resolution. */
export interface Stretch {
  readonly seriesId: string;
  readonly resolution: number;
  /** Milliseconds; `from` counts, `to` does not. */
  readonly from: number;
  readonly to: number;
  readonly unit?: string | undefined;
}

/** A period, without its spread. */
export interface PeriodSums {
  readonly at: number;
  readonly unit: string;
  readonly samples: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

const ROWS_OF_A_PAGE = 2000;

const ofUnit = (unit: string | undefined): { sql: string; parameters: readonly string[] } =>
  unit === undefined ? { sql: '', parameters: [] } : { sql: ' AND unit = ?', parameters: [unit] };

export const rollups = {
  /** Those of the keys that there are. */
  async find(tx: Tx, keys: readonly RollupKey[]): Promise<readonly Rollup[]> {
    const found: Rollup[] = [];
    let from = 0;
    for (const rows of ROWS_AT_ONCE) {
      const first = '(CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))';
      const others = ', (?, ?, ?, ?)'.repeat(rows - 1);
      const sql = `SELECT r.* FROM (VALUES ${first}${others}) AS k JOIN cloudwatch_rollup r
        ON r.series_id = k.column1 AND r.resolution = k.column2
          AND r.starts_at = k.column3 AND r.unit = k.column4`;
      for (; from + rows <= keys.length; from += rows) {
        const some = keys.slice(from, from + rows);
        const parameters = some.flatMap(({ seriesId, resolution, startsAt, unit }) => [
          seriesId,
          resolution,
          startsAt,
          unit,
        ]);
        found.push(...(await tx.all<RollupRow>(sql, parameters)).map(toRollup));
      }
    }
    return found;
  },

  async put(tx: Tx, list: readonly Rollup[]): Promise<void> {
    let from = 0;
    for (const rows of ROWS_AT_ONCE) {
      const sql = upsert(rows);
      for (; from + rows <= list.length; from += rows)
        await tx.run(sql, list.slice(from, from + rows).flatMap(values));
    }
  },

  /** Sums by period, which begin at `from`; oldest first. */
  async sums(tx: Tx, stretch: Stretch, periodSeconds: number): Promise<readonly PeriodSums[]> {
    const { sql, parameters } = ofUnit(stretch.unit);
    const rows = await tx.all<Omit<RollupRow, 'starts_at' | 'spread'> & { readonly nth: number }>(
      `SELECT (starts_at - CAST(? AS BIGINT)) / CAST(? AS BIGINT) AS nth, unit, SUM(samples) AS samples,
         SUM(total) AS total, MIN(minimum) AS minimum, MAX(maximum) AS maximum
       FROM cloudwatch_rollup
       WHERE series_id = ? AND resolution = ? AND starts_at >= ? AND starts_at < ?${sql}
       GROUP BY 1, 2 ORDER BY 1, 2`,
      [
        stretch.from,
        periodSeconds * 1000,
        stretch.seriesId,
        stretch.resolution,
        stretch.from,
        stretch.to,
        ...parameters,
      ],
    );
    return rows.map(({ nth, unit, samples, total, minimum, maximum }) => ({
      at: stretch.from + nth * periodSeconds * 1000,
      unit,
      samples,
      sum: total,
      minimum,
      maximum,
    }));
  },

  /** Rows with their spread, oldest first; never many of them at once. */
  async *each(tx: Tx, stretch: Stretch): AsyncGenerator<Rollup> {
    const { sql, parameters } = ofUnit(stretch.unit);
    let after: readonly [number, string] = [stretch.from - 1, ''];
    for (;;) {
      const rows = await tx.all<RollupRow>(
        `SELECT * FROM cloudwatch_rollup
         WHERE series_id = ? AND resolution = ? AND (starts_at, unit) > (?, ?) AND starts_at < ?${sql}
         ORDER BY starts_at, unit LIMIT ${ROWS_OF_A_PAGE}`,
        [stretch.seriesId, stretch.resolution, ...after, stretch.to, ...parameters],
      );
      for (const row of rows) yield toRollup(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < ROWS_OF_A_PAGE) return;
      after = [last.starts_at, last.unit];
      await setImmediate();
    }
  },

  /** Removes rows of these series that are older than `before`. */
  async expire(tx: Tx, ids: readonly string[], resolution: number, before: number): Promise<void> {
    await tx.run(
      `DELETE FROM cloudwatch_rollup
       WHERE series_id IN (${ids.map(() => '?').join(', ')}) AND resolution = ? AND starts_at < ?`,
      [...ids, resolution, before],
    );
  },
};
