import type { GetLoginProfileRequest, GetLoginProfileResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { noSuchLoginProfile } from '../errors.ts';
import { EXISTING_USER_NAME } from '../names.ts';
import { loginProfiles } from '../repositories/login-profiles.ts';
import { authorizeOwnUser } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html */
export const getLoginProfile = () =>
  reads<GetLoginProfileRequest, GetLoginProfileResponse>(
    { limits: { UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const user = await authorizeOwnUser(call, 'iam:GetLoginProfile', input.UserName);
      const profile = await loginProfiles.find(call.tx, user.id);
      if (profile === undefined) throw noSuchLoginProfile(user.name);
      return {
        LoginProfile: {
          UserName: user.name,
          CreateDate: profile.createdAt,
          PasswordResetRequired: profile.resetRequired,
        },
      };
    },
  );
