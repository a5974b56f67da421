import type { Call, Tags } from '@gatehouse/service-kit';
import { newId } from '../arns.ts';
import type { Ec2Deps } from '../deps.ts';
import type { Resource } from '../model.ts';
import { add } from '../networking/new-network.ts';
import { putTags } from '../tags.ts';
import type { SnapshotDetails } from './model.ts';
import { sealing } from './sealing.ts';

const MS = 1000;

interface Copy extends Pick<SnapshotDetails, 'description' | 'encrypted' | 'kmsKey' | 'size'> {
  /** Undefined: what is copied is Amazon's own, which is not kept here. */
  readonly from: Resource<'snapshot'> | undefined;
}

/** A copy of a snapshot in the caller's account and Region, with a data key of its own where it is encrypted. */
export const addCopy = async (
  deps: Ec2Deps,
  call: Call,
  { from, ...more }: Copy,
  tags: Tags,
): Promise<Resource<'snapshot'>> => {
  const { tx, account, region, now } = call;
  const id = newId(deps.ids, 'snapshot');
  const details = {
    // A copy has no volume; AWS shows this one.
    volume: 'vol-ffffffff',
    ...more,
    ...(await sealing(deps, call, id, more.kmsKey, from)),
    completedAt: now.getTime() + deps.delaySeconds * MS,
  };
  const ground = { tx, ids: deps.ids, account, region, now };
  const copy = await add(ground, 'snapshot', details, { id });
  await putTags(tx, copy, tags);
  return copy;
};
