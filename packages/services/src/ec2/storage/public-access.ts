import type { Tx } from '@gatehouse/store';
import type { Resource, Scope } from '../model.ts';
import { settings } from '../repositories/settings.ts';
import { shares, type SharedKind } from '../repositories/shares.ts';

/** How far an account keeps its snapshots or images of a Region from everybody. */
export type PublicAccess = 'block-all-sharing' | 'block-new-sharing' | 'unblocked';

const NAMES: Readonly<Record<SharedKind, string>> = {
  image: 'image-block-public-access',
  snapshot: 'snapshot-block-public-access',
};

const isBlocked = (text: string | undefined): text is Exclude<PublicAccess, 'unblocked'> =>
  text === 'block-all-sharing' || text === 'block-new-sharing';

export const publicAccess = async (
  tx: Tx,
  scope: Scope,
  kind: SharedKind,
): Promise<PublicAccess> => {
  const state = await settings.get(tx, scope, NAMES[kind]);
  return isBlocked(state) ? state : 'unblocked';
};

export const setPublicAccess = (
  tx: Tx,
  scope: Scope,
  kind: SharedKind,
  state: PublicAccess,
): Promise<void> => settings.put(tx, scope, NAMES[kind], state);

/**
 * Those that the caller may use: an owner who blocks all public sharing has taken back what was shared with everybody
 * (Amazon EBS User Guide, "Block public access for Amazon EBS snapshots").
 */
export const withoutBlocked = async <K extends SharedKind>(
  tx: Tx,
  { account, region }: Scope,
  kind: K,
  rows: readonly Resource<K>[],
): Promise<Resource<K>[]> => {
  const foreign = rows.filter((row) => row.account !== account);
  if (foreign.length === 0) return [...rows];
  const named = await shares.with(tx, kind, region, account);
  const blocking = new Set<string>();
  for (const owner of new Set(foreign.map((row) => row.account)))
    if ((await publicAccess(tx, { account: owner, region }, kind)) === 'block-all-sharing')
      blocking.add(owner);
  return rows.filter(
    (row) => row.account === account || named.has(row.id) || !blocking.has(row.account),
  );
};
