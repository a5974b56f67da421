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
  attributesOf,
  changedAttributes,
  remainingAttributes,
} from '../attributes.ts';
import type { CognitoParts } from '../deps.ts';
import { accountExists, cannotBeConfirmed } from '../errors.ts';
import { sendLater } from '../messages.ts';
import { requireSaved } from '../new-user.ts';
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

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html */
export const adminUpdateUserAttributes = (deps: Pick<CognitoParts, 'codes' | 'ids' | 'vault'>) =>
  writes<AdminUpdateUserAttributesRequest, AdminUpdateUserAttributesResponse>(
    {
      limits: { ...adminLimits, ...attributeLimits('UserAttributes') },
      redact: HIDDEN,
      partial:
        'a new email address counts at once, whatever AttributesRequireVerificationBeforeUpdate says',
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(
        call,
        'AdminUpdateUserAttributes',
        input.UserPoolId ?? '',
      );
      const user = await userOf(tx, pool, input.Username ?? '');
      const attributes = changedAttributes(
        pool,
        user.attributes,
        attributesOf(input.UserAttributes),
      );
      const saved = await users.save(tx, pool, { ...user, attributes, modifiedAt: now });
      requireSaved(pool, saved, accountExists);

      const email = attributes.get('email');
      const verifies = (pool.settings.AutoVerifiedAttributes ?? []).includes('email');
      const isNew = email !== undefined && email !== user.attributes.get('email');
      if (isNew && verifies && attributes.get('email_verified') !== 'true') {
        const code = await deps.codes.issue(tx, {
          sub: user.sub,
          purpose: 'verify-email',
          subject: email,
          now,
        });
        await sendLater(tx, deps, { kind: 'verify', pool, user, secret: code, to: email, now });
      }
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
