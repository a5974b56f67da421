import type { GetAccountPasswordPolicyResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { noPasswordPolicy } from '../errors.ts';
import { passwordPolicies } from '../repositories/password-policies.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html */
export const getAccountPasswordPolicy = () =>
  reads<object, GetAccountPasswordPolicyResponse>({}, async (_input, call) => {
    await call.authorize('iam:GetAccountPasswordPolicy', '*');
    const policy = await passwordPolicies.find(call.tx, call.account);
    if (policy === undefined) throw noPasswordPolicy(call.account);
    const { MaxPasswordAge, PasswordReusePrevention, HardExpiry } = policy;
    return {
      PasswordPolicy: {
        MinimumPasswordLength: policy.MinimumPasswordLength,
        RequireSymbols: policy.RequireSymbols,
        RequireNumbers: policy.RequireNumbers,
        RequireUppercaseCharacters: policy.RequireUppercaseCharacters,
        RequireLowercaseCharacters: policy.RequireLowercaseCharacters,
        AllowUsersToChangePassword: policy.AllowUsersToChangePassword,
        ExpirePasswords: MaxPasswordAge !== undefined,
        ...(MaxPasswordAge === undefined ? {} : { MaxPasswordAge }),
        ...(PasswordReusePrevention === undefined ? {} : { PasswordReusePrevention }),
        ...(HardExpiry === undefined ? {} : { HardExpiry }),
      },
    };
  });
