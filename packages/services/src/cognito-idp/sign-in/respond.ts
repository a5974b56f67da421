import type { RespondToAuthChallengeRequest } from '@aws-sdk/client-cognito-identity-provider';
import { AwsError } from '@gatehouse/core';
import { requireSecretHash } from '../requests.ts';
import { type AuthAnswer, giveTokens, toAnswer } from './api-tokens.ts';
import { challenges } from './challenges.ts';
import { setupStep } from './device-setup.ts';
import { challengeUnsupported, missingParameter, sessionInvalid } from './errors.ts';
import { orThrow, softwareTokenStep } from './mfa-step.ts';
import { newPasswordStep } from './new-password-step.ts';
import { type Given, needed, optional } from './parameters.ts';
import { passwordStep } from './password-step.ts';
import type { Place, SignInParts } from './sign-in-parts.ts';
import { beginSrp, srpStep } from './srp-step.ts';
import { requireWritable } from './written-attributes.ts';

type Request = Pick<RespondToAuthChallengeRequest, 'ChallengeName' | 'Session'>;

const ATTRIBUTE = 'userAttributes.';

const attributesOf = (given: Given): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(given ?? {}).flatMap(([name, value]) =>
      name.startsWith(ATTRIBUTE) ? [[name.slice(ATTRIBUTE.length), value]] : [],
    ),
  );

/** USER_AUTH: how the person wants to go on. */
const select = async (
  parts: SignInParts,
  place: Place,
  session: string,
  given: Given,
): Promise<AuthAnswer> => {
  orThrow(
    await parts.store.write(async (tx): Promise<true | AwsError> => {
      const now = parts.clock.now();
      const found = await challenges.find(tx, parts.vault, session, now);
      if (found instanceof AwsError) return found;
      const fits =
        found.name === 'SELECT_CHALLENGE' &&
        found.clientId === place.client.id &&
        found.content.username === place.username;
      return fits && (await challenges.use(tx, found, now)) ? true : sessionInvalid();
    }),
  );
  switch (needed(given, 'ANSWER')) {
    case 'PASSWORD': {
      const password = needed(given, 'PASSWORD');
      return toAnswer(await passwordStep(parts, place, password, giveTokens(parts, place)));
    }
    case 'PASSWORD_SRP':
      return toAnswer(await beginSrp(parts, place, needed(given, 'SRP_A')));
    default:
      throw challengeUnsupported(needed(given, 'ANSWER'));
  }
};

const sessionOf = ({ Session }: Request): string => {
  if (Session === undefined) throw missingParameter('Session');
  return Session;
};

/** RespondToAuthChallenge and AdminRespondToAuthChallenge, once the caller is known to be allowed to ask. */
export const respond = async (
  parts: SignInParts,
  asked: Omit<Place, 'username' | 'origin'>,
  request: Request,
  given: Given,
): Promise<AuthAnswer> => {
  const username = needed(given, 'USERNAME');
  await parts.store.read((tx) =>
    requireSecretHash(tx, parts.vault, asked.client, username, optional(given, 'SECRET_HASH')),
  );
  const place: Place = { ...asked, origin: 'api', username };
  const tokens = giveTokens(parts, place);
  await parts.keys.ensure(parts.store, place.pool.id);
  switch (request.ChallengeName) {
    case 'PASSWORD_VERIFIER': {
      const answer = {
        secretBlock: needed(given, 'PASSWORD_CLAIM_SECRET_BLOCK'),
        signature: needed(given, 'PASSWORD_CLAIM_SIGNATURE'),
        timestamp: needed(given, 'TIMESTAMP'),
      };
      return toAnswer(await srpStep(parts, place, answer, tokens));
    }
    case 'NEW_PASSWORD_REQUIRED': {
      const password = needed(given, 'NEW_PASSWORD');
      const attributes = attributesOf(given);
      requireWritable(place.client, attributes.keys());
      const change = { password, attributes };
      return toAnswer(await newPasswordStep(parts, place, sessionOf(request), change, tokens));
    }
    case 'SOFTWARE_TOKEN_MFA': {
      const code = needed(given, 'SOFTWARE_TOKEN_MFA_CODE');
      return toAnswer(await softwareTokenStep(parts, place, sessionOf(request), code, tokens));
    }
    case 'MFA_SETUP':
      return toAnswer(await setupStep(parts, place, sessionOf(request), tokens));
    case 'SELECT_CHALLENGE':
      return select(parts, place, sessionOf(request), given);
    default:
      throw challengeUnsupported(request.ChallengeName ?? '');
  }
};
