import type {
  DeleteUserAttributesRequest,
  DeleteUserAttributesResponse,
  GetUserAttributeVerificationCodeRequest,
  GetUserAttributeVerificationCodeResponse,
  UpdateUserAttributesRequest,
  UpdateUserAttributesResponse,
  VerifyUserAttributeRequest,
  VerifyUserAttributeResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AwsError } from '@gatehouse/core';
import { coordinates, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  attributeLimits,
  type Attributes,
  attributesOf,
  changedAttributes,
  remainingAttributes,
} from '../../attributes.ts';
import { aliasTaken, expiredCode, invalidParameter } from '../../errors.ts';
import { emailDelivery, sendLater } from '../../messages.ts';
import type { User, UserPool } from '../../model.ts';
import { requireSaved } from '../../new-user.ts';
import { users } from '../../repositories/users.ts';
import { bearerOf } from '../bearer.ts';
import { ATTRIBUTE_NAME, TOKEN } from '../limits.ts';
import { orThrow } from '../mfa-step.ts';
import type { SignInParts } from '../sign-in-parts.ts';
import { requireWritable } from '../written-attributes.ts';

const save = async (tx: Tx, pool: UserPool, user: User): Promise<void> =>
  requireSaved(pool, await users.save(tx, pool, user), () => aliasTaken('username'));

/** Sends a code to an address that the user says is theirs. */
const sendCode = async (
  tx: Tx,
  parts: SignInParts,
  { pool, user, to, now }: { pool: UserPool; user: User; to: string; now: Date },
): Promise<void> => {
  const { sub } = user;
  const secret = await parts.codes.issue(tx, { sub, purpose: 'verify-email', subject: to, now });
  await sendLater(tx, parts, { kind: 'verify', pool, user, secret, to, now });
};

/** The new address of a change that the pool verifies. */
const addressToVerify = (pool: UserPool, user: User, change: Attributes): string | undefined => {
  const email = change.get('email');
  const isNew = email !== undefined && email !== '' && email !== user.attributes.get('email');
  return isNew && pool.settings.AutoVerifiedAttributes?.includes('email') === true
    ? email
    : undefined;
};

const keepsOldAddress = ({ settings }: UserPool): boolean =>
  settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate?.includes(
    'email',
  ) === true;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserAttributes.html */
export const updateUserAttributes = (parts: SignInParts) =>
  writes<UpdateUserAttributesRequest, UpdateUserAttributesResponse>(
    {
      limits: { AccessToken: TOKEN, ...attributeLimits('UserAttributes') },
      redact: ['AccessToken', 'UserAttributes'],
      partial: 'codes go out by e-mail only',
    },
    async (input, call) => {
      const { pool, client, user } = await bearerOf(call, parts, input.AccessToken);
      const { tx, now } = call;
      const asked = attributesOf(input.UserAttributes);
      requireWritable(client, asked.keys());
      const to = addressToVerify(pool, user, asked);
      // Checked with the new address, even where the old one stays until the new one is proved.
      const changed = changedAttributes(pool, user.attributes, asked);
      const kept =
        to !== undefined && keepsOldAddress(pool)
          ? changedAttributes(
              pool,
              user.attributes,
              new Map([...asked].filter(([name]) => name !== 'email')),
            )
          : changed;
      await save(tx, pool, { ...user, attributes: kept, modifiedAt: now });
      if (to === undefined) return { CodeDeliveryDetailsList: [] };
      await sendCode(tx, parts, { pool, user, to, now });
      return { CodeDeliveryDetailsList: [emailDelivery(to)] };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html */
export const deleteUserAttributes = (parts: SignInParts) =>
  writes<DeleteUserAttributesRequest, DeleteUserAttributesResponse>(
    {
      limits: { AccessToken: TOKEN, 'UserAttributeNames[]': ATTRIBUTE_NAME },
      redact: ['AccessToken'],
    },
    async (input, call) => {
      const { pool, client, user } = await bearerOf(call, parts, input.AccessToken);
      const names = input.UserAttributeNames ?? [];
      requireWritable(client, names);
      const attributes = remainingAttributes(pool, user.attributes, names);
      await save(call.tx, pool, { ...user, attributes, modifiedAt: call.now });
      return {};
    },
  );

const onlyEmail = (name: string | undefined): void => {
  if (name !== 'email' && name !== 'phone_number')
    throw invalidParameter(`Invalid attribute name ${name ?? ''} given for verification.`);
  if (name === 'phone_number')
    throw invalidParameter('SMS messages cannot be sent: no SMS configuration.');
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html */
export const getUserAttributeVerificationCode = (parts: SignInParts) =>
  writes<GetUserAttributeVerificationCodeRequest, GetUserAttributeVerificationCodeResponse>(
    {
      limits: { AccessToken: TOKEN, AttributeName: ATTRIBUTE_NAME },
      redact: ['AccessToken'],
      partial: 'only `email`',
    },
    async (input, call) => {
      const { pool, user } = await bearerOf(call, parts, input.AccessToken);
      onlyEmail(input.AttributeName);
      const to = user.attributes.get('email');
      if (to === undefined) throw invalidParameter('User has no email address to verify.');
      await sendCode(call.tx, parts, { pool, user, to, now: call.now });
      return { CodeDeliveryDetails: emailDelivery(to) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html */
export const verifyUserAttribute = (parts: SignInParts) =>
  coordinates<VerifyUserAttributeRequest, VerifyUserAttributeResponse>(
    {
      limits: {
        AccessToken: TOKEN,
        AttributeName: ATTRIBUTE_NAME,
        Code: { minLength: 1, maxLength: 2048, pattern: '[\\S]+', sensitive: true },
      },
      redact: ['AccessToken', 'Code'],
      partial: 'only `email`',
    },
    async (input, call) => {
      const { pool, user } = await bearerOf(call, parts, input.AccessToken);
      onlyEmail(input.AttributeName);
      const code = input.Code ?? '';
      const request = { sub: user.sub, purpose: 'verify-email', now: call.now } as const;
      const address = await parts.codes.check(parts.store, request, code);
      orThrow(
        await parts.store.write(async (tx): Promise<true | AwsError> => {
          const current = await users.bySub(tx, user.sub);
          if (current === undefined || address === undefined) return expiredCode();
          if (!(await parts.codes.spend(tx, request, code))) return expiredCode();
          const verified = new Map([
            ...current.attributes,
            ['email', address],
            ['email_verified', 'true'],
          ]);
          await save(tx, pool, { ...current, attributes: verified, modifiedAt: call.now });
          return true;
        }),
      );
      return {};
    },
  );
