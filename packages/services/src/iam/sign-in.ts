import { tagStore, type UserPrincipal } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { IamDeps } from './parts.ts';
import { passwordExpiry } from './password-policy.ts';
import { createPasswords } from './passwords.ts';
import { type LoginProfile, loginProfiles } from './repositories/login-profiles.ts';
import { mfaDevices } from './repositories/mfa-devices.ts';
import { passwordPolicies } from './repositories/password-policies.ts';
import { signIns } from './repositories/sign-ins.ts';
import { arnOfUser, type User, users } from './repositories/users.ts';

export type SignInAnswer =
  | {
      readonly allowed: true;
      readonly principal: UserPrincipal;
      /** The person must choose a new password before anything else. */
      readonly changePassword: boolean;
      /** Not empty: a code of one of these devices is needed too. */
      readonly mfaSerialNumbers: readonly string[];
    }
  | { readonly allowed: false; readonly because: 'wrong' }
  /** Right, but the policy says that only an administrator can renew it (HardExpiry). */
  | { readonly allowed: false; readonly because: 'expired' }
  | { readonly allowed: false; readonly because: 'paused'; readonly until: Date };

export interface SignInAttempt {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

/** Checks a console password. Takes no transaction: the costly part must not hold one open. */
export type VerifyPassword = (attempt: SignInAttempt) => Promise<SignInAnswer>;

const LONGEST_PASSWORD = 128;
const MOST_DEVICES = 8;
/** Compared with when there is no such user, so that the answer takes as long. */
const NOBODY = 'nobody';

export const createVerifyPassword = ({
  store,
  vault,
  clock,
  passwordCostLog2,
}: Pick<IamDeps, 'store' | 'vault' | 'clock' | 'passwordCostLog2'>): VerifyPassword => {
  const passwords = createPasswords(vault, passwordCostLog2);

  return async ({ account, userName, password }) => {
    if (password.length > LONGEST_PASSWORD || userName.length > LONGEST_PASSWORD)
      return { allowed: false, because: 'wrong' };
    const until = await store.write((tx) => signIns.begin(tx, account, userName, clock.now()));
    if (until !== undefined) return { allowed: false, because: 'paused', until };

    const known = await store.read((tx) => findLogin(tx, account, userName));
    const [right] = await passwords.matches(known?.user.id ?? NOBODY, password, [
      known?.profile.verifier ?? new Uint8Array(),
    ]);
    if (known === undefined || right !== true) return { allowed: false, because: 'wrong' };
    return store.write((tx) => admit(tx, known, userName, clock.now()));
  };
};

interface Login {
  readonly user: User;
  readonly profile: LoginProfile;
}

const findLogin = async (tx: Tx, account: string, name: string): Promise<Login | undefined> => {
  const user = await users.find(tx, account, name);
  if (user === undefined) return undefined;
  const profile = await loginProfiles.find(tx, user.id);
  return profile === undefined ? undefined : { user, profile };
};

const admit = async (
  tx: Tx,
  { user, profile }: Login,
  userName: string,
  now: Date,
): Promise<SignInAnswer> => {
  // The password may have been changed or the user renamed while it was being checked.
  const current = await findLogin(tx, user.account, userName);
  if (current === undefined || current.profile.changedAt.getTime() !== profile.changedAt.getTime())
    return { allowed: false, because: 'wrong' };
  await signIns.succeeded(tx, user.account, userName);

  const policy = await passwordPolicies.find(tx, user.account);
  const expiry = policy === undefined ? undefined : passwordExpiry(policy, profile.changedAt);
  const expired = expiry !== undefined && expiry <= now;
  if (expired && policy?.HardExpiry === true) return { allowed: false, because: 'expired' };

  await users.passwordUsed(tx, user.id, now);
  const arn = arnOfUser(current.user);
  const devices = await mfaDevices.ofOwner(tx, user.id, '', MOST_DEVICES);
  return {
    allowed: true,
    principal: {
      kind: 'user',
      account: user.account,
      arn,
      id: user.id,
      name: current.user.name,
      tags: await tagStore.of(tx, arn),
    },
    changePassword: expired || profile.resetRequired,
    mfaSerialNumbers: devices.map(({ serial }) => serial),
  };
};
