import { cancelWork, scheduleWork, type Tx } from '@gatehouse/store';
import type { Key } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { keys } from '../../repositories/keys.ts';
import { workKey } from '../rotate.ts';
import { recordServiceEvent } from '../service-events.ts';
import { expiryOf, isGone, stateWith } from './materials.ts';

/** The first of a key's imported materials to expire. */
export const EXPIRY = 'kms.expiry';

/** After a change of a key's imported materials: its state, what it says of their expiry, and when the next one expires. */
export const settle = async (
  { materials }: Pick<KmsParts, 'materials'>,
  tx: Tx,
  key: Key,
): Promise<void> => {
  const facts = await materials.list(tx, key);
  await keys.setDetails(tx, key, { ...key.details, expires: expiryOf(facts) });
  const state = stateWith(key, facts);
  if (state !== key.state) await keys.setState(tx, key, state);
  const times = facts.flatMap((one) => (isGone(one) ? [] : (one.expiresAt ?? [])));
  const work = { kind: EXPIRY, key: workKey(key) };
  if (times.length === 0) await cancelWork(tx, work.kind, work.key);
  else await scheduleWork(tx, { ...work, payload: '', dueAt: new Date(Math.min(...times)) });
};

/** Forgets what has expired. */
export const expire = async (
  parts: Pick<KmsParts, 'materials' | 'audit' | 'ids'>,
  tx: Tx,
  key: Key,
  now: Date,
): Promise<void> => {
  for (const facts of await parts.materials.list(tx, key)) {
    if (isGone(facts) || facts.expiresAt === undefined || facts.expiresAt > now.getTime()) continue;
    await parts.materials.forget(tx, key, facts.id);
    await parts.materials.update(tx, key, facts.id, { importState: 'PENDING_IMPORT' });
    await recordServiceEvent(parts, tx, 'DeleteExpiredKeyMaterial', key, now, {
      keyMaterialId: facts.id,
    });
  }
  await settle(parts, tx, key);
};
