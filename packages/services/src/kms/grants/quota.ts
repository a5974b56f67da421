import type { Tx } from '@gatehouse/store';
import type { Key } from '../model.ts';
import { tooManyGrants } from './errors.ts';
import { grants } from './repository.ts';

// AWS KMS Developer Guide, "Resource quotas": grants of a customer managed key; AWS managed keys have no quota.
const DEFAULT_QUOTA = 50_000;
const CAPACITY = 10_000;
const MOST_UNCOUNTED = 1000;

/** Throws LimitExceededException where a key has as many grants as it may. */
export type RequireRoom = (tx: Tx, key: Key) => Promise<void>;

/**
 * The grants of a key are counted now and then, and in between this node counts what it makes: one counter in the
 * database would make all who create grants on a key wait for one another. Near the quota each request counts.
 */
export const createQuota = (quota = DEFAULT_QUOTA): RequireRoom => {
  const kept = new Map<string, { made: number; readonly until: number }>();
  return async (tx, key) => {
    if (quota === 0 || key.details.manager === 'AWS') return;
    const name = `${key.account}:${key.region}:${key.id}`;
    const known = kept.get(name);
    if (known !== undefined && known.made < known.until) {
      known.made += 1;
      return;
    }
    const count = await grants.count(tx, key, quota);
    if (count >= quota) throw tooManyGrants();
    if (kept.size >= CAPACITY) kept.clear();
    kept.set(name, { made: 1, until: Math.min(MOST_UNCOUNTED, Math.floor((quota - count) / 10)) });
  };
};
