import type { Ids } from '@gatehouse/core';
import type { Target } from '../model.ts';

/** API Reference, RetryPolicy: the defaults are the most. */
const MOST_AGE_SECONDS = 24 * 3600;
const MOST_RETRIES = 185;
const FIRST_PAUSE_MILLISECONDS = 1000;
// 185 retries fill a day at this pace.
const LONGEST_PAUSE_MILLISECONDS = 600_000;

export interface RetryPolicy {
  readonly maxAgeMilliseconds: number;
  readonly maxRetries: number;
}

export const retryPolicyOf = ({
  RetryPolicy: policy,
}: Pick<Target, 'RetryPolicy'>): RetryPolicy => ({
  maxAgeMilliseconds: (policy?.MaximumEventAgeInSeconds ?? MOST_AGE_SECONDS) * 1000,
  maxRetries: policy?.MaximumRetryAttempts ?? MOST_RETRIES,
});

/** Which of its limits has ended a delivery, as dead-letter messages name it. */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** Doubles with each attempt; up to half of it is chance, so that what failed together returns apart. */
const pauseMilliseconds = (attempts: number, ids: Ids): number => {
  const whole = Math.min(
    FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(attempts - 1, 30),
    LONGEST_PAUSE_MILLISECONDS,
  );
  const chance = ids.bytes(2).readUInt16BE() / 0x1_0000;
  return Math.round(whole * (1 - chance / 2));
};

/** When a delivery that failed `attempts` times is tried again, or the limit that ends it. */
export const nextAttempt = (
  policy: RetryPolicy,
  state: {
    readonly attempts: number;
    readonly acceptedAt: Date;
    readonly now: Date;
    /** What the target asks for; the longer of the two pauses counts. */
    readonly afterSeconds?: number | undefined;
  },
  ids: Ids,
): Date | Exhausted => {
  const { attempts, acceptedAt, now, afterSeconds = 0 } = state;
  if (attempts > policy.maxRetries) return 'MaximumRetryAttempts';
  const pause = Math.max(pauseMilliseconds(attempts, ids), afterSeconds * 1000);
  const next = new Date(now.getTime() + pause);
  return isTooOld(policy, acceptedAt, next) ? 'MaximumEventAgeInSeconds' : next;
};

export const isTooOld = (policy: RetryPolicy, acceptedAt: Date, at: Date): boolean =>
  at.getTime() - acceptedAt.getTime() > policy.maxAgeMilliseconds;
