import type { Tx } from '@gatehouse/store';
import { type Aggregate, merged } from './aggregate.ts';
import { rollups, type Stretch } from './repositories/rollups.ts';
import { resolutionFor } from './resolution.ts';
import { unknownSpread } from './spread.ts';

/** What came of a series in a period, in one unit. */
export interface Period {
  readonly at: number;
  readonly unit: string;
  readonly aggregate: Aggregate;
}

export interface PeriodQuery {
  readonly seriesId: string;
  readonly unit?: string | undefined;
  readonly periodSeconds: number;
  /** Whether it is asked for what only the spread of values tells; that is read row by row. */
  readonly needsSpread: boolean;
  /** Milliseconds; periods begin at `from`. */
  readonly from: number;
  readonly to: number;
  /** Is told of rows that are read one by one, before they are used; it may throw. */
  readonly read?: ((rows: number) => void) | undefined;
}

const bySum = async (tx: Tx, stretch: Stretch, periodSeconds: number): Promise<Period[]> =>
  (await rollups.sums(tx, stretch, periodSeconds)).map(({ at, unit, ...sums }) => ({
    at,
    unit,
    aggregate: { ...sums, spread: unknownSpread },
  }));

const bySpread = async (
  tx: Tx,
  stretch: Stretch,
  periodSeconds: number,
  read: PeriodQuery['read'],
): Promise<Period[]> => {
  const found = new Map<string, Period>();
  for await (const { startsAt, unit, aggregate } of rollups.each(tx, stretch)) {
    read?.(1);
    const nth = Math.floor((startsAt - stretch.from) / (periodSeconds * 1000));
    const at = stretch.from + nth * periodSeconds * 1000;
    const key = `${at} ${unit}`;
    const before = found.get(key);
    found.set(key, {
      at,
      unit,
      aggregate: before === undefined ? aggregate : merged(before.aggregate, aggregate),
    });
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at);
};

/** Periods with data, oldest first; where data came in several units, one for each. */
export const periodsByUnit = (
  tx: Tx,
  { seriesId, unit, periodSeconds, needsSpread, from, to, read }: PeriodQuery,
): Promise<readonly Period[]> => {
  const resolution = resolutionFor(periodSeconds, from);
  const stretch = { seriesId, resolution, from, to, unit };
  return needsSpread
    ? bySpread(tx, stretch, periodSeconds, read)
    : bySum(tx, stretch, periodSeconds);
};

/** The same, whatever the units are. */
export const periods = async (
  tx: Tx,
  query: PeriodQuery,
): Promise<readonly Omit<Period, 'unit'>[]> => {
  const found: Omit<Period, 'unit'>[] = [];
  for (const { at, aggregate } of await periodsByUnit(tx, query)) {
    const last = found.at(-1);
    if (last?.at === at)
      found[found.length - 1] = { at, aggregate: merged(last.aggregate, aggregate) };
    else found.push({ at, aggregate });
  }
  return found;
};
