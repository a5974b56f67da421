import type { Clock } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { type Aggregate, aggregateOf, merged } from './aggregate.ts';
import { dimensionsText, type SeriesRef, seriesRef } from './model.ts';
import type { Arrival, MetricPoint, MetricWriter, PointListener } from './ports.ts';
import { type Rollup, rollups } from './repositories/rollups.ts';
import { series } from './repositories/series.ts';
import { resolutionsOf } from './resolution.ts';
import { unknownSpread } from './spread.ts';

interface Deps {
  readonly clock: Clock;
  readonly listener: PointListener;
}

/** AWS keeps statistics as if they were one value where they can be nothing else. */
const aggregateIn = ({ values, statistics }: MetricPoint): Aggregate | undefined => {
  if (statistics === undefined) return aggregateOf(values);
  const { samples, sum, minimum, maximum } = statistics;
  if (samples <= 0) return undefined;
  if (minimum === maximum) return { ...statistics, ...aggregateOf([[minimum, samples]]), sum };
  return { samples, sum, minimum, maximum, spread: unknownSpread };
};

const keyOf = ({ seriesId, resolution, startsAt, unit }: Omit<Rollup, 'aggregate'>): string =>
  `${seriesId} ${resolution} ${startsAt} ${unit}`;

const include = (found: Map<string, Rollup>, rollup: Rollup): void => {
  const key = keyOf(rollup);
  const before = found.get(key);
  found.set(
    key,
    before === undefined
      ? rollup
      : { ...before, aggregate: merged(before.aggregate, rollup.aggregate) },
  );
};

interface Gathered {
  readonly rollups: ReadonlyMap<string, Rollup>;
  readonly arrivals: readonly Arrival[];
}

/** Points are put together before anything is read or written: a thousand of one minute are one row. */
const gather = (points: readonly MetricPoint[]): Gathered => {
  const refs = new Map<string, SeriesRef>();
  const found = new Map<string, Rollup>();
  const arrivals = new Map<string, Arrival>();
  for (const point of points) {
    const aggregate = aggregateIn(point);
    if (aggregate === undefined) continue;
    const { account, region, namespace, name, dimensions, at, unit = 'None' } = point;
    const text = `${account} ${region} ${JSON.stringify([namespace, name])}${dimensionsText(dimensions)}`;
    const ref = refs.get(text) ?? seriesRef(point, point);
    refs.set(text, ref);
    const before = arrivals.get(ref.id);
    arrivals.set(ref.id, {
      series: ref,
      from: Math.min(before?.from ?? at, at),
      to: Math.max(before?.to ?? at, at),
    });
    for (const resolution of resolutionsOf(point.resolutionSeconds)) {
      const startsAt = Math.floor(at / (resolution * 1000)) * resolution * 1000;
      include(found, { seriesId: ref.id, resolution, startsAt, unit, aggregate });
    }
  }
  return { rollups: found, arrivals: [...arrivals.values()] };
};

export const createRecorder = ({ clock, listener }: Deps): MetricWriter => ({
  async record(tx: Tx, points: readonly MetricPoint[]): Promise<void> {
    const gathered = gather(points);
    if (gathered.arrivals.length === 0) return;
    await series.note(
      tx,
      gathered.arrivals.map(({ series: ref }) => ref),
      clock.now().getTime(),
    );
    const fresh = new Map(gathered.rollups);
    for (const stored of await rollups.find(tx, [...gathered.rollups.values()]))
      include(fresh, stored);
    await rollups.put(tx, [...fresh.values()]);
    await listener.arrived(tx, gathered.arrivals);
  },
});
