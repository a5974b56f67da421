import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Ec2Deps } from '../deps.ts';
import type { Resource, Scope } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { shares } from '../repositories/shares.ts';
import { anyImage, inCatalogue } from './catalogue.ts';

/** An image that the account may launch: its own, a public one, or one that is shared with it. */
export const usableImage = async (
  { acceptsLooseInput }: Pick<Ec2Deps, 'acceptsLooseInput'>,
  call: Call,
  id: string,
): Promise<Resource<'image'> | undefined> => {
  const known = inCatalogue(call.region, id) ?? (await visibleOne(call.tx, call, 'image', id));
  return known ?? (acceptsLooseInput === true ? anyImage(call, id) : undefined);
};

/** Somebody else's is there only for whom it is shared with. */
export const visibleOne = async <K extends 'image' | 'snapshot'>(
  tx: Tx,
  { account, region }: Scope,
  kind: K,
  id: string,
): Promise<Resource<K> | undefined> => {
  const found = await resources.inRegion(tx, region, kind, id);
  if (found === undefined || found.account === account) return found;
  return (await shares.reaches(tx, { kind, region, id }, account)) ? found : undefined;
};
