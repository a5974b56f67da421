import type { Tx } from '@gatehouse/store';
import { passwordPolicyViolation } from './errors.ts';
import { DEFAULT_POLICY, NO_POLICY, passwordFault } from './password-policy.ts';
import type { Passwords } from './passwords.ts';
import { passwordHistory } from './repositories/login-profiles.ts';
import { passwordPolicies } from './repositories/password-policies.ts';
import type { User } from './repositories/users.ts';

export interface NewPasswords {
  /** The verifier of a password that the account's policy accepts for the user; throws PasswordPolicyViolation. */
  readonly accepted: (tx: Tx, user: User, password: string) => Promise<Uint8Array>;
}

/** @param enforceDefault whether AWS's default policy holds where the account has none */
export const createNewPasswords = (
  { verifier, matches }: Passwords,
  enforceDefault: boolean,
): NewPasswords => ({
  accepted: async (tx, user, password) => {
    const policy =
      (await passwordPolicies.find(tx, user.account)) ??
      (enforceDefault ? DEFAULT_POLICY : NO_POLICY);
    const fault = passwordFault(policy, password);
    if (fault !== undefined) throw passwordPolicyViolation(fault);

    const remembered = policy.PasswordReusePrevention ?? 0;
    if (remembered > 0) {
      const earlier = await passwordHistory.last(tx, user.id, remembered);
      const same = await matches(user.id, password, earlier);
      if (same.includes(true))
        throw passwordPolicyViolation(
          `Password should not be one of the last ${remembered} passwords`,
        );
    }
    return verifier(user.id, password);
  },
});
