import { tagStore } from '@gatehouse/service-kit';
import { cancelWork, scheduleWork, type Tx } from '@gatehouse/store';
import { grants } from '../grants/repository.ts';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { aliases } from '../repositories/aliases.ts';
import { keys } from '../repositories/keys.ts';
import { uses } from '../repositories/uses.ts';
import { isPrimary, primaryRef, setRegions } from './family.ts';
import { EXPIRY } from './imports/expiry.ts';
import { DAY_MILLISECONDS, ROTATION, workKey } from './rotate.ts';
import { recordServiceEvent } from './service-events.ts';

/** Deletion when its waiting period has ended. */
export const DELETION = 'kms.deletion';

/** Begins the waiting period and answers when it ends. */
export const beginWait = async (tx: Tx, key: Key, days: number, now: Date): Promise<Date> => {
  const at = new Date(now.getTime() + days * DAY_MILLISECONDS);
  const deletion = { days, at: at.getTime() };
  await keys.setDetails(tx, key, { ...key.details, deletion });
  await keys.setState(tx, key, 'PendingDeletion');
  await scheduleWork(tx, { kind: DELETION, key: workKey(key), payload: '', dueAt: at });
  return at;
};

/** The others of a multi-Region key know that this replica is gone; a primary that waited for it waits on by itself. */
const leaveFamily = async (tx: Tx, key: Key, now: Date): Promise<void> => {
  const { multiRegion } = key.details;
  if (multiRegion === undefined || isPrimary(key)) return;
  const replicaRegions = multiRegion.replicaRegions.filter((region) => region !== key.region);
  await setRegions(tx, key, { ...multiRegion, replicaRegions });
  const primary = await keys.find(tx, primaryRef(key));
  if (primary?.state !== 'PendingReplicaDeletion' || replicaRegions.length > 0) return;
  await beginWait(tx, primary, primary.details.deletion?.days ?? 30, now);
};

/** Forgets a key: its material, so that nothing it encrypted can be read again, its grants, aliases and tags. */
export const deleteKey = async (
  parts: Pick<KmsParts, 'materials' | 'audit' | 'ids'>,
  tx: Tx,
  key: Key,
  now: Date,
): Promise<void> => {
  await parts.materials.forget(tx, key);
  await grants.removeAll(tx, key);
  for (const name of key.aliases) {
    const alias = await aliases.find(tx, key, name);
    if (alias !== undefined) await aliases.remove(tx, alias);
  }
  await tagStore.removeAll(tx, key.arn);
  await uses.forget(tx, key.arn);
  await cancelWork(tx, ROTATION, workKey(key));
  await cancelWork(tx, EXPIRY, workKey(key));
  await keys.remove(tx, key);
  await leaveFamily(tx, key, now);
  await recordServiceEvent(parts, tx, 'DeleteKey', key, now);
};
