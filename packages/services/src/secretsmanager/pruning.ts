import type { Tx } from '@gatehouse/store';
import { tooManyVersions } from './errors.ts';
import { DAY_MILLISECONDS } from './model.ts';
import { versions } from './repositories/versions.ts';

const MOST_TIMES = 10;

/**
 * Secrets Manager User Guide, "Secret versions": versions without a label are removed when there are more than 100, but
 * none that was made within 24 hours.
 */
export const prune = async (
  tx: Tx,
  secretId: string,
  mostVersions: number,
  now: Date,
): Promise<void> => {
  const excess = (await versions.count(tx, secretId)) - mostVersions;
  if (excess <= 0) return;
  const before = now.getTime() - DAY_MILLISECONDS;
  const old = await versions.unlabelled(tx, secretId, { before, limit: excess });
  for (const id of old) await versions.remove(tx, secretId, id);
  // Who writes faster than versions may be removed reaches an end (API reference, PutSecretValue).
  if (excess - old.length > mostVersions * (MOST_TIMES - 1)) throw tooManyVersions();
};
