import { cancelWork, scheduleWork, type Tx } from '@gatehouse/store';
import type { Key, KeyRef } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { replicaRefs } from './family.ts';
import { recordServiceEvent } from './service-events.ts';

/** Automatic rotation when it is due. */
export const ROTATION = 'kms.rotation';

export const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

export const workKey = ({ account, region, id }: KeyRef): string => `${account}:${region}:${id}`;

export const refOfWork = (key: string): KeyRef => {
  const [account = '', region = '', id = ''] = key.split(':');
  return { account, region, id };
};

/** Of a key that is enabled and rotates; a rotation that is overdue comes at once. */
export const scheduleRotation = async (tx: Tx, key: Key): Promise<void> => {
  const { rotation } = key.details;
  if (rotation === undefined) await cancelWork(tx, ROTATION, workKey(key));
  else
    await scheduleWork(tx, {
      kind: ROTATION,
      key: workKey(key),
      payload: '',
      dueAt: new Date(rotation.nextAt),
    });
};

type Parts = Pick<KmsParts, 'materials' | 'audit' | 'ids'>;

/** Makes another material current, here and in the Regions of the replicas, and says so in CloudTrail. */
const changeMaterial = async (
  parts: Parts,
  tx: Tx,
  key: Key,
  material: string,
  type: 'AUTOMATIC' | 'ON_DEMAND',
  now: Date,
): Promise<void> => {
  await keys.setMaterial(tx, key, material);
  await recordServiceEvent(parts, tx, 'RotateKey', key, now, {
    rotationType: type,
    keyOrigin: key.details.origin,
    ...(key.currentMaterial === undefined ? {} : { previousKeyMaterialId: key.currentMaterial }),
    currentKeyMaterialId: material,
  });
};

/** The next material of a key whose materials are made here. */
export const rotate = async (
  parts: Parts,
  tx: Tx,
  key: Key,
  type: 'AUTOMATIC' | 'ON_DEMAND',
  now: Date,
): Promise<void> => {
  const material = await parts.materials.generate(tx, key, { at: now, rotation: type });
  await changeMaterial(parts, tx, key, material, type, now);
  for (const ref of replicaRefs(key)) {
    const replica = await keys.find(tx, ref);
    if (replica === undefined) continue;
    await parts.materials.copy(tx, key, replica);
    await changeMaterial(parts, tx, replica, material, type, now);
  }
};

/** Makes imported material that waits for it current. */
export const rotateImported = async (
  parts: Parts,
  tx: Tx,
  key: Key,
  material: string,
  now: Date,
): Promise<void> => {
  for (const ref of [key, ...replicaRefs(key)]) {
    const one = await keys.find(tx, ref);
    if (one === undefined) continue;
    if (one.currentMaterial !== undefined)
      await parts.materials.update(tx, one, one.currentMaterial, { state: 'NON_CURRENT' });
    const facts = { state: 'CURRENT', rotation: 'ON_DEMAND', rotatedAt: now } as const;
    await parts.materials.update(tx, one, material, facts);
    await changeMaterial(parts, tx, one, material, 'ON_DEMAND', now);
  }
};
