import { createHash, timingSafeEqual } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import { principalArn, type RootPrincipal, type UserPrincipal } from '@gatehouse/service-kit';
import { z } from 'zod';
import type { ConsoleDeps, Visitor } from './console-deps.ts';
import { ConsoleError } from './http.ts';
import { identityOfAttempt, loginEvent } from './login-event.ts';
import type { Ground } from './session-store.ts';

const WithPassword = z.strictObject({
  /** Account id or alias. */
  account: z.string().min(1).max(63),
  userName: z.string().min(1).max(128),
  password: z.string().min(1).max(128),
  mfaCode: z.string().max(6).optional(),
  /** Where the old one may no longer be used. */
  newPassword: z.string().min(1).max(128).optional(),
});
const WithKey = z.strictObject({
  accessKeyId: z.string().min(16).max(128),
  secretAccessKey: z.string().min(1).max(128),
});
const SignIn = z.union([WithPassword, WithKey]);

/** What a sign-in comes to. */
export type SignInResult =
  | { readonly signedIn: true; readonly ground: Ground; readonly mfa: boolean }
  | { readonly signedIn: false; readonly mfaRequired: true }
  | { readonly signedIn: false; readonly changePasswordRequired: true };

const FAILED = 'Failed authentication';
// An id of no account, for names that lead to none: the password is checked all the same, so that the time tells nothing.
const NO_ACCOUNT = '000000000000';
const MOST_AT_ONCE = 8;

const wrong = (): ConsoleError =>
  new ConsoleError(
    401,
    'AuthenticationFailed',
    'Your authentication information is incorrect. Please try again.',
  );

const paused = (until: Date): ConsoleError =>
  new ConsoleError(
    429,
    'TooManyAttempts',
    `Too many failed attempts. Try again after ${until.toISOString().slice(0, 19)}Z.`,
  );

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const sameText = (given: string, expected: string): boolean => {
  return timingSafeEqual(digest(given), digest(expected));
};

const recordLogin = (
  { cloud, clock, ids }: ConsoleDeps,
  visitor: Visitor,
  principal: UserPrincipal | RootPrincipal,
  mfaUsed: boolean,
): void => {
  const userIdentity =
    principal.kind === 'user'
      ? {
          type: 'IAMUser',
          principalId: principal.id,
          arn: principal.arn,
          accountId: principal.account,
          userName: principal.name,
        }
      : {
          type: 'Root',
          principalId: principal.account,
          arn: principalArn(principal),
          accountId: principal.account,
        };
  const { account } = principal;
  cloud.audit.later([
    loginEvent({ clock, ids }, visitor, { account, userIdentity, mfaUsed, failure: undefined }),
  ]);
};

const recordFailure = async (
  deps: ConsoleDeps,
  visitor: Visitor,
  { account, userName, mfaUsed }: { account: string; userName: string; mfaUsed: boolean },
): Promise<void> => {
  if (account === NO_ACCOUNT) return;
  const { cloud, store } = deps;
  const user = await store.read((tx) => cloud.iam.signIn.userNamed(tx, account, userName));
  const userIdentity = identityOfAttempt(account, user?.principal);
  cloud.audit.later([
    loginEvent(deps, visitor, { account, userIdentity, mfaUsed, failure: FAILED }),
  ]);
};

/** Changes the password as the user itself, so that IAM's policies and the account's password policy decide. */
const renewPassword = async (
  { cloud, ids, clock }: ConsoleDeps,
  visitor: Visitor,
  principal: UserPrincipal,
  { password, newPassword }: { password: string; newPassword: string },
): Promise<void> => {
  const now = clock.now();
  const session = { issuedAt: now, expiresAt: now, mfaAuthenticated: false, console: true };
  try {
    await cloud.dispatcher.dispatch({
      service: 'iam',
      operation: 'ChangePassword',
      input: { OldPassword: password, NewPassword: newPassword },
      principal: { ...principal, session },
      region: 'us-east-1',
      requestId: ids.uuid(),
      secureTransport: false,
      fromConsole: true,
      ...visitor,
    });
  } catch (error) {
    if (error instanceof AwsError) throw new ConsoleError(400, error.name, error.message);
    throw error;
  }
};

