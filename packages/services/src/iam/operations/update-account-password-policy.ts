import type { UpdateAccountPasswordPolicyRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { passwordPolicies } from '../repositories/password-policies.ts';

const SHORTEST = 6;

/**
 * What the request leaves out returns to its default.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
export const updateAccountPasswordPolicy = () =>
  writes<UpdateAccountPasswordPolicyRequest, object>(
    {
      limits: {
        MinimumPasswordLength: { minValue: SHORTEST, maxValue: 128, sensitive: true },
        PasswordReusePrevention: { minValue: 1, maxValue: 24, sensitive: true },
        MaxPasswordAge: { minValue: 1, maxValue: 1095, sensitive: true },
      },
    },
    async (input, call) => {
      await call.authorize('iam:UpdateAccountPasswordPolicy', '*');
      await passwordPolicies.set(call.tx, call.account, {
        MinimumPasswordLength: input.MinimumPasswordLength ?? SHORTEST,
        RequireSymbols: input.RequireSymbols ?? false,
        RequireNumbers: input.RequireNumbers ?? false,
        RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        MaxPasswordAge: input.MaxPasswordAge,
        PasswordReusePrevention: input.PasswordReusePrevention,
        HardExpiry: input.HardExpiry,
      });
      return {};
    },
  );
