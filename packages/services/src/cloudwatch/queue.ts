import type { Clock } from '@gatehouse/core';
import { appendOutbox, type OutboxRow, type Tx } from '@gatehouse/store';
import { LARGEST } from './data-points.ts';
import { dimensionsOf } from './model.ts';
import type { MetricPoint, MetricWriter } from './ports.ts';

/** The outbox topic of points that are not recorded yet: JSON, each a list of points. */
export const POINTS_TOPIC = 'cloudwatch.points';

const MINUTE = 60_000;

const keyOf = (point: MetricPoint): string =>
  JSON.stringify([
    point.account,
    point.region,
    point.namespace,
    point.name,
    [...point.dimensions],
    point.unit,
    point.resolutionSeconds === 1 ? point.at : Math.floor(point.at / MINUTE),
  ]);

/** Points of one metric and minute as one; what has statistics only stays by itself. */
const compact = (points: readonly MetricPoint[]): readonly MetricPoint[] => {
  const alone: MetricPoint[] = [];
  const found = new Map<string, { point: MetricPoint; counts: Map<number, number> }>();
  for (const point of points) {
    if (point.statistics !== undefined) {
      alone.push(point);
      continue;
    }
    const key = keyOf(point);
    const entry = found.get(key) ?? { point, counts: new Map<number, number>() };
    for (const [value, count] of point.values)
      entry.counts.set(value, (entry.counts.get(value) ?? 0) + count);
    found.set(key, entry);
  }
  const together = [...found.values()];
  return [...alone, ...together.map(({ point, counts }) => ({ ...point, values: [...counts] }))];
};

const LONGEST_VALUE = 1024;

const cleaned = (text: string): string =>
  text
    .slice(0, LONGEST_VALUE)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '\uFFFD');

/**
 * What metric filters find in logs is anybody's: PutMetricData would refuse it, but here nobody hears of a refusal, and a point
 * that cannot be stored would hold up those of everybody else. So it counts as the nearest that can be.
 */
const storable = (point: MetricPoint): MetricPoint => ({
  ...point,
  values: point.values
    .filter(([value, count]) => !Number.isNaN(value) && count > 0)
    .map(([value, count]) => [Math.min(Math.max(value, -LARGEST), LARGEST), count] as const),
  dimensions: new Map([...point.dimensions].map(([name, text]) => [name, cleaned(text)] as const)),
});

interface StoredPoint extends Omit<MetricPoint, 'dimensions'> {
  readonly dimensions: readonly (readonly [string, string])[];
}

const readPoints = (payload: string): readonly MetricPoint[] =>
  // Written by createQueue.
  (JSON.parse(payload) as StoredPoint[]).map((point) => ({
    ...point,
    dimensions: dimensionsOf(point.dimensions),
  }));

/**
 * Records points soon after the transaction that has them commits: whoever writes does not wait for rows of metrics that
 * everybody writes to, nor fails with them on PostgreSQL.
 */
export const createQueue = ({ clock }: { readonly clock: Clock }): MetricWriter => ({
  async record(tx, points) {
    if (points.length === 0) return;
    const stored = compact(points.map(storable)).map((point): StoredPoint => ({
      ...point,
      dimensions: [...point.dimensions],
    }));
    await appendOutbox(tx, POINTS_TOPIC, JSON.stringify(stored), clock.now());
    tx.notify(POINTS_TOPIC, '');
  },
});

/** Takes points from the outbox; many a commit's become few rows. */
export const recordQueued =
  (writer: MetricWriter) =>
  (tx: Tx, rows: readonly OutboxRow[]): Promise<void> =>
    writer.record(
      tx,
      rows.flatMap(({ payload }) => readPoints(payload)),
    );
