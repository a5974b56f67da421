import type { AdminGetUserResponse, UserType } from '@aws-sdk/client-cognito-identity-provider';
import { attributeList } from './attributes.ts';
import type { User } from './model.ts';

/** A user as lists and AdminCreateUser show one; with `names`, only these attributes. */
export const userType = (user: User, names?: readonly string[]): UserType => ({
  Username: user.username,
  Attributes: attributeList(user).filter(
    ({ Name }) => names === undefined || names.includes(Name ?? ''),
  ),
  UserCreateDate: user.createdAt,
  UserLastModifiedDate: user.modifiedAt,
  Enabled: user.enabled,
  UserStatus: user.status,
});

export const gottenUser = (user: User): AdminGetUserResponse => ({
  Username: user.username,
  UserAttributes: attributeList(user),
  UserCreateDate: user.createdAt,
  UserLastModifiedDate: user.modifiedAt,
  Enabled: user.enabled,
  UserStatus: user.status,
  PreferredMfaSetting: user.mfa.preferred,
  UserMFASettingList: user.mfa.enabled.length === 0 ? undefined : [...user.mfa.enabled],
});
