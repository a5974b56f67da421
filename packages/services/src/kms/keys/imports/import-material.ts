import type { ImportType, KeySpec } from '@aws-sdk/client-kms';
import type { Tx } from '@gatehouse/store';
import type { MaterialFacts } from '../../material/material.ts';
import type { Key } from '../../model.ts';
import type { KmsParts } from '../../parts.ts';
import { keys } from '../../repositories/keys.ts';
import { invalidState, validation } from '../errors.ts';
import { isPrimary, primaryRef, replicaRefs } from '../family.ts';
import { incorrectMaterial } from './errors.ts';
import { settle } from './expiry.ts';
import { fitsPair } from './key-pairs.ts';
import { associated, isGone, isWaiting } from './materials.ts';

interface Import {
  readonly type: ImportType | undefined;
  readonly materialId: string | undefined;
  readonly description: string | undefined;
  readonly expiresAt: number | undefined;
}

/** Bytes of secret keys (AWS KMS Developer Guide, "Importing key material", requirements for imported key material). */
const SECRET_BYTES: ReadonlyMap<string, number> = new Map<KeySpec, number>([
  ['SYMMETRIC_DEFAULT', 32],
  ['HMAC_224', 28],
  ['HMAC_256', 32],
  ['HMAC_384', 48],
  ['HMAC_512', 64],
]);

const requireFit = (spec: KeySpec, plaintext: Buffer): void => {
  const bytes = SECRET_BYTES.get(spec);
  const fits = bytes === undefined ? fitsPair(spec, plaintext) : plaintext.length === bytes;
  if (!fits) throw incorrectMaterial(`The key material does not fit a KMS key of spec ${spec}.`);
};

/** Only a symmetric key can have more than one material; the members that tell them apart are for it alone. */
const requireSimple = ({ details }: Key, { type, materialId, description }: Import): void => {
  if (details.spec === 'SYMMETRIC_DEFAULT') return;
  if (type !== undefined || materialId !== undefined || description !== undefined)
    throw validation(
      'ImportType, KeyMaterialId and KeyMaterialDescription are valid only for symmetric encryption KMS keys.',
    );
};

/** The state of material that a key gets for the first time. */
const newState = (key: Key, known: readonly MaterialFacts[]): MaterialFacts['state'] => {
  const own = associated(known);
  if (own.length === 0) return 'CURRENT';
  if (key.details.spec !== 'SYMMETRIC_DEFAULT')
    throw incorrectMaterial('The key material is not the one that was imported before.');
  if (own.some(isGone)) throw invalidState(key, 'is pending import.');
  if (known.some((one) => isWaiting(one) && !isGone(one)))
    throw invalidState(key, 'has a key material that is pending rotation already.');
  return replicaRefs(key).length > 0
    ? 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION'
    : 'PENDING_ROTATION';
};

/** What the primary has decided about a material, which a replica takes over. */
const ofPrimary = async (
  { materials }: KmsParts,
  tx: Tx,
  key: Key,
  id: string,
): Promise<MaterialFacts['state']> => {
  const facts = (await materials.list(tx, primaryRef(key))).find((one) => one.id === id);
  if (facts === undefined || (isWaiting(facts) && isGone(facts)))
    throw incorrectMaterial('The key material was not imported into the primary key before.');
  return facts.state;
};

const stateOf = async (
  parts: KmsParts,
  tx: Tx,
  key: Key,
  id: string,
  { type, materialId }: Import,
): Promise<MaterialFacts['state']> => {
  const known = await parts.materials.list(tx, key);
  const same = known.find((one) => one.id === id && !(isWaiting(one) && isGone(one)));
  const primary = isPrimary(key);
  const isNew =
    type === undefined
      ? primary && same === undefined && associated(known).length === 0
      : type === 'NEW_KEY_MATERIAL';
  if (isNew && materialId !== undefined)
    throw validation('A KeyMaterialId cannot be given with the ImportType NEW_KEY_MATERIAL.');
  if (materialId !== undefined && materialId !== id)
    throw incorrectMaterial('The key material does not have the KeyMaterialId of the request.');
  if (isNew && !primary)
    throw incorrectMaterial('New key material must be imported into the primary key first.');
  if (isNew && same !== undefined)
    throw incorrectMaterial('The key material was imported into this KMS key before.');
  if (isNew) return newState(key, known);
  if (same !== undefined) return same.state;
  if (primary)
    throw incorrectMaterial('The key material was not imported into this KMS key before.');
  return ofPrimary(parts, tx, key, id);
};

/** New material of a multi-Region key can become current once every Region has it. */
const completeFamily = async ({ materials }: KmsParts, tx: Tx, key: Key, id: string) => {
  const family = [primaryRef(key), ...replicaRefs(key)];
  for (const ref of family) {
    const facts = (await materials.list(tx, ref)).find((one) => one.id === id);
    if (facts === undefined || isGone(facts)) return;
  }
  for (const ref of family) await materials.update(tx, ref, id, { state: 'PENDING_ROTATION' });
};

/** Imports unwrapped material into a key of origin EXTERNAL and answers its id. The caller wipes `plaintext`. */
export const importMaterial = async (
  parts: KmsParts,
  tx: Tx,
  key: Key,
  plaintext: Buffer,
  asked: Import,
): Promise<string> => {
  const { materials } = parts;
  requireSimple(key, asked);
  requireFit(key.details.spec, plaintext);
  const id = materials.idOf(key, key.details.spec, plaintext);
  const state = await stateOf(parts, tx, key, id, asked);
  const before = (await materials.list(tx, key)).find((one) => one.id === id);
  await materials.keep(tx, key, plaintext, {
    state,
    importState: 'IMPORTED',
    rotation: before?.rotation,
    rotatedAt: before?.rotatedAt,
    description: asked.description ?? before?.description,
    expiresAt: asked.expiresAt,
  });
  if (state === 'CURRENT') await keys.setMaterial(tx, key, id);
  if (state === 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION')
    await completeFamily(parts, tx, key, id);
  await settle(parts, tx, key);
  return id;
};
