import type {
  AdminSetUserMFAPreferenceRequest,
  AdminSetUserMFAPreferenceResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { writes } from '@gatehouse/service-kit';
import type { CognitoDeps } from '../deps.ts';
import type { MfaMethod } from '../model.ts';
import { softwareTokens } from '../repositories/software-tokens.ts';
import { users } from '../repositories/users.ts';
import { authorizedPool, userOf } from '../requests.ts';
import { preferredFactors } from '../sign-in/operations/software-token.ts';
import { adminLimits, HIDDEN } from '../user-limits.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html */
export const adminSetUserMfaPreference = ({ vault }: Pick<CognitoDeps, 'vault'>) =>
  writes<AdminSetUserMFAPreferenceRequest, AdminSetUserMFAPreferenceResponse>(
    { limits: adminLimits, redact: HIDDEN, partial: 'only SOFTWARE_TOKEN_MFA can be turned on' },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(
        call,
        'AdminSetUserMFAPreference',
        input.UserPoolId ?? '',
      );
      const user = await userOf(tx, pool, input.Username ?? '');
      const device = await softwareTokens.find(tx, vault, user.sub);
      const has = new Set<MfaMethod>(device?.verified === true ? ['SOFTWARE_TOKEN_MFA'] : []);
      const mfa = preferredFactors(user.mfa, input, has);
      await users.save(tx, pool, { ...user, mfa, modifiedAt: now });
      return {};
    },
  );
