import type { Service } from '@gatehouse/service-kit';
import type { Tx, WorkHandler } from '@gatehouse/store';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { deleteKey, DELETION } from './delete.ts';
import { expire, EXPIRY } from './imports/expiry.ts';
import { stateOrImport } from './imports/materials.ts';
import { SYNCHRONIZATION } from './replicas.ts';
import { DAY_MILLISECONDS, refOfWork, rotate, ROTATION, scheduleRotation } from './rotate.ts';

const rotateWhenDue = async (parts: KmsParts, tx: Tx, key: Key, now: Date): Promise<void> => {
  const { rotation } = key.details;
  // One that is disabled or about to be deleted does not rotate; enabling it asks again.
  if (rotation === undefined || key.state !== 'Enabled' || rotation.nextAt > now.getTime()) return;
  await rotate(parts, tx, key, 'AUTOMATIC', now);
  const nextAt = now.getTime() + rotation.periodDays * DAY_MILLISECONDS;
  const details = { ...key.details, rotation: { ...rotation, nextAt } };
  await keys.setDetails(tx, key, details);
  await scheduleRotation(tx, { ...key, details });
};

const deleteWhenDue = async (parts: KmsParts, tx: Tx, key: Key, now: Date): Promise<void> => {
  const at = key.details.deletion?.at;
  // Somebody may have cancelled it, or begun a longer wait, since this run was taken.
  if (key.state !== 'PendingDeletion' || at === undefined || at > now.getTime()) return;
  await deleteKey(parts, tx, key, now);
};

const endSynchronization = async (parts: KmsParts, tx: Tx, key: Key): Promise<void> => {
  if (key.state !== 'Updating' && key.state !== 'Creating') return;
  await keys.setState(tx, key, await stateOrImport(parts, tx, key, 'Enabled'));
};

type Act = (parts: KmsParts, tx: Tx, key: Key, now: Date) => Promise<void>;

const handler =
  (parts: KmsParts, act: Act): WorkHandler =>
  (store, work) =>
    store.write(async (tx) => {
      const key = await keys.find(tx, refOfWork(work.key));
      if (key !== undefined) await act(parts, tx, key, parts.clock.now());
    });

/** What becomes due for keys. */
export const keyWork = (parts: KmsParts): NonNullable<Service['work']> => ({
  [DELETION]: handler(parts, deleteWhenDue),
  [EXPIRY]: handler(parts, expire),
  [ROTATION]: handler(parts, rotateWhenDue),
  [SYNCHRONIZATION]: handler(parts, endSynchronization),
});
