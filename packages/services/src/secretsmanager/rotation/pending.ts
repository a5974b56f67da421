import type { Tx } from '@gatehouse/store';
import { CURRENT, type Labels, PENDING, type SealedValue, type Secret } from '../model.ts';
import { labels } from '../repositories/labels.ts';
import { versions } from '../repositories/versions.ts';
import type { Running } from './progress.ts';

/** The version that a rotation has not finished: AWSPENDING is on it, and AWSCURRENT is not. */
export const unfinishedVersion = (found: Labels): string | undefined => {
  const pending = found.get(PENDING);
  return pending === found.get(CURRENT) ? undefined : pending;
};

/**
 * Makes a version that waits for its value, or has that of a test, and puts AWSPENDING on it, before the function is invoked first
 * (DescribeSecret, VersionIdsToStages).
 * False: there is a version of this id, or the label went elsewhere.
 */
export const addPending = async (
  tx: Tx,
  { id }: Secret,
  found: Labels,
  versionId: string,
  now: number,
  value?: SealedValue,
): Promise<boolean> =>
  (await versions.insert(tx, {
    secretId: id,
    versionId,
    createdAt: now,
    accessedAt: undefined,
    value,
  })) && (await labels.move(tx, id, PENDING, { from: found.get(PENDING), to: versionId }));

/** Takes AWSPENDING off a version, if it is on it. */
export const dropPending = async (tx: Tx, { id }: Secret, versionId: string): Promise<void> => {
  await labels.move(tx, id, PENDING, { from: versionId, to: undefined });
};

/** The version of a test goes with it: its value was a copy. */
export const endTest = async (
  tx: Tx,
  secret: Secret,
  { kind, versionId }: Running,
): Promise<void> => {
  if (kind !== 'test') return;
  await dropPending(tx, secret, versionId);
  const found = await labels.of(tx, secret.id);
  if (![...found.values()].includes(versionId)) await versions.remove(tx, secret.id, versionId);
};
