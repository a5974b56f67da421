import type { Clock } from '@gatehouse/core';
import { scheduleWorkOnce, type Tx, type WorkHandler } from '@gatehouse/store';
import type { MetricSink } from './deps.ts';
import { type FilterPoints, pointOf } from './metric-points.ts';
import type { Group, LogEvent, MetricFilter } from './model.ts';
import { metricFilters } from './repositories/filters.ts';
import { groups } from './repositories/groups.ts';
import { metricMinutes } from './repositories/metric-minutes.ts';

/** Reports default values of metric filters for a minute that is over; its key is the group's id and the minute. */
export const DEFAULTS = 'logs.default-values';

const MINUTE = 60_000;
// Nobody waits for the default of a minute that long ago, so nothing need be known of it.
const KEPT_MILLISECONDS = 14 * 24 * 60 * MINUTE;

const minuteOf = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

const hasDefault = ({ transformations }: MetricFilter): boolean =>
  transformations.some(({ defaultValue }) => defaultValue !== undefined);

/**
 * Events arrived: for each of their minutes, a filter with a default value reports that value when the minute is over and it
 * has matched nothing (User Guide, "Configuring metric values for a metric filter").
 */
export const expectDefaults = async (
  tx: Tx,
  group: Group,
  found: readonly FilterPoints[],
  events: readonly LogEvent[],
): Promise<void> => {
  const waiting = found.filter(({ filter }) => hasDefault(filter));
  if (waiting.length === 0) return;
  for (const { filter, matchedAt } of waiting)
    for (const minute of new Set(matchedAt.map(minuteOf)))
      await metricMinutes.add(tx, group.id, minute, filter.name);
  for (const minute of new Set(events.map(({ at }) => minuteOf(at))))
    await scheduleWorkOnce(tx, {
      kind: DEFAULTS,
      key: `${group.id} ${minute}`,
      payload: '',
      dueAt: new Date(minute + MINUTE),
    });
};

const report = async (
  tx: Tx,
  metrics: MetricSink,
  group: Group,
  minute: number,
  now: number,
): Promise<void> => {
  const settled = await metricMinutes.filters(tx, group.id, minute);
  for (const filter of await metricFilters.ofGroup(tx, group.id)) {
    if (settled.has(filter.name)) continue;
    const points = filter.transformations.flatMap((transformation) =>
      transformation.defaultValue === undefined
        ? []
        : [pointOf(group, transformation, minute, transformation.defaultValue, new Map())],
    );
    if (points.length === 0) continue;
    await metrics.record(tx, points);
    await metricMinutes.add(tx, group.id, minute, filter.name);
  }
  await metricMinutes.removeBefore(tx, group.id, now - KEPT_MILLISECONDS);
};

interface Deps {
  readonly clock: Clock;
  readonly metrics?: MetricSink | undefined;
}

export const reportDefaults =
  ({ clock, metrics }: Deps): WorkHandler =>
  async (store, { key }) => {
    const [groupId = '', minute = ''] = key.split(' ');
    if (metrics === undefined) return;
    await store.write(async (tx) => {
      const group = await groups.findById(tx, groupId);
      if (group !== undefined)
        await report(tx, metrics, group, Number(minute), clock.now().getTime());
    });
  };
