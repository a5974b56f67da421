import type {
  DescribeResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
  ResourcePolicy,
} from '@aws-sdk/client-organizations';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { resourcePolicyArn } from '../arns.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { needsAllFeatures, noResourcePolicy } from '../errors.ts';
import type { Organization } from '../model.ts';
import { resourcePolicies, type StoredResourcePolicy } from '../repositories/delegation.ts';
import { requireDelegation } from '../resource-policy-content.ts';
import { addTags, requestedTags } from '../tags.ts';
import { check, required } from '../validation.ts';

const view = (
  organization: Organization,
  { id, content }: StoredResourcePolicy,
): ResourcePolicy => ({
  ResourcePolicySummary: { Id: id, Arn: resourcePolicyArn(organization, id) },
  Content: content,
});

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html */
export const putResourcePolicy = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<PutResourcePolicyRequest, PutResourcePolicyResponse>({}, async (input, call) => {
    check(input, { Content: { minLength: 1, maxLength: 40_000 } });
    const tags = requestedTags(input.Tags);
    const action = 'organizations:PutResourcePolicy';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const { tx } = call;
    const earlier = await resourcePolicies.find(tx, organization.id);
    const id = earlier?.id ?? `rp-${ids.alphanumeric(8)}`;
    const resource = resourcePolicyArn(organization, id);
    const keys = requestTagKeys(tags);
    await permit(call, membership, { action, resource, keys });
    if (tags.size > 0)
      await permit(call, membership, { action: 'organizations:TagResource', resource, keys });
    if (organization.featureSet !== 'ALL') throw needsAllFeatures();
    const content = required(input.Content);
    await requireDelegation(tx, organization.id, content);
    await resourcePolicies.put(tx, organization.id, { id, content });
    await addTags(tx, organization, resource, tags);
    return { ResourcePolicy: view(organization, { id, content }) };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html */
export const describeResourcePolicy = () =>
  reads<object, DescribeResourcePolicyResponse>({}, async (_input, call) => {
    const action = 'organizations:DescribeResourcePolicy';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    await permit(call, membership, { action, resource: '*' });
    const stored = await resourcePolicies.find(call.tx, organization.id);
    if (stored === undefined) throw noResourcePolicy();
    return { ResourcePolicy: view(organization, stored) };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy = () =>
  writes<object, void>({}, async (_input, call) => {
    const action = 'organizations:DeleteResourcePolicy';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    await permit(call, membership, { action, resource: '*' });
    const stored = await resourcePolicies.find(call.tx, organization.id);
    if (stored === undefined) throw noResourcePolicy();
    await resourcePolicies.remove(call.tx, organization.id);
    await tagStore.removeAll(call.tx, resourcePolicyArn(organization, stored.id));
  });
