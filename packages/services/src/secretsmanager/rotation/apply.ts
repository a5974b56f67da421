import type { Clock, Ids } from '@gatehouse/core';
import type { AuditLog } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Rotation, Secret } from '../model.ts';
import { writeState } from './progress.ts';
import { rotations } from './repository.ts';
import { planWork } from './rotation-work.ts';
import { recordRotationEvent } from './service-events.ts';
import { storedTimetable } from './timetable.ts';
import type { Change, Moment } from './transitions.ts';

interface Recording {
  readonly audit: AuditLog;
  readonly ids: Ids;
}

const rotationAfter = ({ rotation }: Secret, change: Change): Rotation => ({
  ...rotation,
  ...('lastRotatedAt' in change ? { lastRotatedAt: change.lastRotatedAt } : {}),
  ...('nextRotationAt' in change ? { nextRotationAt: change.nextRotationAt } : {}),
  state: writeState(change.state),
});

/** A number from 0 to less than 1. */
export const chanceOf = (ids: Ids): number => ids.bytes(4).readUInt32BE(0) / 2 ** 32;

export const momentOf = (
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  { rotation }: Secret,
): Moment => ({
  timetable: storedTimetable(rotation.rules),
  now: clock.now().getTime(),
  chance: chanceOf(ids),
});

/** Writes what becomes of a rotation, unless somebody has changed it since the secret was read: false then. */
export const applyChange = async (
  recording: Recording,
  tx: Tx,
  secret: Secret,
  change: Change,
  now: number,
): Promise<boolean> => {
  if (!(await rotations.replace(tx, secret, rotationAfter(secret, change)))) return false;
  await planWork(tx, secret.id, change.dueAt);
  if (change.event !== undefined)
    await recordRotationEvent(recording, tx, secret, change.event, now);
  return true;
};
