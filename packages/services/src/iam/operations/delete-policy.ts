import type { DeletePolicyRequest } from '@aws-sdk/client-iam';
import { tagStore, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizePolicy } from '../access-subject.ts';
import { ARN } from '../names.ts';
import { policyHasVersions, policyInUse, policyNotFound } from '../policy-errors.ts';
import { policies } from '../repositories/policies.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy = ({ managed }: Pick<AccessDeps, 'managed'>) =>
  writes<DeletePolicyRequest, object>({ limits: { PolicyArn: ARN } }, async (input, call) => {
    const { policy } = await authorizePolicy(managed, call, 'iam:DeletePolicy', input.PolicyArn, {
      reads: false,
      missing: policyNotFound,
    });
    if (policy.own === undefined) throw policyNotFound(policy.arn);
    const { attachments, boundaries } = await policies.usage(call.tx, call.account, policy.arn);
    if (attachments + boundaries > 0) throw policyInUse();
    if ((await policies.versions(call.tx, policy.own)).length > 1) throw policyHasVersions();

    await policies.delete(call.tx, policy.own);
    await tagStore.removeAll(call.tx, policy.arn);
    return {};
  });
