import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import { alarmKey, parseAlarmKey, SHARDS, shardOf } from './arns.ts';
import type { Cause } from './composites.ts';
import { LOOK, LOOKS } from './kinds.ts';
import { type Look, lookAt, rangeOf, staysWithoutData } from './looking.ts';
import { type Alarm, type AlarmRef, isMetric, type MetricAlarm } from './model.ts';
import { alarms } from './repositories/alarms.ts';
import { changeState, lookAtComposite, oneStep } from './transitions.ts';

type Deps = Pick<AlarmDeps, 'reader' | 'clock' | 'ids' | 'listeners' | 'log'>;

/** How many alarms one transaction puts off. */
const BATCH = 200;
/** Shards take turns within this time after a period has ended. */
const SPREAD_MILLISECONDS = 1000;

/** A little after the end of the period that runs at `now`. */
export const nextLook = (alarm: MetricAlarm, now: Date): Date => {
  const { running, periodMilliseconds } = rangeOf(alarm, now);
  const offset = Math.floor((shardOf(alarm) * SPREAD_MILLISECONDS) / SHARDS);
  return new Date(running + periodMilliseconds + offset);
};

/** Plans the shard's next look, after the due time of one of its alarms was written in this transaction. */
export const planShard = async (tx: Tx, shard: number): Promise<void> => {
  const dueAt = await alarms.nextDue(tx, shard);
  if (dueAt === undefined) return;
  await scheduleWork(tx, { kind: LOOKS, key: String(shard), payload: '', dueAt });
};

/** When to look at an alarm again. Undefined: not before data arrive. */
const nextAfter = (alarm: MetricAlarm, { hasData, failed }: Look, now: Date): Date | undefined => {
  const { from } = rangeOf(alarm, now);
  // Data that were being written while it was put did not know of it; the first looks find them.
  const isSettled = alarm.configuredAt.getTime() < from;
  if (!hasData && !failed && isSettled && staysWithoutData(alarm)) return undefined;
  return nextLook(alarm, now);
};

/** Looks at one alarm and writes what it comes to, in one transaction. */
const settle = async (deps: Deps, tx: Tx, ref: Omit<AlarmRef, 'arn'>, now: Date): Promise<void> => {
  const alarm = await alarms.find(tx, ref);
  if (alarm === undefined || !isMetric(alarm)) return;
  const look = await lookAt(tx, deps.reader, alarm, now);
  const isChanged = look.next !== undefined && (await changeState(deps, tx, alarm, look.next, now));
  if (look.failed !== alarm.evaluationError)
    await alarms.setEvaluationError(tx, alarm, look.failed, now);
  if (alarm.dueAt === undefined || alarm.dueAt > now) return;
  const version = alarm.version + (isChanged ? 1 : 0);
  await alarms.setDue(tx, { ...alarm, version }, nextAfter(alarm, look, now));
};

/** An alarm of a long period that somebody has set shows what it really is within this time. */
const MOST_SET_MILLISECONDS = 60_000;

/** Plans the look that ends what SetAlarmState has set. */
export const planLook = async (tx: Tx, alarm: MetricAlarm, now: Date): Promise<void> => {
  const next = nextLook(alarm, now);
  const latest = new Date(now.getTime() + MOST_SET_MILLISECONDS);
  if (next > latest)
    await scheduleWork(tx, { kind: LOOK, key: alarmKey(alarm), payload: '', dueAt: latest });
  else if (await alarms.wake(tx, alarm, next)) await planShard(tx, shardOf(alarm));
};

interface Looked {
  readonly alarm: MetricAlarm;
  readonly look: Look;
}

/** Most looks change nothing: those only read, and are put off together. */
const lookEach = async (
  { reader, log }: Deps,
  store: Store,
  due: readonly MetricAlarm[],
  now: Date,
): Promise<readonly Looked[]> => {
  const looked: Looked[] = [];
  for (const alarm of due) {
    try {
      const look = await store.read((tx) => lookAt(tx, reader, alarm, now));
      looked.push({ alarm, look });
    } catch (error) {
      // One alarm must not keep the others of its shard from being looked at.
      log.error('an alarm was not evaluated', { alarm: alarm.arn, cause: String(error) });
      looked.push({ alarm, look: { hasData: true, failed: alarm.evaluationError } });
    }
  }
  return looked;
};

const isQuiet = ({ alarm, look }: Looked, now: Date): boolean =>
  look.next === undefined &&
  look.failed === alarm.evaluationError &&
  nextAfter(alarm, look, now) !== undefined;

const lookAtBatch = async (
  deps: Deps,
  store: Store,
  due: readonly Alarm[],
  now: Date,
): Promise<void> => {
  const looked = await lookEach(deps, store, due.filter(isMetric), now);
  const { true: quiet = [], false: others = [] } = Object.groupBy(looked, (one) =>
    isQuiet(one, now) ? 'true' : 'false',
  );
  await store.write(async (tx) => {
    for (const { alarm } of quiet) await alarms.setDue(tx, alarm, nextLook(alarm, now));
  });
  // What changes an alarm, or lets it sleep, is decided in the transaction that writes it: data may have arrived meanwhile.
  for (const { alarm } of others) {
    try {
      await store.write((tx) => settle(deps, tx, alarm, now));
    } catch (error) {
      // As in `lookEach`: it is looked at again with its next period.
      deps.log.error('an alarm was not changed', { alarm: alarm.arn, cause: String(error) });
      await store.write((tx) => alarms.setDue(tx, alarm, nextLook(alarm, now)));
    }
  }
};

/** The metric alarms of a shard, one batch after another until none is due. */
export const lookAtShard =
  (deps: Deps): WorkHandler =>
  async (store, { key }) => {
    const shard = Number(key);
    for (;;) {
      const now = deps.clock.now();
      const due = await store.read((tx) => alarms.due(tx, shard, now, BATCH));
      if (due.length > 0) await lookAtBatch(deps, store, due, now);
      if (due.length < BATCH) break;
    }
    await store.write((tx) => planShard(tx, shard));
  };

const causeOf = (payload: string): Cause =>
  payload === 'created' || payload === 'updated'
    ? payload
    : { child: payload.slice('child:'.length) };

/** One alarm, at once: data have arrived that decide, or a composite alarm is new. */
export const lookAtOne =
  (deps: Deps): WorkHandler =>
  async (store, { key, payload }) => {
    const now = deps.clock.now();
    const ref = parseAlarmKey(key);
    const alarm = await store.read((tx) => alarms.find(tx, ref));
    if (alarm === undefined) return;
    if (isMetric(alarm)) {
      const look = await store.read((tx) => lookAt(tx, deps.reader, alarm, now));
      if (look.next !== undefined) await store.write((tx) => settle(deps, tx, ref, now));
      return;
    }
    await store.write(async (tx) => {
      const found = await alarms.find(tx, ref);
      if (found === undefined) return;
      const cause = causeOf(payload);
      const reach = typeof cause === 'string' ? undefined : oneStep();
      await lookAtComposite(deps, tx, found, cause, now, reach);
    });
  };
