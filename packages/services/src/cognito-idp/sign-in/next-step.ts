import type { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { userDisabled } from '../errors.ts';
import type { User, UserPool } from '../model.ts';
import { softwareTokens } from '../repositories/software-tokens.ts';
import { validityOf } from '../tokens/validity.ts';
import { type ChallengeContent, type ChallengeName, challenges } from './challenges.ts';
import { resetRequired, temporaryExpired, userNotConfirmed, wrongPassword } from './errors.ts';
import type { Finish, NextChallenge, Place, SignInParts, Step } from './sign-in-parts.ts';

/** Why somebody who knows the password may not come in all the same. */
export const stateFault = (user: User, now: Date): AwsError | undefined => {
  if (!user.enabled) return userDisabled();
  switch (user.status) {
    case 'UNCONFIRMED':
      return userNotConfirmed();
    case 'RESET_REQUIRED':
      return resetRequired();
    case 'FORCE_CHANGE_PASSWORD':
      return user.temporaryUntil !== undefined && user.temporaryUntil <= now
        ? temporaryExpired()
        : undefined;
    case 'CONFIRMED':
      return undefined;
    default:
      // People of identity providers have no password here (EXTERNAL_PROVIDER), and other states let nobody in.
      return wrongPassword();
  }
};

/** Opens a challenge for the user. */
export const openChallenge = async (
  tx: Tx,
  parts: Pick<SignInParts, 'vault' | 'ids'>,
  place: Place,
  of: {
    readonly name: ChallengeName;
    readonly user: User;
    readonly now: Date;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly content?: Partial<ChallengeContent>;
  },
): Promise<NextChallenge> => {
  const { pool, client, origin, username } = place;
  const session = await challenges.open(tx, parts, {
    poolId: pool.id,
    clientId: client.id,
    sub: of.user.sub,
    name: of.name,
    content: { origin, username, ...of.content },
    expiresAt: new Date(of.now.getTime() + validityOf(client).sessionSeconds * 1000),
  });
  return {
    kind: 'challenge',
    name: of.name,
    session,
    parameters: { USER_ID_FOR_SRP: of.user.username, ...of.parameters },
  };
};

/** Required attributes that a user made by an administrator still lacks. */
export const missingAttributes = ({ settings }: UserPool, user: User): readonly string[] =>
  settings.SchemaAttributes.flatMap(({ Name, Required }) =>
    Required === true && Name !== undefined && Name !== 'sub' && !user.attributes.has(Name)
      ? [Name]
      : [],
  );

const newPasswordParameters = (pool: UserPool, user: User): Readonly<Record<string, string>> => ({
  requiredAttributes: JSON.stringify(
    missingAttributes(pool, user).map((name) => `userAttributes.${name}`),
  ),
  userAttributes: JSON.stringify(Object.fromEntries(user.attributes)),
});

/** After the password: a new one, a code, a device to set up, or in. */
export const afterPassword = async <Done>(
  tx: Tx,
  parts: SignInParts,
  place: Place,
  user: User,
  now: Date,
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  const { pool } = place;
  if (user.status === 'FORCE_CHANGE_PASSWORD')
    return openChallenge(tx, parts, place, {
      name: 'NEW_PASSWORD_REQUIRED',
      user,
      now,
      parameters: newPasswordParameters(pool, user),
    });
  const required = pool.settings.MfaConfiguration === 'ON';
  const wanted = required || user.mfa.enabled.includes('SOFTWARE_TOKEN_MFA');
  if (pool.settings.MfaConfiguration === 'OFF' || !wanted)
    return { kind: 'done', value: await finish(tx, user, now) };
  const device = await softwareTokens.find(tx, parts.vault, user.sub);
  if (device?.verified === true)
    return openChallenge(tx, parts, place, {
      name: 'SOFTWARE_TOKEN_MFA',
      user,
      now,
      parameters:
        device.deviceName === undefined ? {} : { FRIENDLY_DEVICE_NAME: device.deviceName },
    });
  // Wanted and yet not there: nobody gets in by losing a device's record.
  return openChallenge(tx, parts, place, {
    name: 'MFA_SETUP',
    user,
    now,
    parameters: { MFAS_CAN_SETUP: JSON.stringify(['SOFTWARE_TOKEN_MFA']) },
  });
};
