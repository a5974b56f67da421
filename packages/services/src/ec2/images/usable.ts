import type { Call } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Ec2Deps } from '../deps.ts';
import type { Resource, Scope } from '../model.ts';
import { resources, type Stretch } from '../repositories/resources.ts';
import { shares, type SharedKind } from '../repositories/shares.ts';
import { withoutBlocked } from '../storage/public-access.ts';
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
export const visibleOne = async <K extends SharedKind>(
  tx: Tx,
  scope: Scope,
  kind: K,
  id: string,
): Promise<Resource<K> | undefined> => {
  const { account, region } = scope;
  const found = await resources.inRegion(tx, region, kind, id);
  if (found === undefined || found.account === account) return found;
  if (!(await shares.reaches(tx, { kind, region, id }, account))) return undefined;
  return (await withoutBlocked(tx, scope, kind, [found]))[0];
};

/** The part of rows in memory that the database would have given. */
export const stretched = <K extends SharedKind>(
  rows: readonly Resource<K>[],
  { after, limit }: Stretch,
): Resource<K>[] => {
  const sorted = rows.toSorted(
    (a, b) =>
      a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  const rest = sorted.filter(
    ({ createdAt, id }) =>
      after === undefined ||
      createdAt.getTime() > after.createdAt ||
      (createdAt.getTime() === after.createdAt && id > after.id),
  );
  return limit === undefined ? rest : rest.slice(0, limit);
};
