import { scheduleWork, type Tx } from '@gatehouse/store';
import { eventIdIn } from './arrivals.ts';
import { expectDefaults } from './default-values.ts';
import type { LogsParts, MetricSink } from './deps.ts';
import type { Filters } from './filters.ts';
import { incomingPoints, metricPoints } from './metric-points.ts';
import {
  type Entry,
  eventId,
  type Group,
  type LogEvent,
  type Stream,
  type SubscriptionFilter,
} from './model.ts';
import { sizeOf } from './new-events.ts';
import { deliveries } from './repositories/deliveries.ts';
import { events } from './repositories/events.ts';
import { metricFilters, subscriptions } from './repositories/filters.ts';
import { streams } from './repositories/streams.ts';

/** Sends what matched a subscription filter; its key is the filter's id. */
export const DELIVER = 'logs.deliver';

type Parts = Pick<LogsParts, 'arrivals' | 'filters' | 'metrics'>;

/** Adds events to a stream; what subscription filters want of them is on its way once this transaction commits. */
export const append = async (
  tx: Tx,
  parts: Parts,
  group: Group,
  stream: Stream,
  entries: readonly Entry[],
  now: Date,
): Promise<LogEvent | undefined> => {
  const batch = parts.arrivals();
  const ingestedAt = now.getTime();
  const added = entries.map(({ at, message }, index): LogEvent => ({
    at,
    id: eventIdIn(batch, index),
    streamId: stream.id,
    ingestedAt,
    message,
  }));
  const last = added.at(-1);
  if (last === undefined) return undefined;
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  await events.insert(tx, group.id, added);
  await streams.noteIngested(tx, stream, {
    first: added[0]?.at ?? last.at,
    last: last.at,
    at: ingestedAt,
    bytes,
  });
  for (const filter of await subscriptions.ofGroup(tx, group.id))
    await forward(tx, parts, filter, stream, added, now);
  if (parts.metrics !== undefined)
    await measure(tx, parts.metrics, parts.filters, group, added, bytes);
  return last;
};

const measure = async (
  tx: Tx,
  metrics: MetricSink,
  compiled: Filters,
  group: Group,
  added: readonly LogEvent[],
  bytes: number,
): Promise<void> => {
  const filters = await metricFilters.ofGroup(tx, group.id);
  const found = metricPoints(compiled, group, filters, added);
  const ingestedAt = added[0]?.ingestedAt ?? 0;
  await metrics.record(tx, [
    ...found.flatMap(({ points }) => points),
    ...incomingPoints(group, added.length, bytes, ingestedAt),
  ]);
  await expectDefaults(tx, group, found, added);
};

const forward = async (
  tx: Tx,
  { filters }: Parts,
  filter: SubscriptionFilter,
  stream: Stream,
  added: readonly LogEvent[],
  now: Date,
): Promise<void> => {
  const wanted = filters.of(filter.pattern);
  const matched = added.filter(({ message }) => wanted.matches(message));
  const [first] = matched;
  if (first === undefined) return;
  await deliveries.insert(tx, {
    filterId: filter.id,
    id: first.id,
    stream: stream.name,
    events: JSON.stringify(
      matched.map((event) => ({
        id: eventId(event),
        timestamp: event.at,
        message: event.message,
      })),
    ),
    createdAt: now.getTime(),
  });
  await scheduleWork(tx, { kind: DELIVER, key: filter.id, payload: '', dueAt: now });
};
