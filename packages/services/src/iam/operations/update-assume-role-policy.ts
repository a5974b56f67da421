import type { UpdateAssumeRolePolicyRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizeRole, requireModifiable } from '../access-subject.ts';
import { DOCUMENT } from '../documents.ts';
import { required, ROLE_NAME } from '../names.ts';
import { roles } from '../repositories/roles.ts';
import { checkedTrust } from '../trust-policy.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
export const updateAssumeRolePolicy = ({ compiled }: Pick<AccessDeps, 'compiled'>) =>
  writes<UpdateAssumeRolePolicyRequest, object>(
    { limits: { RoleName: ROLE_NAME, PolicyDocument: DOCUMENT } },
    async (input, call) => {
      const { role } = await authorizeRole(call, 'iam:UpdateAssumeRolePolicy', input);
      requireModifiable(role);
      const document = required('policyDocument', input.PolicyDocument);
      await roles.setTrust(call.tx, role.id, await checkedTrust(call.tx, compiled, document));
      return {};
    },
  );
