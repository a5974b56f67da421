import type { DeleteLoginProfileRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchLoginProfile } from '../errors.ts';
import { EXISTING_USER_NAME } from '../names.ts';
import { loginProfiles } from '../repositories/login-profiles.ts';
import { authorizeOwnUser } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html */
export const deleteLoginProfile = () =>
  writes<DeleteLoginProfileRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const user = await authorizeOwnUser(call, 'iam:DeleteLoginProfile', input.UserName);
      if (!(await loginProfiles.delete(call.tx, user.id))) throw noSuchLoginProfile(user.name);
      return {};
    },
  );
