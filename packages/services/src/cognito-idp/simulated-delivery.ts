import { createHash } from 'node:crypto';
import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import { isEmail } from './attributes.ts';
import { emailDelivery } from './messages.ts';
import type { UserPool } from './model.ts';
import { usernameKey } from './user-names.ts';

/**
 * Stands for a person whom the pool does not tell about, so that codes are counted and limited for that name as they are for
 * everybody else: a limit that only real people meet would tell.
 */
export const nobodySub = (pool: UserPool, username: string): string => {
  const name = usernameKey(pool, username);
  return `nobody:${createHash('sha256').update(`${pool.id}\0${name}`).digest('hex')}`;
};

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Where a code would have gone, for a person whom the pool does not tell about: always the same for the same name
 * (Developer Guide, "Managing user existence error responses").
 */
export const simulatedDelivery = (pool: UserPool, username: string): CodeDeliveryDetailsType => {
  if (isEmail(username)) return emailDelivery(username);
  const digest = createHash('sha256').update(`${pool.id}\0${username}`).digest();
  const letter = (at: number): string => LETTERS.charAt((digest[at] ?? 0) % LETTERS.length);
  return emailDelivery(`${letter(0)}@${letter(1)}`);
};
