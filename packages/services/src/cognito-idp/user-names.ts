import { createHash } from 'node:crypto';
import type { User, UserPool } from './model.ts';

/** Names by which a person can sign in beside the username. */
export type AliasName = 'email' | 'phone_number' | 'preferred_username';

/** Without UsernameConfiguration, names are case-sensitive (Developer Guide, "User pool case sensitivity"). */
export const isCaseSensitive = (pool: UserPool): boolean =>
  pool.settings.UsernameConfiguration?.CaseSensitive ?? true;

const folded = (pool: UserPool, text: string): string =>
  isCaseSensitive(pool) ? text : text.toLowerCase();

/** What two usernames of a pool may not share. Names that an identity provider gave keep their case. */
export const usernameKey = (pool: UserPool, username: string, external = false): string =>
  external ? username : folded(pool, username);

// A key of an index must be short; no username is longer, so nobody signs in by a longer name anyway.
const LONGEST_KEY = 320;

export const aliasKey = (pool: UserPool, value: string): string => {
  const key = folded(pool, value);
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('hex');
};

/** The pool's people sign in with an email address or a phone number, and their username is their sub. */
export const hasUsernameAttributes = (pool: UserPool): boolean =>
  (pool.settings.UsernameAttributes ?? []).length > 0;

export interface Alias {
  readonly name: AliasName;
  readonly key: string;
}

const isVerified = (user: Pick<User, 'attributes'>, name: AliasName): boolean =>
  name === 'preferred_username' || user.attributes.get(`${name}_verified`) === 'true';

/**
 * The aliases that a user holds: of AliasAttributes only what is verified, of UsernameAttributes everything
 * (Developer Guide, "Customizing sign-in attributes").
 */
export const aliasesOf = (pool: UserPool, user: Pick<User, 'attributes' | 'status'>): Alias[] => {
  if (user.status === 'EXTERNAL_PROVIDER') return [];
  const always: readonly AliasName[] = pool.settings.UsernameAttributes ?? [];
  const verified: readonly AliasName[] = (pool.settings.AliasAttributes ?? []).filter((name) =>
    isVerified(user, name),
  );
  return [...always, ...verified].flatMap((name) => {
    const value = user.attributes.get(name);
    return value === undefined || value === '' ? [] : [{ name, key: aliasKey(pool, value) }];
  });
};
