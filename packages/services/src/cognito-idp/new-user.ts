import type { Tx } from '@gatehouse/store';
import { type Attributes, isEmail, isPhone } from './attributes.ts';
import {
  aliasTaken,
  usernameAliasTaken,
  usernameIsAlias,
  usernameMismatch,
  usernameMustBeEither,
  usernameMustBeEmail,
  usernameMustBePhone,
} from './errors.ts';
import type { User, UserPool } from './model.ts';
import { type Saved, users } from './repositories/users.ts';
import { aliasKey, aliasesOf, hasUsernameAttributes } from './user-names.ts';

interface Named {
  readonly username: string;
  readonly attributes: Attributes;
}

const kindOf = (pool: UserPool, given: string): 'email' | 'phone_number' => {
  const kinds = pool.settings.UsernameAttributes ?? [];
  if (kinds.includes('email') && isEmail(given)) return 'email';
  if (kinds.includes('phone_number') && isPhone(given)) return 'phone_number';
  if (kinds.length > 1) throw usernameMustBeEither();
  throw kinds.includes('email') ? usernameMustBeEmail() : usernameMustBePhone();
};

const requireNoAlias = (pool: UserPool, given: string): void => {
  const aliases = pool.settings.AliasAttributes ?? [];
  if (aliases.includes('email') && isEmail(given)) throw usernameIsAlias('email');
  if (aliases.includes('phone_number') && isPhone(given)) throw usernameIsAlias('phone number');
};

/**
 * The username and attributes of somebody new. Where people sign in with an email address or phone number, that is what
 * the request names them by, and their username is their sub; elsewhere a username must not look like somebody's alias.
 */
export const namedUser = (
  pool: UserPool,
  sub: string,
  given: string,
  attributes: Attributes,
): Named => {
  if (!hasUsernameAttributes(pool)) {
    requireNoAlias(pool, given);
    return { username: given, attributes };
  }
  const kind = kindOf(pool, given);
  const stated = attributes.get(kind);
  if (stated !== undefined && aliasKey(pool, stated) !== aliasKey(pool, given))
    throw usernameMismatch();
  return { username: sub, attributes: new Map([...attributes, [kind, stated ?? given]]) };
};

/** Throws what a write that met somebody else's name answers; `taken` is the error for the username itself. */
export const requireSaved = (pool: UserPool, saved: Saved, taken: () => Error): void => {
  if (saved.done) return;
  if (saved.taken === 'username') throw taken();
  throw hasUsernameAttributes(pool) ? usernameAliasTaken(saved.taken) : aliasTaken(saved.taken);
};

/** Takes the aliases that the user is to have from who has them (ForceAliasCreation): theirs are unverified then. */
export const takeAliases = async (tx: Tx, pool: UserPool, user: User): Promise<void> => {
  if (hasUsernameAttributes(pool)) return;
  for (const { name } of aliasesOf(pool, user)) {
    const value = user.attributes.get(name);
    const holder = value === undefined ? undefined : await users.holderOf(tx, pool, name, value);
    if (holder === undefined || holder.sub === user.sub) continue;
    const attributes = new Map(holder.attributes);
    if (name === 'preferred_username') attributes.delete(name);
    else attributes.set(`${name}_verified`, 'false');
    await users.save(tx, pool, { ...holder, attributes, modifiedAt: user.modifiedAt });
  }
};
