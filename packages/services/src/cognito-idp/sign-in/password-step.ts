import { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { userNotFound } from '../errors.ts';
import type { AppClient, User, UserPool } from '../model.ts';
import { users } from '../repositories/users.ts';
import { tokenHash } from '../tokens/secret-token.ts';
import { usernameKey } from '../user-names.ts';
import { attempts } from './attempts.ts';
import { attemptsExceeded, wrongPassword } from './errors.ts';
import { afterPassword, stateFault } from './next-step.ts';
import type { Finish, Place, SignInParts, Step } from './sign-in-parts.ts';

/** Compared with when there is no such user, so that the answer takes as long. */
const NOBODY = 'nobody';
const LONGEST_PASSWORD = 256;

/**
 * Whose failures count together: the user's, under whichever name; a stranger's by the name, so that the lock does not
 * tell who exists.
 */
export const attemptSubject = (pool: UserPool, user: User | undefined, name: string): string =>
  user === undefined
    ? `nobody:${pool.id}:${tokenHash(usernameKey(pool, name))}`
    : `password:${user.sub}`;

/** What a client with PreventUserExistenceErrors says of strangers and wrong passwords alike. */
export const refused = (place: Place, user: User | undefined): AwsError =>
  user === undefined && tellsWhoExists(place) ? userNotFound() : wrongPassword();

const tellsWhoExists = ({ client, origin }: { client: AppClient; origin: string }): boolean =>
  origin === 'api' && client.settings.PreventUserExistenceErrors === 'LEGACY';

const samePassword = (one: User, other: User | undefined): other is User =>
  one.password !== undefined &&
  other?.password !== undefined &&
  Buffer.from(one.password.verifier).equals(other.password.verifier);

/** Lets in somebody whose password was right a moment ago, when it still is. */
export const admit = async <Done>(
  parts: SignInParts,
  place: Place,
  checked: User,
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  await parts.keys.ensure(parts.store, place.pool.id);
  const answer = await parts.store.write(async (tx): Promise<Step<Done> | AwsError> => {
    const now = parts.clock.now();
    const user = await users.bySub(tx, checked.sub);
    if (!samePassword(checked, user)) return wrongPassword();
    await attempts.succeeded(tx, attemptSubject(place.pool, user, place.username));
    return stateFault(user, now) ?? (await afterPassword(tx, parts, place, user, now, finish));
  });
  if (answer instanceof AwsError) throw answer;
  return answer;
};

/** Whether the password is the user's. Costs the same for anybody, and counts. */
export const provePassword = async (
  parts: SignInParts,
  pool: UserPool,
  user: User | undefined,
  username: string,
  password: string,
): Promise<boolean> => {
  const subject = attemptSubject(pool, user, username);
  if (!(await attempts.begin(parts.store, subject, parts.clock.now()))) throw attemptsExceeded();
  if (password.length > LONGEST_PASSWORD) return false;
  const [right] = await parts.passwords.matches(user?.sub ?? NOBODY, password, [
    user?.password?.verifier ?? new Uint8Array(),
  ]);
  return right === true;
};

/** Signs in with a password. Takes no transaction: the costly part must not hold one open. */
export const passwordStep = async <Done>(
  parts: SignInParts,
  place: Place,
  password: string,
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  const user = await parts.store.read((tx: Tx) => users.find(tx, place.pool, place.username));
  const right = await provePassword(parts, place.pool, user, place.username, password);
  if (user === undefined || !right) throw refused(place, user);
  return admit(parts, place, user, finish);
};
