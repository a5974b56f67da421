import type { CreatePolicyRequest, CreatePolicyResponse } from '@aws-sdk/client-iam';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { policyView } from '../access-views.ts';
import { policyArn } from '../arns.ts';
import { checkedPermissions, DOCUMENT, policySize } from '../documents.ts';
import { limitExceeded } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { fromCustomer } from '../managed-policies.ts';
import { PATH, pathOf, POLICY_NAME, required, requireName } from '../names.ts';
import { policyExists } from '../policy-errors.ts';
import { type CustomerPolicy, policies } from '../repositories/policies.ts';
import { MANAGED_POLICY_SIZE, POLICIES_QUOTA } from '../role-limits.ts';
import { requestedResourceTags } from '../tagging.ts';
import { tagLimits, tagList, tagOwner } from '../tags.ts';

type Deps = Pick<AccessDeps, 'ids' | 'compiled'>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const createPolicy = ({ ids, compiled }: Deps) =>
  writes<CreatePolicyRequest, CreatePolicyResponse>(
    {
      limits: {
        PolicyName: POLICY_NAME,
        Path: PATH,
        PolicyDocument: DOCUMENT,
        Description: { maxLength: 1000, sensitive: true },
        ...tagLimits,
      },
    },
    async (input, call) => {
      const name = required('policyName', input.PolicyName);
      requireName('policyName', name);
      const path = pathOf(input.Path);
      const tags = requestedResourceTags(input.Tags);
      const arn = policyArn(call.account, path, name);
      call.touch({ type: 'AWS::IAM::Policy', name: arn });
      await call.authorize('iam:CreatePolicy', arn, requestTagKeys(tags));
      // Tagging while creating is a decision of its own (IAM User Guide, "Tags for customer managed policies").
      if (tags.size > 0) await call.authorize('iam:TagPolicy', arn, requestTagKeys(tags));

      const document = required('policyDocument', input.PolicyDocument);
      checkedPermissions(compiled, document, { managed: true });
      if (policySize(document) > MANAGED_POLICY_SIZE)
        throw limitExceeded('PolicySize', MANAGED_POLICY_SIZE);
      const policy: CustomerPolicy = {
        account: call.account,
        name,
        path,
        arn,
        id: uniqueId(ids, 'policy'),
        description: input.Description,
        defaultVersion: 1,
        lastVersion: 1,
        createdAt: call.now,
        updatedAt: call.now,
      };
      if (!(await policies.insert(call.tx, policy, document))) throw policyExists(name);
      if ((await policies.count(call.tx, call.account)) > POLICIES_QUOTA)
        throw limitExceeded('CustomerManagedPoliciesPerAccount', POLICIES_QUOTA);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:policy'), tags);

      return {
        Policy: {
          ...policyView(fromCustomer(policy), { attachments: 0, boundaries: 0 }),
          ...(tags.size === 0 ? {} : { Tags: tagList(tags) }),
        },
      };
    },
  );
