import type { ChangePasswordRequest } from '@aws-sdk/client-iam';
import { type Call, type Guesses, resourceTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import {
  noSuchLoginProfile,
  noSuchUser,
  onlyUsersChangePasswords,
  tooManyWrongPasswords,
  wrongOldPassword,
} from '../errors.ts';
import { PASSWORD, required } from '../names.ts';
import type { NewPasswords } from '../new-password.ts';
import type { Passwords } from '../passwords.ts';
import { loginProfiles, passwordHistory } from '../repositories/login-profiles.ts';
import { passwordPolicies } from '../repositories/password-policies.ts';
import { arnOfUser, type User, users } from '../repositories/users.ts';

type Deps = NewPasswords & Pick<Passwords, 'matches'> & { readonly guesses: Guesses };

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html */
export const changePassword = ({ accepted, matches, guesses }: Deps) =>
  writes<ChangePasswordRequest, object>(
    {
      limits: { OldPassword: PASSWORD, NewPassword: PASSWORD },
      redact: ['OldPassword', 'NewPassword'],
    },
    async (input, call) => {
      if (call.principal.kind !== 'user') throw onlyUsersChangePasswords();
      const user = await users.byId(call.tx, call.principal.id);
      if (user === undefined) throw noSuchUser(call.principal.name);
      call.touch({ type: 'AWS::IAM::User', name: user.name });
      await authorizeChange(call, user);

      const profile = await loginProfiles.find(call.tx, user.id);
      if (profile === undefined) throw noSuchLoginProfile(user.name);
      if (!guesses.begin(user.id, call.now)) throw tooManyWrongPasswords(user.name);
      const [right] = await matches(user.id, required('oldPassword', input.OldPassword), [
        profile.verifier,
      ]);
      if (right !== true) throw wrongOldPassword();
      guesses.succeeded(user.id);

      const verifier = await accepted(call.tx, user, required('newPassword', input.NewPassword));
      await loginProfiles.update(call.tx, {
        ...profile,
        verifier,
        resetRequired: false,
        changedAt: call.now,
      });
      await passwordHistory.add(call.tx, user.id, verifier);
      return {};
    },
  );

/** The account's password policy can let users change their passwords without any IAM policy; a deny still holds. */
const authorizeChange = async (call: Call, user: User): Promise<void> => {
  const arn = arnOfUser(user);
  const keys = resourceTagKeys('iam', await tagStore.of(call.tx, arn));
  const policy = await passwordPolicies.find(call.tx, call.account);
  if (policy?.AllowUsersToChangePassword === true) {
    const decision = await call.decide('iam:ChangePassword', arn, keys);
    if (!decision.allowed && decision.because === 'no-allow' && decision.layer === 'identity') {
      call.allowEverybody('the password policy lets users change their passwords');
      return;
    }
  }
  await call.authorize('iam:ChangePassword', arn, keys);
};
