import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import { type Membership, membershipOf, permit } from './access.ts';
import { missingPolicyArn, policyArn } from './arns.ts';
import { noSuchPolicy } from './errors.ts';
import type { Organization, Policy, PolicyType } from './model.ts';
import { policies } from './repositories/policies.ts';
import { taggedKeys } from './tags.ts';

export interface FoundPolicy {
  readonly membership: Membership;
  readonly organization: Organization;
  readonly policy: Policy;
}

export const policyTypeKey = (type: PolicyType | undefined): ConditionKeys => ({
  'organizations:PolicyType': type,
});

/** The policy that a request names, if the caller may do `action` with it. */
export const permittedPolicy = async (
  call: Call,
  action: string,
  id: string,
): Promise<FoundPolicy> => {
  const membership = await membershipOf(call, action);
  const { organization } = membership;
  call.touch({ type: 'AWS::Organizations::Policy', name: id });
  const policy = await policies.find(call.tx, organization.id, id);
  const resource =
    policy === undefined ? missingPolicyArn(organization, id) : policyArn(organization, policy);
  const keys = { ...(await taggedKeys(call, resource)), ...policyTypeKey(policy?.type) };
  await permit(call, membership, { action, resource, keys });
  if (policy === undefined) throw noSuchPolicy();
  return { membership, organization, policy };
};
