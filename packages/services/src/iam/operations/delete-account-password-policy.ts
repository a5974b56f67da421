import { writes } from '@gatehouse/service-kit';
import { noPasswordPolicyToDelete } from '../errors.ts';
import { passwordPolicies } from '../repositories/password-policies.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html */
export const deleteAccountPasswordPolicy = () =>
  writes<object, object>({}, async (_input, call) => {
    await call.authorize('iam:DeleteAccountPasswordPolicy', '*');
    if (!(await passwordPolicies.delete(call.tx, call.account))) throw noPasswordPolicyToDelete();
    return {};
  });
