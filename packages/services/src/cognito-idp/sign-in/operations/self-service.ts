import type {
  AuthFactorType,
  ChangePasswordRequest,
  ChangePasswordResponse,
  DeleteUserRequest,
  GetUserAuthFactorsRequest,
  GetUserAuthFactorsResponse,
  GetUserRequest,
  GetUserResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AwsError } from '@gatehouse/core';
import { coordinates, reads, writes } from '@gatehouse/service-kit';
import type { User } from '../../model.ts';
import { acceptedPassword } from '../../new-passwords.ts';
import { users } from '../../repositories/users.ts';
import { browserSessions } from '../../tokens/browser-sessions.ts';
import { isReadable } from '../../tokens/claims.ts';
import { PASSWORD } from '../../user-limits.ts';
import { attempts } from '../attempts.ts';
import { bearerOf } from '../bearer.ts';
import { wrongPassword } from '../errors.ts';
import { TOKEN } from '../limits.ts';
import { orThrow } from '../mfa-step.ts';
import { saveOwnPassword } from '../new-password-step.ts';
import { attemptSubject, provePassword } from '../password-step.ts';
import type { SignInParts } from '../sign-in-parts.ts';

const factors = ({
  mfa,
}: User): Pick<GetUserResponse, 'UserMFASettingList' | 'PreferredMfaSetting'> => ({
  ...(mfa.enabled.length === 0 ? {} : { UserMFASettingList: [...mfa.enabled] }),
  ...(mfa.preferred === undefined ? {} : { PreferredMfaSetting: mfa.preferred }),
});

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html */
export const getUser = (parts: Pick<SignInParts, 'keys'>) =>
  reads<GetUserRequest, GetUserResponse>(
    { limits: { AccessToken: TOKEN }, redact: ['AccessToken'] },
    async (input, call) => {
      const { user, client } = await bearerOf(call, parts, input.AccessToken);
      const shown = [...user.attributes].filter(([name]) => isReadable(client, name));
      return {
        Username: user.username,
        UserAttributes: [['sub', user.sub], ...shown].map(([Name, Value]) => ({ Name, Value })),
        ...factors(user),
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html */
export const getUserAuthFactors = (parts: Pick<SignInParts, 'keys'>) =>
  reads<GetUserAuthFactorsRequest, GetUserAuthFactorsResponse>(
    { limits: { AccessToken: TOKEN }, redact: ['AccessToken'] },
    async (input, call) => {
      const { user } = await bearerOf(call, parts, input.AccessToken);
      const ConfiguredUserAuthFactors: AuthFactorType[] =
        user.password === undefined ? [] : ['PASSWORD'];
      return { Username: user.username, ConfiguredUserAuthFactors, ...factors(user) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html */
export const deleteUser = (parts: Pick<SignInParts, 'keys' | 'sessions'>) =>
  writes<DeleteUserRequest, object>(
    { limits: { AccessToken: TOKEN }, redact: ['AccessToken'] },
    async (input, call) => {
      const { user } = await bearerOf(call, parts, input.AccessToken);
      await parts.sessions.sessionsEnd(call.tx, user.sub);
      await users.remove(call.tx, user.sub);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html */
export const changePassword = (parts: SignInParts) =>
  coordinates<ChangePasswordRequest, ChangePasswordResponse>(
    {
      limits: { AccessToken: TOKEN, PreviousPassword: PASSWORD, ProposedPassword: PASSWORD },
      redact: ['AccessToken', 'PreviousPassword', 'ProposedPassword'],
    },
    async ({ AccessToken, PreviousPassword, ProposedPassword }, call) => {
      const { pool, user } = await bearerOf(call, parts, AccessToken);
      const { store, passwords } = parts;
      const right = await provePassword(parts, pool, user, user.username, PreviousPassword ?? '');
      if (!right) throw wrongPassword();
      const stored = await acceptedPassword(call.tx, passwords, pool, user, ProposedPassword ?? '');
      orThrow(
        await store.write(async (tx): Promise<true | AwsError> => {
          const current = await users.bySub(tx, user.sub);
          const same =
            current?.password !== undefined &&
            user.password !== undefined &&
            Buffer.from(current.password.verifier).equals(user.password.verifier);
          if (current === undefined || !same) return wrongPassword();
          await attempts.succeeded(tx, attemptSubject(pool, user, user.username));
          await saveOwnPassword(tx, pool, current, stored, call.now);
          // Tokens stay, as on AWS; browsers ask for the new password.
          await browserSessions.endOf(tx, user.sub);
          return true;
        }),
      );
      return {};
    },
  );
