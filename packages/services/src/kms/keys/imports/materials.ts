import type { Tx } from '@gatehouse/store';
import type { MaterialFacts } from '../../material/material.ts';
import type { Key, KeyDetails } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';

/** Its bytes are not here now. */
export const isGone = ({ importState }: MaterialFacts): boolean => importState === 'PENDING_IMPORT';

/** Imported for a rotation that is yet to come: it belongs to the key only then. */
export const isWaiting = ({ state }: MaterialFacts): boolean =>
  state === 'PENDING_ROTATION' || state === 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';

/** What belongs to the key for good: ciphertexts may need each of them. */
export const associated = (facts: readonly MaterialFacts[]): readonly MaterialFacts[] =>
  facts.filter((one) => !isWaiting(one));

/** A key of imported material is usable while all that belongs to it is here. */
export const isComplete = (facts: readonly MaterialFacts[]): boolean => {
  const own = associated(facts);
  return own.length > 0 && !own.some(isGone);
};

/** `ExpirationModel` and `ValidTo` of the key: the first of its materials to expire. */
export const expiryOf = (facts: readonly MaterialFacts[]): KeyDetails['expires'] => {
  const here = associated(facts).filter((one) => !isGone(one));
  if (here.length === 0) return undefined;
  const times = here.flatMap(({ expiresAt }) => expiresAt ?? []);
  return times.length === 0
    ? { model: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
    : { model: 'KEY_MATERIAL_EXPIRES', at: Math.min(...times) };
};

/** The state that a key comes to: a key of imported material cannot be used or rest while some of it is missing. */
export const stateOrImport = async (
  { materials }: Pick<KmsParts, 'materials'>,
  tx: Tx,
  key: Key,
  state: 'Enabled' | 'Disabled',
): Promise<Key['state']> =>
  key.details.origin === 'EXTERNAL'
    ? stateWith({ ...key, state }, await materials.list(tx, key))
    : state;

/** The state of a key whose materials have changed: only what is usable or waits for material moves between the two. */
export const stateWith = ({ state }: Key, facts: readonly MaterialFacts[]): Key['state'] => {
  if (isComplete(facts)) return state === 'PendingImport' ? 'Enabled' : state;
  return state === 'Enabled' || state === 'Disabled' ? 'PendingImport' : state;
};
