import { tagStore, totpStep, type UserPrincipal } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { createMfaPort } from './mfa-port.ts';
import type { IamDeps } from './parts.ts';
import { createPasswords } from './passwords.ts';
import { accountAliases, accounts } from './repositories/accounts.ts';
import { loginProfiles, passwordHistory } from './repositories/login-profiles.ts';
import { mfaDevices } from './repositories/mfa-devices.ts';
import { signIns } from './repositories/sign-ins.ts';
import { arnOfUser, type User, users } from './repositories/users.ts';

/** A user as a console session needs it: read again with every request, so that a session ends with its ground. */
export interface SignedInUser {
  readonly principal: UserPrincipal;
  /** When the console password was set; undefined when the user has none. */
  readonly passwordChangedAt: Date | undefined;
}

export type MfaAnswer =
  | { readonly proven: true }
  | { readonly proven: false; readonly because: 'wrong' }
  | { readonly proven: false; readonly because: 'paused'; readonly until: Date };

export interface MfaAttempt {
  readonly account: string;
  readonly userName: string;
  readonly code: string;
}

/** What signing in to the console asks of IAM beside the password check. */
export interface SignInPort {
  /** The account with this id or alias. */
  account(tx: Tx, idOrAlias: string): Promise<string | undefined>;
  userNamed(tx: Tx, account: string, userName: string): Promise<SignedInUser | undefined>;
  userWithId(tx: Tx, id: string): Promise<SignedInUser | undefined>;
  /** Whether `code` is the current code of one of the user's devices. Guesses are slowed down as those of passwords are. */
  proveMfa(attempt: MfaAttempt): Promise<MfaAnswer>;
  /** Gives a user its first password, for the first start; nobody is asked for permission. */
  seedPassword(tx: Tx, user: Omit<MfaAttempt, 'code'> & { password: string }): Promise<void>;
}

type Deps = Pick<IamDeps, 'store' | 'clock' | 'vault' | 'passwordCostLog2'>;

const MOST_DEVICES = 8;

// A colon is in no user name, so this count is nobody's password count.
const mfaCount = (userName: string): string => `mfa:${userName}`;

const signedIn = async (tx: Tx, user: User | undefined): Promise<SignedInUser | undefined> => {
  if (user === undefined) return undefined;
  const arn = arnOfUser(user);
  const profile = await loginProfiles.find(tx, user.id);
  return {
    principal: {
      kind: 'user',
      account: user.account,
      arn,
      id: user.id,
      name: user.name,
      tags: await tagStore.of(tx, arn),
    },
    passwordChangedAt: profile?.changedAt,
  };
};

const createProveMfa = ({ store, clock, vault }: Deps): SignInPort['proveMfa'] => {
  const { mfaDevice } = createMfaPort({ vault });
  return ({ account, userName, code }) =>
    store.write(async (tx) => {
      const now = clock.now();
      const until = await signIns.begin(tx, account, mfaCount(userName), now);
      if (until !== undefined) return { proven: false, because: 'paused', until };
      const user = await users.find(tx, account, userName);
      const devices =
        user === undefined ? [] : await mfaDevices.ofOwner(tx, user.id, '', MOST_DEVICES);
      for (const { serial } of devices) {
        const device = await mfaDevice(tx, account, serial);
        const step =
          device === undefined ? undefined : totpStep(device.seed, code, now, device.lastStep);
        if (device !== undefined && step !== undefined && (await device.useStep(tx, step))) {
          await signIns.succeeded(tx, account, mfaCount(userName));
          return { proven: true };
        }
      }
      return { proven: false, because: 'wrong' };
    });
};

export const createSignInPort = (deps: Deps): SignInPort => {
  const { clock } = deps;
  const passwords = createPasswords(deps.vault, deps.passwordCostLog2);
  return {
    account: async (tx, idOrAlias) =>
      /^\d{12}$/.test(idOrAlias)
        ? (await accounts.find(tx, idOrAlias))?.id
        : accountAliases.accountOf(tx, idOrAlias),
    userNamed: async (tx, account, userName) =>
      signedIn(tx, await users.find(tx, account, userName)),
    userWithId: async (tx, id) => signedIn(tx, await users.byId(tx, id)),
    proveMfa: createProveMfa(deps),
    seedPassword: async (tx, { account, userName, password }) => {
      const user = await users.find(tx, account, userName);
      if (user === undefined)
        throw new Error(`${userName} is to get a password and does not exist`);
      const verifier = await passwords.verifier(user.id, password);
      const now = clock.now();
      await loginProfiles.insert(tx, {
        userId: user.id,
        verifier,
        resetRequired: false,
        createdAt: now,
        changedAt: now,
      });
      await passwordHistory.add(tx, user.id, verifier);
    },
  };
};
