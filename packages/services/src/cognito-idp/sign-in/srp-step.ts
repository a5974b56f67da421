import { createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import { isEmail, isPhone } from '../attributes.ts';
import type { User } from '../model.ts';
import type { SrpRecord } from '../passwords.ts';
import { users } from '../repositories/users.ts';
import { isSrpPublic, isSrpTimestamp, openSrp, srpKey, srpSignature } from '../srp.ts';
import { validityOf } from '../tokens/validity.ts';
import { hasUsernameAttributes, usernameKey } from '../user-names.ts';
import { attempts } from './attempts.ts';
import { type Challenge, challenges } from './challenges.ts';
import { attemptsExceeded, sessionInvalid, srpInvalid, wrongPassword } from './errors.ts';
import { admit, attemptSubject, refused } from './password-step.ts';
import type { Finish, NextChallenge, Place, SignInParts, Step } from './sign-in-parts.ts';

export interface SrpAnswer {
  readonly secretBlock: string;
  readonly signature: string;
  readonly timestamp: string;
}

const BLOCK = 'cognito-idp.secret-block';
const MAX_BLOCK = 2048;

const recordOf = (parts: SignInParts, place: Place, user: User | undefined): SrpRecord => {
  // Computed for everybody: the time would else tell who exists.
  const nobody = parts.passwords.srpOfNobody(
    place.pool.id,
    usernameKey(place.pool, place.username),
  );
  const known =
    user?.password === undefined ? undefined : parts.passwords.srp(user.sub, user.password);
  return known ?? nobody;
};

/**
 * USER_ID_FOR_SRP of somebody who does not exist: the name itself, or where names are not what people sign in with, a UUID
 * that is always the same (Developer Guide, "Managing error responses").
 */
const idOfNobody = ({ vault }: SignInParts, { pool, username }: Place): string => {
  const aliases = pool.settings.AliasAttributes ?? [];
  const isAlias =
    (aliases.includes('email') && isEmail(username)) ||
    (aliases.includes('phone_number') && isPhone(username));
  if (!hasUsernameAttributes(pool) && !isAlias) return username;
  const hex = createHmac('sha256', vault.key('cognito-idp.nobody-id'))
    .update(`${pool.id}\0${usernameKey(pool, username)}`)
    .digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** The server's first answer: salt, B and a block that only this server can open. Nothing tells whether the user exists. */
export const beginSrp = async (
  parts: SignInParts,
  place: Place,
  srpA: string,
): Promise<NextChallenge> => {
  if (!isSrpPublic(srpA)) throw srpInvalid('SRP_A');
  const user = await parts.store.read((tx) => users.find(tx, place.pool, place.username));
  if (user === undefined && place.client.settings.PreventUserExistenceErrors === 'LEGACY')
    throw refused(place, user);
  const record = recordOf(parts, place, user);
  const exchange = openSrp(parts.ids, record, srpA);
  const { origin, username } = place;
  const session = await parts.store.write((tx) =>
    challenges.open(tx, parts, {
      poolId: place.pool.id,
      clientId: place.client.id,
      sub: user?.sub,
      name: 'PASSWORD_VERIFIER',
      content: { origin, username, exchange },
      expiresAt: new Date(
        parts.clock.now().getTime() + validityOf(place.client).sessionSeconds * 1000,
      ),
    }),
  );
  const id = user?.username ?? idOfNobody(parts, place);
  return {
    kind: 'challenge',
    name: 'PASSWORD_VERIFIER',
    session,
    parameters: {
      SALT: record.salt,
      SECRET_BLOCK: parts.vault.seal(Buffer.from(session), BLOCK).toString('base64'),
      SRP_B: exchange.serverPublic,
      USERNAME: id,
      USER_ID_FOR_SRP: id,
    },
  };
};

/** Takes the challenge's one use, and counts the attempt, before anybody looks whether it is right. */
const takeChallenge = async (
  parts: SignInParts,
  place: Place,
  block: Uint8Array,
): Promise<{ readonly challenge: Challenge; readonly user: User | undefined }> => {
  const session = parts.vault.open(block, BLOCK)?.toString();
  if (session === undefined) throw wrongPassword();
  const now = parts.clock.now();
  const taken = await parts.store.write(async (tx: Tx) => {
    const found = await challenges.find(tx, parts.vault, session, now);
    if (found instanceof AwsError) return found;
    const fits = found.name === 'PASSWORD_VERIFIER' && found.clientId === place.client.id;
    if (!fits || !(await challenges.use(tx, found, now))) return sessionInvalid();
    const user = found.sub === undefined ? undefined : await users.bySub(tx, found.sub);
    return { challenge: found, user };
  });
  if (taken instanceof AwsError) throw taken;
  const { content } = taken.challenge;
  const subject = attemptSubject(place.pool, taken.user, content.username);
  if (!(await attempts.begin(parts.store, subject, now))) throw attemptsExceeded();
  return taken;
};

/** Checks the client's proof that it knows the password. */
export const srpStep = async <Done>(
  parts: SignInParts,
  place: Place,
  { secretBlock, signature, timestamp }: SrpAnswer,
  finish: Finish<Done>,
): Promise<Step<Done>> => {
  if (!isSrpTimestamp(timestamp)) throw srpInvalid('TIMESTAMP');
  if (secretBlock.length > MAX_BLOCK) throw wrongPassword();
  const block = Buffer.from(secretBlock, 'base64');
  const { challenge, user } = await takeChallenge(parts, place, block);
  const { exchange, username } = challenge.content;
  if (exchange === undefined) throw new Error('an SRP challenge is stored without its exchange');
  const began = { ...place, username };
  const expected = srpSignature(srpKey(recordOf(parts, began, user), exchange), {
    poolName: place.pool.id.slice(place.pool.id.indexOf('_') + 1),
    userId: user?.username ?? username,
    secretBlock: block,
    timestamp,
  });
  const given = Buffer.from(signature, 'base64');
  const right = given.length === expected.length && timingSafeEqual(given, expected);
  if (user?.password === undefined || !right) throw refused(began, user);
  return admit(parts, began, user, finish);
};
