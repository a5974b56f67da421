import type { Tx } from '@gatehouse/store';
import { passwordFault, passwordUsedBefore } from './errors.ts';
import type { StoredPassword, User, UserPool } from './model.ts';
import type { Passwords } from './passwords.ts';
import { passwordHistory } from './repositories/users.ts';

const DEFAULT_MINIMUM = 8;
const LONGEST = 256;
const UPPERCASE = /[A-Z]/;
const LOWERCASE = /[a-z]/;
const NUMBER = /[0-9]/;
/** Developer Guide, "Adding user pool password requirements": the characters that count; a space only inside. */
const SYMBOL = /[$^*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|(?<=\S) (?=\S)/;

/** Why the pool's policy refuses a password, in AWS's words, which do not repeat it; undefined when it does not. */
export const faultOfPassword = ({ settings }: UserPool, password: string): string | undefined => {
  const policy = settings.Policies?.PasswordPolicy ?? {};
  if (password.length > LONGEST) return 'Password too long';
  if (Array.from(password).length < (policy.MinimumLength ?? DEFAULT_MINIMUM))
    return 'Password not long enough';
  if (policy.RequireUppercase === true && !UPPERCASE.test(password))
    return 'Password must have uppercase characters';
  if (policy.RequireLowercase === true && !LOWERCASE.test(password))
    return 'Password must have lowercase characters';
  if (policy.RequireNumbers === true && !NUMBER.test(password))
    return 'Password must have numeric characters';
  if (policy.RequireSymbols === true && !SYMBOL.test(password))
    return 'Password must have symbol characters';
  return undefined;
};

/**
 * What to store for a password that the pool's policy and the user's history allow; throws InvalidPasswordException or
 * PasswordHistoryPolicyViolationException. Costly: call it outside of a write transaction.
 */
export const acceptedPassword = async (
  tx: Tx,
  passwords: Passwords,
  pool: UserPool,
  user: Pick<User, 'sub' | 'poolId' | 'username'>,
  password: string,
): Promise<StoredPassword> => {
  const fault = faultOfPassword(pool, password);
  if (fault !== undefined) throw passwordFault(fault);
  const remembered = pool.settings.Policies?.PasswordPolicy?.PasswordHistorySize ?? 0;
  if (remembered > 0) {
    const earlier = await passwordHistory.last(tx, user.sub, remembered);
    const same = await passwords.matches(user.sub, password, earlier);
    if (same.includes(true)) throw passwordUsedBefore();
  }
  return passwords.record(user, password);
};
