import type { GetPolicyRequest, GetPolicyResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizePolicy } from '../access-subject.ts';
import { fullPolicyView } from '../access-views.ts';
import { ARN } from '../names.ts';
import { policyNotFound } from '../policy-errors.ts';
import { policies } from '../repositories/policies.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy = ({ managed }: Pick<AccessDeps, 'managed'>) =>
  reads<GetPolicyRequest, GetPolicyResponse>(
    { limits: { PolicyArn: ARN } },
    async (input, call) => {
      const { policy, tags } = await authorizePolicy(
        managed,
        call,
        'iam:GetPolicy',
        input.PolicyArn,
        { reads: true, missing: policyNotFound },
      );
      const usage = await policies.usage(call.tx, call.account, policy.arn);
      return { Policy: fullPolicyView(policy, usage, tags) };
    },
  );
