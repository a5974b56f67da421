import { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { changedAttributes } from '../attributes.ts';
import { aliasTaken, invalidParameter } from '../errors.ts';
import type { StoredPassword, User, UserPool } from '../model.ts';
import { acceptedPassword } from '../new-passwords.ts';
import { requireSaved } from '../new-user.ts';
import { passwordHistory, users } from '../repositories/users.ts';
import { challenges } from './challenges.ts';
import { sessionInvalid } from './errors.ts';
import { expectChallenge, orThrow } from './mfa-step.ts';
import { afterPassword, missingAttributes, stateFault } from './next-step.ts';
import type { Finish, Place, SignInParts, Step } from './sign-in-parts.ts';

/** A user with a password of their own. Throws when somebody else holds one of the user's aliases. */
export const saveOwnPassword = async (
  tx: Tx,
  pool: UserPool,
  user: User,
  password: StoredPassword,
  now: Date,
): Promise<User> => {
  const changed: User = {
    ...user,
    password,
    status: 'CONFIRMED',
    temporaryUntil: undefined,
    modifiedAt: now,
  };
  requireSaved(pool, await users.save(tx, pool, changed), () => aliasTaken('username'));
  await passwordHistory.add(tx, user.sub, password.verifier);
  return changed;
};

/** Replaces a temporary password; `attributes` are those that the pool requires and the user lacks. */
export const newPasswordStep = async <Done>(
  parts: SignInParts,
  place: Place,
  session: string,
  given: { readonly password: string; readonly attributes: ReadonlyMap<string, string> },
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  const { store, clock, passwords } = parts;
  const expect = (tx: Tx) =>
    expectChallenge(tx, parts, place, 'NEW_PASSWORD_REQUIRED', session, clock.now());
  const begun = orThrow(await store.read(expect));
  const stored = await store.read((tx) =>
    acceptedPassword(tx, passwords, place.pool, begun.user, given.password),
  );
  return orThrow(
    await store.write(async (tx): Promise<Step<Done> | AwsError> => {
      const now = clock.now();
      const found = await expect(tx);
      if (found instanceof AwsError) return found;
      const { challenge } = found;
      const fault = stateFault(found.user, now);
      if (fault !== undefined) return fault;
      const user = {
        ...found.user,
        attributes: changedAttributes(place.pool, found.user.attributes, given.attributes),
      };
      const [missing] = missingAttributes(place.pool, user);
      if (missing !== undefined)
        return invalidParameter(`Invalid attributes given, ${missing} is missing`);
      if (!(await challenges.use(tx, challenge, now))) return sessionInvalid();
      const changed = await saveOwnPassword(tx, place.pool, user, stored, now);
      await parts.sessions.sessionsEnd(tx, user.sub);
      return afterPassword(tx, parts, { ...place, ...challenge.content }, changed, now, finish);
    }),
  );
};
