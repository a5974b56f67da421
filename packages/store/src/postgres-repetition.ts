import type { Ids, Timers } from '@gatehouse/core';
import { pause } from './backoff.ts';
import { ConnectionLostError, isConflict, isStalePlan } from './postgres-errors.ts';

export interface Pauses {
  readonly ids: Ids;
  readonly timers: Timers;
}

interface Patience {
  readonly most: number;
  readonly firstMilliseconds: number;
  readonly longestMilliseconds: number;
}

const CONFLICT: Patience = { most: 50, firstMilliseconds: 2, longestMilliseconds: 200 };
const STALE_PLAN: Patience = { most: 20, firstMilliseconds: 1, longestMilliseconds: 1 };
// The pauses add up to some seconds: enough for a failover, short enough for a caller who waits.
const LOSS: Patience = { most: 9, firstMilliseconds: 50, longestMilliseconds: 2000 };

const patienceFor = (error: unknown): Patience | undefined => {
  if (isConflict(error)) return CONFLICT;
  if (isStalePlan(error)) return STALE_PLAN;
  if (error instanceof ConnectionLostError) return LOSS;
  return undefined;
};

/** Whether doing the same once more is safe and may succeed. */
export const isRepeatable = (error: unknown): boolean => patienceFor(error) !== undefined;

/** Does it, and again while it fails for a reason that passes. */
export const repeating = async <T>(pauses: Pauses, attempt: () => Promise<T>): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const patience = patienceFor(error);
      if (patience === undefined || failures > patience.most) throw error;
      await pause(pauses, failures, patience.firstMilliseconds, patience.longestMilliseconds);
    }
  }
};
