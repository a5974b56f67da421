import { createCache } from '@gatehouse/service-kit';
import { scheduleWork, type Tx } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import type { Arrival, PointListener } from '../ports.ts';
import { alarmKey, shardOf } from './arns.ts';
import { LOOK } from './kinds.ts';
import { isDecided, rangeOf, readRunning } from './looking.ts';
import { type AlarmRef, isMetric, type MetricAlarm } from './model.ts';
import { alarms } from './repositories/alarms.ts';
import { watches, WATCHES_CHANNEL } from './repositories/watches.ts';
import { nextLook, planShard } from './schedule.ts';

type Deps = Pick<AlarmDeps, 'store' | 'reader' | 'clock'>;

/** Whether what has arrived may change the alarm before its period ends. */
const mayChange = async (
  { reader }: Deps,
  tx: Tx,
  alarm: MetricAlarm,
  { from, to }: Arrival,
  now: Date,
): Promise<boolean> => {
  const range = rangeOf(alarm, now);
  const isLate = from < range.running && to >= range.from;
  if (isLate) return true;
  if (alarm.state.value === 'ALARM' || to < range.running) return false;
  return isDecided(tx, reader, alarm, range, await readRunning(tx, reader, alarm, range));
};

const heed = async (
  deps: Deps,
  tx: Tx,
  ref: AlarmRef,
  arrival: Arrival,
  now: Date,
): Promise<void> => {
  const alarm = await alarms.find(tx, ref);
  if (alarm === undefined || !isMetric(alarm)) return;
  if (alarm.dueAt === undefined && (await alarms.wake(tx, alarm, nextLook(alarm, now))))
    await planShard(tx, shardOf(alarm));
  if (await mayChange(deps, tx, alarm, arrival, now))
    await scheduleWork(tx, { kind: LOOK, key: alarmKey(alarm), payload: '', dueAt: now });
};

/** Of a metric with more alarms none is looked at before its period ends: whoever writes to it would wait for all of them. */
const MOST_HEEDED = 500;

const wakeAll = async (tx: Tx, seriesId: string, now: Date): Promise<void> => {
  for (const shard of await alarms.wakeWatchers(tx, seriesId, now)) await planShard(tx, shard);
};

/**
 * Wakes the alarms on metrics that get data, and has those looked at at once that the data decide: a sum, a maximum or a
 * number of samples above its threshold cannot be taken back by what the running period may still bring.
 */
export const createArrivals = (deps: Deps): PointListener => {
  const { store, clock } = deps;
  const watchers = createCache<readonly AlarmRef[]>({
    store,
    channel: WATCHES_CHANNEL,
    load: (seriesId) => store.read((tx) => watches.of(tx, seriesId)),
    capacity: 100_000,
  });
  return {
    arrived: async (tx, arrivals) => {
      const now = clock.now();
      for (const arrival of arrivals) {
        const found = watchers.get(arrival.series.id);
        const refs = 'then' in found ? await found : found;
        if (refs.length > MOST_HEEDED) {
          await wakeAll(tx, arrival.series.id, now);
          continue;
        }
        for (const ref of refs) await heed(deps, tx, ref, arrival, now);
      }
    },
  };
};
