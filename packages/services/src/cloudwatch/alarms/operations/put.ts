import type { Call, Tags } from '@gatehouse/service-kit';
import { tagStore } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { tagOwner } from '../access.ts';
import { otherKind, tooManyAlarms } from '../errors.ts';
import type { Alarm, AlarmRef, Configuration } from '../model.ts';
import { INITIAL_REASON } from '../reasons.ts';
import { alarms } from '../repositories/alarms.ts';
import { configurationChanged } from '../transitions.ts';

/** Of both kinds together, in an account and Region. */
const MOST_ALARMS = 50_000;

/** The kinds share their names, and none becomes the other. */
export const requireSameKind = (present: Alarm | undefined, kind: Configuration['kind']): void => {
  if (present !== undefined && present.configuration.kind !== kind) throw otherKind(present.name);
};

/** Makes the alarm, or gives the one that is there a new configuration and leaves it its state. */
export const storeAlarm = async (
  deps: Pick<AlarmDeps, 'ids' | 'listeners'>,
  call: Call,
  ref: AlarmRef,
  present: Alarm | undefined,
  configuration: Configuration,
  tags: Tags,
): Promise<void> => {
  const { tx, now } = call;
  const dueAt = configuration.kind === 'metric' ? now : undefined;
  if (present === undefined) {
    if ((await alarms.count(tx, ref)) >= MOST_ALARMS) throw tooManyAlarms();
    const first = { value: 'INSUFFICIENT_DATA', reason: INITIAL_REASON } as const;
    await alarms.insert(tx, ref, configuration, first, now, dueAt);
    await tagStore.put(tx, tagOwner(ref), tags);
  } else {
    await alarms.configure(tx, ref, configuration, now, dueAt);
  }
  const stored = await alarms.find(tx, ref);
  if (stored === undefined) throw new Error(`alarm ${ref.arn} was not stored`);
  const operation = present === undefined ? 'create' : 'update';
  await configurationChanged(deps, tx, operation, stored, present, now);
};
