import type { CreateLoginProfileRequest, CreateLoginProfileResponse } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { loginProfileExists } from '../errors.ts';
import { EXISTING_USER_NAME, PASSWORD, required } from '../names.ts';
import type { NewPasswords } from '../new-password.ts';
import { loginProfiles, passwordHistory } from '../repositories/login-profiles.ts';
import { authorizeOwnUser } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html */
export const createLoginProfile = ({ accepted }: NewPasswords) =>
  writes<CreateLoginProfileRequest, CreateLoginProfileResponse>(
    { limits: { UserName: EXISTING_USER_NAME, Password: PASSWORD }, redact: ['Password'] },
    async (input, call) => {
      const user = await authorizeOwnUser(call, 'iam:CreateLoginProfile', input.UserName);
      const verifier = await accepted(call.tx, user, required('password', input.Password));
      const resetRequired = input.PasswordResetRequired ?? false;
      const profile = {
        userId: user.id,
        verifier,
        resetRequired,
        createdAt: call.now,
        changedAt: call.now,
      };
      if (!(await loginProfiles.insert(call.tx, profile))) throw loginProfileExists(user.name);
      await passwordHistory.add(call.tx, user.id, verifier);
      return {
        LoginProfile: {
          UserName: user.name,
          CreateDate: call.now,
          PasswordResetRequired: resetRequired,
        },
      };
    },
  );
