import type { Tx } from '@gatehouse/store';
import type { Key, KeyRef, MultiRegion } from '../model.ts';
import { keys } from '../repositories/keys.ts';

export const isPrimary = ({ region, details: { multiRegion } }: Key): boolean =>
  multiRegion === undefined || multiRegion.primaryRegion === region;

const refIn = (key: KeyRef, region: string): KeyRef => ({
  account: key.account,
  region,
  id: key.id,
});

export const primaryRef = (key: Key): KeyRef =>
  refIn(key, key.details.multiRegion?.primaryRegion ?? key.region);

/** The replicas of a multi-Region key, asked of any of its keys. */
export const replicaRefs = (key: Key): readonly KeyRef[] =>
  (key.details.multiRegion?.replicaRegions ?? []).map((region) => refIn(key, region));

/** Tells every key of the family, by the regions that it has now. */
export const setRegions = async (tx: Tx, key: KeyRef, regions: MultiRegion): Promise<void> => {
  for (const region of [regions.primaryRegion, ...regions.replicaRegions]) {
    const one = await keys.find(tx, refIn(key, region));
    if (one !== undefined) await keys.setDetails(tx, one, { ...one.details, multiRegion: regions });
  }
};
