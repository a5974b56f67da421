import type { UpdateLoginProfileRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchLoginProfile } from '../errors.ts';
import { EXISTING_USER_NAME, PASSWORD, required } from '../names.ts';
import type { NewPasswords } from '../new-password.ts';
import { loginProfiles, passwordHistory } from '../repositories/login-profiles.ts';
import { authorizeUser } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html */
export const updateLoginProfile = ({ accepted }: NewPasswords) =>
  writes<UpdateLoginProfileRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, Password: PASSWORD }, redact: ['Password'] },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const { user } = await authorizeUser(call, 'iam:UpdateLoginProfile', name);
      const profile = await loginProfiles.find(call.tx, user.id);
      if (profile === undefined) throw noSuchLoginProfile(user.name);

      const resetRequired = input.PasswordResetRequired ?? profile.resetRequired;
      if (input.Password === undefined) {
        await loginProfiles.update(call.tx, { ...profile, resetRequired });
        return {};
      }
      const verifier = await accepted(call.tx, user, input.Password);
      await loginProfiles.update(call.tx, {
        ...profile,
        verifier,
        resetRequired,
        changedAt: call.now,
      });
      await passwordHistory.add(call.tx, user.id, verifier);
      return {};
    },
  );
