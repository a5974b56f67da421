import { AwsError } from '@gatehouse/core';
import { totpStep } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { SoftwareToken, User } from '../model.ts';
import { softwareTokens } from '../repositories/software-tokens.ts';
import { users } from '../repositories/users.ts';
import { attempts } from './attempts.ts';
import { type Challenge, type ChallengeName, challenges } from './challenges.ts';
import { attemptsExceeded, sessionInvalid, usedMfaCode, wrongMfaCode } from './errors.ts';
import { stateFault } from './next-step.ts';
import type { Finish, Place, SignInParts, Step } from './sign-in-parts.ts';

/** The challenge that a session waits for, when it is of this kind, place and user. */
export const expectChallenge = async (
  tx: Tx,
  parts: Pick<SignInParts, 'vault'>,
  place: Place,
  name: ChallengeName,
  session: string,
  now: Date,
): Promise<{ readonly challenge: Challenge; readonly user: User } | AwsError> => {
  const challenge = await challenges.find(tx, parts.vault, session, now);
  if (challenge instanceof AwsError) return challenge;
  const user = challenge.sub === undefined ? undefined : await users.bySub(tx, challenge.sub);
  const fits =
    challenge.name === name &&
    challenge.clientId === place.client.id &&
    challenge.content.origin === place.origin;
  if (user === undefined || !fits) return sessionInvalid();
  if (place.username !== '' && place.username !== challenge.content.username) {
    const named = await users.find(tx, place.pool, place.username);
    if (named?.sub !== user.sub) return sessionInvalid();
  }
  return { challenge, user };
};

export const codeSubject = (sub: string): string => `totp:${sub}`;

/** Throws what a check inside a transaction came to, after the transaction. */
export const orThrow = <Value>(answer: Value | AwsError): Value => {
  if (answer instanceof AwsError) throw answer;
  return answer;
};

/** The step of a code, or what is wrong with it: a device's codes work once (RFC 6238 §5.2). */
export const stepOfCode = (device: SoftwareToken, code: string, now: Date): number | AwsError => {
  const step = totpStep(device.seed, code, now, device.lastStep);
  if (step !== undefined) return step;
  return totpStep(device.seed, code, now, -1) === undefined ? wrongMfaCode() : usedMfaCode();
};

/** Counts a guess of the user's codes, on every node and whatever comes of it. */
export const countGuess = async (
  parts: Pick<SignInParts, 'store' | 'clock'>,
  sub: string,
): Promise<void> => {
  if (!(await attempts.begin(parts.store, codeSubject(sub), parts.clock.now())))
    throw attemptsExceeded();
};

/** Checks the code of the user's device. A wrong one may be tried again with the same session, a few times. */
export const softwareTokenStep = async <Done>(
  parts: SignInParts,
  place: Place,
  session: string,
  code: string,
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  const { store, clock, vault } = parts;
  const expect = (tx: Tx) =>
    expectChallenge(tx, parts, place, 'SOFTWARE_TOKEN_MFA', session, clock.now());
  const begun = orThrow(
    await store.write(async (tx) => {
      const found = await expect(tx);
      if (!(found instanceof AwsError)) await challenges.countAttempt(tx, found.challenge);
      return found;
    }),
  );
  await countGuess(parts, begun.user.sub);
  return orThrow(
    await store.write(async (tx): Promise<Step<Done> | AwsError> => {
      const now = clock.now();
      const found = await expect(tx);
      if (found instanceof AwsError) return found;
      const { challenge, user } = found;
      const device = await softwareTokens.find(tx, vault, user.sub);
      if (device?.verified !== true) return sessionInvalid();
      const step = stepOfCode(device, code, now);
      if (step instanceof AwsError) return step;
      if (!(await softwareTokens.use(tx, user.sub, step))) return usedMfaCode();
      if (!(await challenges.use(tx, challenge, now))) return sessionInvalid();
      await attempts.succeeded(tx, codeSubject(user.sub));
      return stateFault(user, now) ?? { kind: 'done', value: await finish(tx, user, now) };
    }),
  );
};
