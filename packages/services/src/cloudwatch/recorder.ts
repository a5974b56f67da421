import type { Clock } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { type Aggregate, aggregateOf, merged } from './aggregate.ts';
import { dimensionsText, type SeriesRef, seriesRef } from './model.ts';
import type { Arrival, MetricPoint, MetricWriter, PointListener } from './ports.ts';
import { type Rollup, type RollupKey, rollups } from './repositories/rollups.ts';
import { series } from './repositories/series.ts';
import { resolutionsOf } from './resolution.ts';
import { unknownSpread } from './spread.ts';

interface Deps {
  readonly clock: Clock;
  readonly listener: PointListener;
}

/** AWS keeps statistics as if they were one value where they can be nothing else. */
const ofStatistics = ({
  samples,
  sum,
  minimum,
  maximum,
}: NonNullable<MetricPoint['statistics']>): Aggregate | undefined => {
  const known = minimum === maximum ? aggregateOf([[minimum, samples]]) : undefined;
  const { spread } = known ?? { spread: unknownSpread };
  return samples > 0 ? { samples, sum, minimum, maximum, spread } : undefined;
};

/** Data of one series that share a row of every resolution. */
interface Batch {
  readonly series: SeriesRef;
  readonly unit: string;
  readonly startsAt: number;
  readonly resolutions: readonly number[];
  readonly counts: Map<number, number>;
  statistics: Aggregate | undefined;
}

const addTo = (batch: Batch, { values, statistics }: MetricPoint): void => {
  for (const [value, count] of values)
    batch.counts.set(value, (batch.counts.get(value) ?? 0) + count);
  const more = statistics === undefined ? undefined : ofStatistics(statistics);
  if (more === undefined) return;
  batch.statistics = batch.statistics === undefined ? more : merged(batch.statistics, more);
};

const startOf = (at: number, seconds: number): number =>
  Math.floor(at / (seconds * 1000)) * seconds * 1000;

interface Gathered {
  readonly batches: Iterable<Batch>;
  readonly arrivals: readonly Arrival[];
}

/** Points are put together before anything is read or written: a thousand of one minute are one row. */
const gather = (points: readonly MetricPoint[]): Gathered => {
  const refs = new Map<string, SeriesRef>();
  const batches = new Map<string, Batch>();
  const arrivals = new Map<string, Arrival>();
  for (const point of points) {
    const { account, region, namespace, name, dimensions, at, unit = 'None' } = point;
    const text = `${account} ${region} ${JSON.stringify([namespace, name])}${dimensionsText(dimensions)}`;
    const ref = refs.get(text) ?? seriesRef(point, point);
    refs.set(text, ref);
    const resolutions = resolutionsOf(point.resolutionSeconds);
    const startsAt = startOf(at, resolutions[0] ?? 60);
    const key = `${ref.id} ${resolutions[0]} ${startsAt} ${unit}`;
    const batch = batches.get(key) ?? {
      series: ref,
      unit,
      startsAt,
      resolutions,
      counts: new Map<number, number>(),
      statistics: undefined,
    };
    addTo(batch, point);
    batches.set(key, batch);
    const before = arrivals.get(ref.id);
    arrivals.set(ref.id, {
      series: ref,
      from: Math.min(before?.from ?? at, at),
      to: Math.max(before?.to ?? at, at),
    });
  }
  return { batches: batches.values(), arrivals: [...arrivals.values()] };
};

const keyOf = ({ seriesId, resolution, startsAt, unit }: RollupKey): string =>
  `${seriesId} ${resolution} ${startsAt} ${unit}`;

const include = (rows: Map<string, Rollup>, row: Rollup): void => {
  const key = keyOf(row);
  const before = rows.get(key);
  const aggregate = before === undefined ? row.aggregate : merged(before.aggregate, row.aggregate);
  rows.set(key, { ...row, aggregate });
};

const rowsOf = (batches: Iterable<Batch>): Map<string, Rollup> => {
  const rows = new Map<string, Rollup>();
  for (const { series: ref, unit, startsAt, resolutions, counts, statistics } of batches) {
    const found = [aggregateOf([...counts]), statistics].filter((one) => one !== undefined);
    for (const aggregate of found)
      for (const resolution of resolutions)
        include(rows, {
          seriesId: ref.id,
          resolution,
          startsAt: startOf(startsAt, resolution),
          unit,
          aggregate,
        });
  }
  return rows;
};

export const createRecorder = ({ clock, listener }: Deps): MetricWriter => ({
  async record(tx: Tx, points: readonly MetricPoint[]): Promise<void> {
    const { batches, arrivals } = gather(points);
    const rows = rowsOf(batches);
    if (rows.size === 0) return;
    await series.note(
      tx,
      arrivals.map(({ series: ref }) => ref),
      clock.now().getTime(),
    );
    for (const stored of await rollups.find(tx, [...rows.values()])) include(rows, stored);
    await rollups.put(tx, [...rows.values()]);
    await listener.arrived(tx, arrivals);
  },
});