const withPassword = async (
  deps: ConsoleDeps,
  visitor: Visitor,
  attempt: z.infer<typeof WithPassword>,
): Promise<SignInResult> => {
  const { cloud, store } = deps;
  const { userName, password, mfaCode, newPassword } = attempt;
  const account =
    (await store.read((tx) => cloud.iam.signIn.account(tx, attempt.account))) ?? NO_ACCOUNT;
  const failed = { account, userName, mfaUsed: false };

  const answer = await cloud.iam.verifyPassword({ account, userName, password });
  if (!answer.allowed) {
    await recordFailure(deps, visitor, failed);
    if (answer.because === 'paused') throw paused(answer.until);
    if (answer.because === 'wrong') throw wrong();
    throw new ConsoleError(
      403,
      'PasswordExpired',
      'Your password has expired. Ask your administrator for a new one.',
    );
  }
  const mfa = answer.mfaSerialNumbers.length > 0;
  if (mfa && mfaCode === undefined) return { signedIn: false, mfaRequired: true };
  if (mfa) {
    const proof = await cloud.iam.signIn.proveMfa({ account, userName, code: mfaCode ?? '' });
    if (!proof.proven) {
      await recordFailure(deps, visitor, { ...failed, mfaUsed: true });
      throw proof.because === 'paused' ? paused(proof.until) : wrong();
    }
  }
  if (answer.changePassword) {
    if (newPassword === undefined) return { signedIn: false, changePasswordRequired: true };
    await renewPassword(deps, visitor, answer.principal, { password, newPassword });
  }
  const { id } = answer.principal;
  const user = await store.read((tx) => cloud.iam.signIn.userWithId(tx, id));
  if (user?.passwordChangedAt === undefined) throw wrong();
  recordLogin(deps, visitor, user.principal, mfa);
  const passwordChangedAt = user.passwordChangedAt.getTime();
  return { signedIn: true, ground: { kind: 'password', userId: id, passwordChangedAt }, mfa };
};

const withKey = async (
  deps: ConsoleDeps,
  visitor: Visitor,
  { accessKeyId, secretAccessKey }: z.infer<typeof WithKey>,
): Promise<SignInResult> => {
  const known = await deps.cloud.credentials.longTerm(accessKeyId);
  const isRight = sameText(secretAccessKey, known?.secretAccessKey ?? '');
  const principal = known?.principal;
  const canSignIn = principal?.kind === 'user' || principal?.kind === 'root';
  if (known === undefined || !isRight || !canSignIn) {
    if (principal?.kind === 'user')
      await recordFailure(deps, visitor, {
        account: principal.account,
        userName: principal.name,
        mfaUsed: false,
      });
    throw wrong();
  }
  recordLogin(deps, visitor, principal, false);
  return { signedIn: true, ground: { kind: 'key', accessKeyId }, mfa: false };
};

/** Checks who somebody says to be. Password checks are made costly on purpose, so few run at one time. */
export const createSignIn = (
  deps: ConsoleDeps,
): ((body: unknown, visitor: Visitor) => Promise<SignInResult>) => {
  let running = 0;
  return async (body, visitor) => {
    const parsed = SignIn.safeParse(body);
    if (!parsed.success)
      throw new ConsoleError(400, 'InvalidRequest', 'Account, user name and password are needed.');
    if (running >= MOST_AT_ONCE)
      throw new ConsoleError(503, 'Busy', 'Too many sign-ins at one time. Please try again.');
    running += 1;
    try {
      const { data } = parsed;
      return await ('password' in data
        ? withPassword(deps, visitor, data)
        : withKey(deps, visitor, data));
    } finally {
      running -= 1;
    }
  };
};
