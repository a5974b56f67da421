import type { StateValue } from '@aws-sdk/client-cloudwatch';
import { cancelWork, scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import { planActions } from './actions.ts';
import { alarmKey, nameOf, parseAlarmKey } from './arns.ts';
import { SUPPRESSION_END } from './kinds.ts';
import { type Alarm, type CompositeAlarm, isComposite, type Suppression } from './model.ts';
import { alarms } from './repositories/alarms.ts';

/** Planned anew with every change, so that a later end replaces an earlier one. */
export const planEnd = async (tx: Tx, alarm: Alarm, { until }: Suppression): Promise<void> => {
  const key = alarmKey(alarm);
  if (until === undefined) await cancelWork(tx, SUPPRESSION_END, key);
  else await scheduleWork(tx, { kind: SUPPRESSION_END, key, payload: '', dueAt: until });
};

const lasts = (suppression: Suppression | undefined, now: Date): suppression is Suppression =>
  suppression !== undefined && (suppression.until === undefined || suppression.until > now);

/**
 * Whether the actions of a composite alarm's new state must wait, and why (CloudWatch User Guide, "Composite alarm action
 * suppression"). Undefined: they run now, or there is nothing to run because it is back where its actions ran last.
 */
export const suppressionOf = async (
  tx: Tx,
  alarm: Alarm,
  next: StateValue,
  now: Date,
): Promise<Suppression | undefined> => {
  if (!isComposite(alarm) || alarm.configuration.suppressor === undefined) return undefined;
  const { suppressor, waitSeconds = 0 } = alarm.configuration;
  const name = nameOf(alarm, suppressor) ?? '';
  const states = await alarms.statesOf(tx, alarm, [name]);
  if (states.get(name)?.value === 'ALARM') return { by: 'Alarm' };
  const present = alarm.suppression;
  if (lasts(present, now) && present.by === 'ExtensionPeriod') return present;
  if (next === alarm.actedState) return undefined;
  if (lasts(present, now) && present.by === 'WaitPeriod') return present;
  if (waitSeconds === 0) return undefined;
  return { by: 'WaitPeriod', until: new Date(now.getTime() + waitSeconds * 1000) };
};

/** The actions need not wait any longer. */
const release = async (
  deps: Pick<AlarmDeps, 'ids'>,
  tx: Tx,
  alarm: CompositeAlarm,
  now: Date,
): Promise<void> => {
  const { state, actedState } = alarm;
  if (state.value !== actedState) {
    const before = { ...alarm, state: { ...state, value: actedState } };
    await planActions(deps, tx, { alarm: before, state }, now);
  }
  await alarms.setActed(tx, alarm, state.value, undefined, now);
};

const suppress = async (
  tx: Tx,
  alarm: CompositeAlarm,
  suppression: Suppression,
  now: Date,
): Promise<void> => {
  await alarms.setActed(tx, alarm, alarm.actedState, suppression, now);
  await planEnd(tx, alarm, suppression);
};

/** The alarm for which `alarm`'s actions wait has changed. */
export const suppressorChanged = async (
  deps: Pick<AlarmDeps, 'ids'>,
  tx: Tx,
  alarm: CompositeAlarm,
  change: { readonly old: StateValue; readonly now: StateValue },
  now: Date,
): Promise<void> => {
  const { suppression } = alarm;
  if (suppression === undefined) return;
  if (change.now === 'ALARM') {
    await suppress(tx, alarm, { by: 'Alarm' }, now);
    return;
  }
  if (change.old !== 'ALARM' || suppression.by !== 'Alarm') return;
  const { extensionSeconds = 0 } = alarm.configuration;
  if (extensionSeconds === 0) {
    await release(deps, tx, alarm, now);
    return;
  }
  const until = new Date(now.getTime() + extensionSeconds * 1000);
  await suppress(tx, alarm, { by: 'ExtensionPeriod', until }, now);
};

export const endSuppression =
  (deps: Pick<AlarmDeps, 'ids' | 'clock'>): WorkHandler =>
  async (store, { key }) => {
    const now = deps.clock.now();
    await store.write(async (tx) => {
      const alarm = await alarms.find(tx, parseAlarmKey(key));
      if (alarm === undefined || !isComposite(alarm)) return;
      const { until } = alarm.suppression ?? {};
      if (until !== undefined && until <= now) await release(deps, tx, alarm, now);
    });
  };

/** A composite alarm with another suppressor, or none, waits for nothing that it waited for before. */
export const forgetSuppression = async (tx: Tx, alarm: Alarm): Promise<void> => {
  if (alarm.suppression === undefined) return;
  await cancelWork(tx, SUPPRESSION_END, alarmKey(alarm));
  await alarms.setActed(tx, alarm, alarm.state.value, undefined, undefined);
};
