import { AwsError } from '@gatehouse/core';
import { totpStep } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { User } from '../model.ts';
import { softwareTokens } from '../repositories/software-tokens.ts';
import { users } from '../repositories/users.ts';
import { attempts } from './attempts.ts';
import { challenges } from './challenges.ts';
import { nothingToVerify, sessionInvalid, wrongSetupCode } from './errors.ts';
import { codeSubject, countGuess, expectChallenge, orThrow } from './mfa-step.ts';
import { openChallenge, stateFault } from './next-step.ts';
import { pendingDevices } from './pending-devices.ts';
import type { Finish, Place, SignInParts, Step } from './sign-in-parts.ts';

const SEED_BYTES = 32;

/** A seed for the user's new device; the present one stays until the new one has proved itself. */
export const associate = async (
  tx: Tx,
  parts: Pick<SignInParts, 'vault' | 'ids'>,
  sub: string,
  until: Date,
): Promise<Uint8Array> => {
  const seed = parts.ids.bytes(SEED_BYTES);
  await pendingDevices.put(tx, parts.vault, sub, seed, until);
  return seed;
};

/** The new device shows a code: from now on it is the user's. The guess must have been counted. */
const verify = async (
  tx: Tx,
  parts: Pick<SignInParts, 'vault'>,
  sub: string,
  given: { readonly code: string; readonly deviceName?: string | undefined; readonly now: Date },
): Promise<AwsError | undefined> => {
  const seed = await pendingDevices.find(tx, parts.vault, sub, given.now);
  if (seed === undefined) return nothingToVerify();
  const step = totpStep(seed, given.code, given.now, -1);
  if (step === undefined) return wrongSetupCode();
  const { deviceName } = given;
  await softwareTokens.put(tx, parts.vault, sub, {
    seed,
    verified: true,
    lastStep: step,
    deviceName,
  });
  await pendingDevices.remove(tx, sub);
  await attempts.succeeded(tx, codeSubject(sub));
  return undefined;
};

/** VerifySoftwareToken with an access token. */
export const verifyOwnDevice = async (
  parts: SignInParts,
  user: User,
  code: string,
  deviceName: string | undefined,
): Promise<void> => {
  await countGuess(parts, user.sub);
  orThrow(
    await parts.store.write((tx) =>
      verify(tx, parts, user.sub, { code, deviceName, now: parts.clock.now() }),
    ),
  );
};

/** AssociateSoftwareToken within a sign-in: the seed, and the session that goes on. */
export const associateInSession = async (
  parts: SignInParts,
  place: Place,
  session: string,
): Promise<{ readonly seed: Uint8Array; readonly session: string; readonly user: User }> =>
  orThrow(
    await parts.store.write(async (tx) => {
      const now = parts.clock.now();
      const found = await expectChallenge(tx, parts, place, 'MFA_SETUP', session, now);
      if (found instanceof AwsError) return found;
      const { challenge, user } = found;
      if (!(await challenges.use(tx, challenge, now))) return sessionInvalid();
      const next = await openChallenge(
        tx,
        parts,
        { ...place, ...challenge.content },
        {
          name: 'MFA_SETUP',
          user,
          now,
        },
      );
      const seed = await associate(tx, parts, user.sub, new Date(now.getTime() + 900_000));
      return { seed, session: next.session, user };
    }),
  );

/** VerifySoftwareToken within a sign-in: the session with which MFA_SETUP can be answered. */
export const verifyInSession = async (
  parts: SignInParts,
  place: Place,
  session: string,
  given: { readonly code: string; readonly deviceName?: string | undefined },
): Promise<string> => {
  const expect = (tx: Tx) =>
    expectChallenge(tx, parts, place, 'MFA_SETUP', session, parts.clock.now());
  const begun = orThrow(
    await parts.store.write(async (tx) => {
      const found = await expect(tx);
      if (!(found instanceof AwsError)) await challenges.countAttempt(tx, found.challenge);
      return found;
    }),
  );
  await countGuess(parts, begun.user.sub);
  return orThrow(
    await parts.store.write(async (tx) => {
      const now = parts.clock.now();
      const found = await expect(tx);
      if (found instanceof AwsError) return found;
      const { challenge, user } = found;
      const fault = await verify(tx, parts, user.sub, { ...given, now });
      if (fault !== undefined) return fault;
      if (!(await challenges.use(tx, challenge, now))) return sessionInvalid();
      const next = await openChallenge(
        tx,
        parts,
        { ...place, ...challenge.content },
        {
          name: 'MFA_SETUP',
          user,
          now,
          content: { verified: true },
        },
      );
      return next.session;
    }),
  );
};

/** Ends MFA_SETUP: the user has a device now, and its code was the second factor of this sign-in. */
export const setupStep = async <Done>(
  parts: SignInParts,
  place: Place,
  session: string,
  finish: Finish<Done>,
): Promise<Step<Done>> =>
  orThrow(
    await parts.store.write(async (tx): Promise<Step<Done> | AwsError> => {
      const now = parts.clock.now();
      const found = await expectChallenge(tx, parts, place, 'MFA_SETUP', session, now);
      if (found instanceof AwsError) return found;
      const { challenge, user } = found;
      if (challenge.content.verified !== true) return sessionInvalid();
      if (!(await challenges.use(tx, challenge, now))) return sessionInvalid();
      const fault = stateFault(user, now);
      if (fault !== undefined) return fault;
      const withDevice: User = {
        ...user,
        mfa: {
          enabled: [...new Set([...user.mfa.enabled, 'SOFTWARE_TOKEN_MFA' as const])],
          preferred: user.mfa.preferred ?? 'SOFTWARE_TOKEN_MFA',
        },
        modifiedAt: now,
      };
      await users.save(tx, place.pool, withDevice);
      return { kind: 'done', value: await finish(tx, withDevice, now) };
    }),
  );
