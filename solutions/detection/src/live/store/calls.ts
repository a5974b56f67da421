import type { SqlValue, Tx } from '@gatehouse/store';
import type { TrailEvent } from '../../model.ts';

/** Calls of one account and Region in five minutes, or of one API there in an hour. */
interface Tally {
  calls: number;
  writes: number;
  errors: number;
}

export const PERIOD_MS = 300_000;
export const HOUR_MS = 3_600_000;

/** Counts events until they are written. */
export interface CallCounter {
  count(event: TrailEvent): void;
  /** What was counted since this was last asked. */
  take(): CountedCalls;
}

export interface CountedCalls {
  readonly totals: ReadonlyMap<string, Tally>;
  readonly apis: ReadonlyMap<string, Tally>;
}

const add = (tallies: Map<string, Tally>, key: string, event: TrailEvent): void => {
  let tally = tallies.get(key);
  if (tally === undefined) {
    tally = { calls: 0, writes: 0, errors: 0 };
    tallies.set(key, tally);
  }
  tally.calls += 1;
  if (!event.readOnly) tally.writes += 1;
  if (event.errorCode !== undefined) tally.errors += 1;
};

export const createCallCounter = (): CallCounter => {
  let totals = new Map<string, Tally>();
  let apis = new Map<string, Tally>();
  return {
    count: (event) => {
      const place = `${event.account}\t${event.region}`;
      add(totals, `${event.at - (event.at % PERIOD_MS)}\t${place}`, event);
      add(
        apis,
        `${event.at - (event.at % HOUR_MS)}\t${place}\t${event.source}\t${event.name}`,
        event,
      );
    },
    take: () => {
      const counted = { totals, apis };
      totals = new Map();
      apis = new Map();
      return counted;
    },
  };
};

const ROWS_AT_ONCE = 40;

const addRows = async (
  tx: Tx,
  table: 'detection_calls' | 'detection_api_calls',
  keys: string,
  tallies: ReadonlyMap<string, Tally>,
): Promise<void> => {
  const rows = [...tallies];
  const marks = `(${'?, '.repeat(keys.split(',').length + 2)}?)`;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    await tx.run(
      `INSERT INTO ${table} (${keys}, calls, writes, errors) VALUES ${some.map(() => marks).join(', ')}
       ON CONFLICT (${keys}) DO UPDATE SET calls = ${table}.calls + excluded.calls,
         writes = ${table}.writes + excluded.writes, errors = ${table}.errors + excluded.errors`,
      some.flatMap(([key, { calls, writes, errors }]): SqlValue[] => {
        const [at, ...texts] = key.split('\t');
        return [Number(at), ...texts, calls, writes, errors];
      }),
    );
  }
};

export interface CallFilter {
  readonly from: number;
  readonly to: number;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export interface PeriodCalls extends Tally {
  readonly at: number;
}

const placeOf = ({ account, region }: CallFilter): { sql: string; parameters: SqlValue[] } => ({
  sql: `${account === undefined ? '' : ' AND account = ?'}${region === undefined ? '' : ' AND region = ?'}`,
  parameters: [
    ...(account === undefined ? [] : [account]),
    ...(region === undefined ? [] : [region]),
  ],
});

const SUMS = `CAST(SUM(calls) AS INTEGER) AS calls, CAST(SUM(writes) AS INTEGER) AS writes,
  CAST(SUM(errors) AS INTEGER) AS errors`;

export const callRows = {
  async add(tx: Tx, { totals, apis }: CountedCalls): Promise<void> {
    await addRows(tx, 'detection_calls', 'at, account, region', totals);
    await addRows(tx, 'detection_api_calls', 'at, account, region, source, name', apis);
  },

  /** By periods of five minutes; those without a call are not there. */
  async totals(tx: Tx, filter: CallFilter): Promise<readonly PeriodCalls[]> {
    const { sql, parameters } = placeOf(filter);
    return tx.all<PeriodCalls>(
      `SELECT at, ${SUMS} FROM detection_calls WHERE at >= ? AND at < ?${sql} GROUP BY at ORDER BY at`,
      [filter.from, filter.to, ...parameters],
    );
  },

  /** Of one API, by hours. */
  async ofApi(
    tx: Tx,
    filter: CallFilter,
    source: string,
    name: string,
  ): Promise<readonly PeriodCalls[]> {
    const { sql, parameters } = placeOf(filter);
    return tx.all<PeriodCalls>(
      `SELECT at, ${SUMS} FROM detection_api_calls
         WHERE at >= ? AND at < ? AND source = ? AND name = ?${sql} GROUP BY at ORDER BY at`,
      [filter.from, filter.to, source, name, ...parameters],
    );
  },

  async apis(
    tx: Tx,
    filter: CallFilter,
    limit: number,
  ): Promise<readonly (Tally & { readonly source: string; readonly name: string })[]> {
    const { sql, parameters } = placeOf(filter);
    return tx.all<Tally & { readonly source: string; readonly name: string }>(
      `SELECT source, name, ${SUMS} FROM detection_api_calls WHERE at >= ? AND at < ?${sql}
         GROUP BY source, name ORDER BY SUM(calls) DESC, source, name LIMIT ?`,
      [filter.from - (filter.from % HOUR_MS), filter.to, ...parameters, limit],
    );
  },

  async expire(tx: Tx, before: number): Promise<void> {
    for (const table of ['detection_calls', 'detection_api_calls'])
      await tx.run(`DELETE FROM ${table} WHERE at < ?`, [before]);
  },
};
