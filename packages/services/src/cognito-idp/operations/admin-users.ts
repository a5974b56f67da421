import type {
  AdminConfirmSignUpRequest,
  AdminConfirmSignUpResponse,
  AdminDeleteUserAttributesRequest,
  AdminDeleteUserAttributesResponse,
  AdminDeleteUserRequest,
  AdminDisableUserRequest,
  AdminDisableUserResponse,
  AdminEnableUserRequest,
  AdminEnableUserResponse,
  AdminGetUserRequest,
  AdminGetUserResponse,
  AdminUpdateUserAttributesRequest,
  AdminUpdateUserAttributesResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import {
  attributeLimits,
  type Attributes,
  attributesOf,
  changedAttributes,
  remainingAttributes,
} from '../attributes.ts';
import type { CognitoParts } from '../deps.ts';
import { accountExists, cannotBeConfirmed } from '../errors.ts';
import { sendLater } from '../messages.ts';
import type { User, UserPool } from '../model.ts';
import { requireSaved } from '../new-user.ts';
import { keepsOldAddress } from '../recovery.ts';
import { users } from '../repositories/users.ts';
import { authorizedPool, userOf } from '../requests.ts';
import { adminLimits, HIDDEN } from '../user-limits.ts';
import { gottenUser } from '../user-types.ts';

type Ending = Pick<CognitoParts, 'sessions'>;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
export const adminGetUser = () =>
  reads<AdminGetUserRequest, AdminGetUserResponse>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AdminGetUser', input.UserPoolId ?? '');
      return gottenUser(await userOf(call.tx, pool, input.Username ?? ''));
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
export const adminDeleteUser = ({ sessions }: Ending) =>
  writes<AdminDeleteUserRequest, object>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'AdminDeleteUser', input.UserPoolId ?? '');
      const user = await userOf(tx, pool, input.Username ?? '');
      await sessions.sessionsEnd(tx, user.sub);
      await users.remove(tx, user.sub);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html */
export const adminEnableUser = () =>
  writes<AdminEnableUserRequest, AdminEnableUserResponse>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AdminEnableUser', input.UserPoolId ?? '');
      const user = await userOf(call.tx, pool, input.Username ?? '');
      await users.save(call.tx, pool, { ...user, enabled: true, modifiedAt: call.now });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html */
export const adminDisableUser = ({ sessions }: Ending) =>
  writes<AdminDisableUserRequest, AdminDisableUserResponse>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'AdminDisableUser', input.UserPoolId ?? '');
      const user = await userOf(tx, pool, input.Username ?? '');
      await sessions.sessionsEnd(tx, user.sub);
      await users.save(tx, pool, { ...user, enabled: false, modifiedAt: call.now });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html */
export const adminConfirmSignUp = () =>
  writes<AdminConfirmSignUpRequest, AdminConfirmSignUpResponse>(
    { limits: adminLimits, redact: HIDDEN },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AdminConfirmSignUp', input.UserPoolId ?? '');
      const user = await userOf(call.tx, pool, input.Username ?? '');
      if (user.status !== 'UNCONFIRMED') throw cannotBeConfirmed(user.status);
      await users.save(call.tx, pool, { ...user, status: 'CONFIRMED', modifiedAt: call.now });
      return {};
    },
  );

/** The new address that a change leaves unverified, where the pool verifies addresses by itself. */
const addressToVerify = (pool: UserPool, user: User, change: Attributes): string | undefined => {
  const email = change.get('email');
  if (email === undefined || email === '' || email === user.attributes.get('email'))
    return undefined;
  if (change.get('email_verified') === 'true') return undefined;
  return pool.settings.AutoVerifiedAttributes?.includes('email') === true ? email : undefined;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const adminUpdateUserAttributes = (deps: Pick<CognitoParts, 'codes' | 'ids' | 'vault'>) =>
  writes<AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse>(
    {
      limits: { ...adminLimits, ...attributeLimits('UserAttributes') },
      redact: HIDDEN,
      partial: 'codes are sent by email; there are no text messages',
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(
        call,
        'AdminUpdateUserAttributes',
        input.UserPoolId ?? '',
      );
      const user = await userOf(tx, pool, input.Username ?? '');
      const change = attributesOf(input.UserAttributes);
      const to = addressToVerify(pool, user, change);
      // Checked with the new address, even where the old one stays until the new one is proved.
      const changed = changedAttributes(pool, user.attributes, change);
      const attributes =
        to !== undefined && keepsOldAddress(pool)
          ? changedAttributes(
              pool,
              user.attributes,
              new Map([...change].filter(([name]) => name !== 'email')),
            )
          : changed;
      const saved = await users.save(tx, pool, { ...user, attributes, modifiedAt: now });
      requireSaved(pool, saved, accountExists);
      if (to === undefined) return {};
      const request = { sub: user.sub, purpose: 'verify-email' as const, subject: to, now };
      const secret = await deps.codes.issue(tx, request);
      await sendLater(tx, deps, { kind: 'verify', pool, user, secret, to, now });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
export const adminDeleteUserAttributes = () =>
  writes<AdminDeleteUserAttributesRequest, AdminDeleteUserAttributesResponse>(
    {
      limits: { ...adminLimits, 'UserAttributeNames[]': { minLength: 1, maxLength: 32 } },
      redact: HIDDEN,
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(
        call,
        'AdminDeleteUserAttributes',
        input.UserPoolId ?? '',
      );
      const user = await userOf(tx, pool, input.Username ?? '');
      const attributes = remainingAttributes(pool, user.attributes, input.UserAttributeNames ?? []);
      await users.save(tx, pool, { ...user, attributes, modifiedAt: now });
      return {};
    },
  );
