import type {
  ConfirmSignUpRequest,
  ConfirmSignUpResponse,
  ResendConfirmationCodeRequest,
  ResendConfirmationCodeResponse,
  SignUpRequest,
  SignUpResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { coordinates, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { attributeLimits, attributesOf, newAttributes } from '../attributes.ts';
import type { CognitoParts } from '../deps.ts';
import {
  alreadyConfirmed,
  cannotBeConfirmed,
  codeMismatch,
  codeNotDelivered,
  invalidParameter,
  noContact,
  signUpNotPermitted,
  userDisabled,
  userExists,
} from '../errors.ts';
import { emailDelivery, sendLater } from '../messages.ts';
import type { User, UserPool } from '../model.ts';
import { acceptedPassword } from '../new-passwords.ts';
import { namedUser, requireSaved, takeAliases } from '../new-user.ts';
import { existing, personOf, publicRequest } from '../public-requests.ts';
import { signUpContact } from '../recovery.ts';
import { passwordHistory, users } from '../repositories/users.ts';
import { requireWritable } from '../sign-in/written-attributes.ts';
import { nobodySub, simulatedDelivery } from '../simulated-delivery.ts';
import { CODE, HIDDEN, PASSWORD, publicLimits } from '../user-limits.ts';

type Deps = Pick<CognitoParts, 'codes' | 'ids' | 'passwords' | 'store' | 'vault'>;

/** Sends the code that confirms the user, where the pool verifies an address by itself. */
const sendCode = async (
  tx: Tx,
  deps: Pick<Deps, 'codes' | 'ids' | 'vault'>,
  pool: UserPool,
  user: User,
  now: Date,
): Promise<SignUpResponse['CodeDeliveryDetails']> => {
  const contact = signUpContact(pool, user);
  if (contact === undefined) return undefined;
  if (contact.medium === 'SMS') throw codeNotDelivered();
  const { to } = contact;
  const request = { sub: user.sub, purpose: 'sign-up' as const, subject: to, now };
  const secret = await deps.codes.issue(tx, request);
  await sendLater(tx, deps, { kind: 'sign-up', pool, user, secret, to, now });
  return emailDelivery(to);
};

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 * The password is hashed outside of the write: that takes long, and anybody may ask for it.
 */
export const signUp = (deps: Deps) =>
  coordinates<SignUpRequest, SignUpResponse>(
    {
      limits: { ...publicLimits, ...attributeLimits('UserAttributes'), Password: PASSWORD },
      redact: HIDDEN,
      redactOutput: ['CodeDeliveryDetails.Destination', 'Session'],
      partial: 'codes are sent by email; there are no text messages and no Lambda triggers',
    },
    async (input, call) => {
      const { now } = call;
      const { client, pool } = await publicRequest(call, deps.vault, input);
      if (pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true)
        throw signUpNotPermitted();
      const asked = attributesOf(input.UserAttributes);
      requireWritable(client, [...asked.keys()]);
      if (input.Password === undefined || input.Password === '')
        throw invalidParameter('A password is required.');
      const sub = deps.ids.uuid();
      const { username, attributes } = namedUser(pool, sub, input.Username ?? '', asked);
      const draft: User = {
        sub,
        poolId: pool.id,
        username,
        status: 'UNCONFIRMED',
        enabled: true,
        attributes: newAttributes(pool, attributes, { requireAll: true }),
        mfa: { enabled: [] },
        password: undefined,
        temporaryUntil: undefined,
        createdAt: now,
        modifiedAt: now,
      };
      if ((await users.find(call.tx, pool, username)) !== undefined) throw userExists();
      const password = await acceptedPassword(call.tx, deps.passwords, pool, draft, input.Password);
      const user: User = { ...draft, password };
      return deps.store.write(async (tx) => {
        requireSaved(pool, await users.insert(tx, pool, user), userExists);
        await passwordHistory.add(tx, sub, password.verifier);
        return {
          UserConfirmed: false,
          CodeDeliveryDetails: await sendCode(tx, deps, pool, user, now),
          UserSub: sub,
        };
      });
    },
  );

/** Answers a code for somebody whom the pool does not tell about as it would one for a person who has signed up. */
const refuseNobody = async (
  { codes, store }: Pick<Deps, 'codes' | 'store'>,
  pool: UserPool,
  username: string,
  code: string,
  now: Date,
): Promise<void> => {
  const request = { sub: nobodySub(pool, username), purpose: 'sign-up' as const, now };
  await store.write((tx) => codes.ensure(tx, request));
  await codes.check(store, request, code);
};

/**
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 * A wrong code counts although the request fails, so counting is a transaction of its own.
 */
export const confirmSignUp = (deps: Pick<Deps, 'codes' | 'store' | 'vault'>) =>
  coordinates<ConfirmSignUpRequest, ConfirmSignUpResponse>(
    {
      limits: { ...publicLimits, ConfirmationCode: CODE },
      redact: HIDDEN,
      redactOutput: ['Session'],
    },
    async (input, call) => {
      const { now } = call;
      const { pool, hides } = await publicRequest(call, deps.vault, input);
      const found = await personOf(call, pool, input.Username);
      const code = input.ConfirmationCode ?? '';
      if (hides && found?.enabled !== true) {
        await refuseNobody(deps, pool, input.Username ?? '', code, now);
        throw codeMismatch();
      }
      const known = existing(found);
      if (!known.enabled) throw userDisabled();
      if (known.status !== 'UNCONFIRMED') throw cannotBeConfirmed(known.status);
      const request = { sub: known.sub, purpose: 'sign-up' as const, now };
      const address = await deps.codes.check(deps.store, request, code);
      await deps.store.write(async (tx) => {
        const user = existing(await users.bySub(tx, known.sub));
        if (user.status !== 'UNCONFIRMED') throw cannotBeConfirmed(user.status);
        if (!(await deps.codes.spend(tx, request, code))) throw codeMismatch();
        const attributes = new Map(user.attributes);
        // The code proves the address that it went to, not one that an administrator set meanwhile.
        if (attributes.get('email') === address) attributes.set('email_verified', 'true');
        const confirmed: User = { ...user, attributes, status: 'CONFIRMED', modifiedAt: now };
        if (input.ForceAliasCreation === true) await takeAliases(tx, pool, confirmed);
        requireSaved(pool, await users.save(tx, pool, confirmed), userExists);
      });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html */
export const resendConfirmationCode = (deps: Pick<Deps, 'codes' | 'ids' | 'vault'>) =>
  writes<ResendConfirmationCodeRequest, ResendConfirmationCodeResponse>(
    {
      limits: publicLimits,
      redact: HIDDEN,
      redactOutput: ['CodeDeliveryDetails.Destination'],
    },
    async (input, call) => {
      const { pool, hides } = await publicRequest(call, deps.vault, input);
      const found = await personOf(call, pool, input.Username);
      if (hides && found?.enabled !== true) {
        const username = input.Username ?? '';
        const request = { sub: nobodySub(pool, username), purpose: 'sign-up' as const };
        await deps.codes.issue(call.tx, { ...request, now: call.now });
        return { CodeDeliveryDetails: simulatedDelivery(pool, username) };
      }
      const user = existing(found);
      if (!user.enabled) throw userDisabled();
      if (user.status !== 'UNCONFIRMED') throw alreadyConfirmed();
      const details = await sendCode(call.tx, deps, pool, user, call.now);
      if (details === undefined) throw noContact();
      return { CodeDeliveryDetails: details };
    },
  );
