import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  DescribePolicyRequest,
  DescribePolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  UpdatePolicyRequest,
  UpdatePolicyResponse,
} from '@aws-sdk/client-organizations';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { policyArn } from '../arns.ts';
import { organizationChanged } from '../changes.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  immutablePolicy,
  policyExists,
  policyInUse,
  tooManyPolicies,
  typeNotAvailable,
} from '../errors.ts';
import { listing } from '../listing.ts';
import type { Policy } from '../model.ts';
import { permittedPolicy, policyTypeKey } from '../permitted-policy.ts';
import { requireContent } from '../policy-content.ts';
import { POLICIES_QUOTA } from '../quotas.ts';
import { policies } from '../repositories/policies.ts';
import { addTags, requestedTags } from '../tags.ts';
import {
  check,
  CONTENT,
  DESCRIPTION,
  NAME,
  PAGE,
  POLICY_ID,
  policyTypeOf,
  required,
} from '../validation.ts';
import { policyView } from '../views.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export const createPolicy = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<CreatePolicyRequest, CreatePolicyResponse>({}, async (input, call) => {
    check(input, { Name: NAME, Description: DESCRIPTION, Content: CONTENT });
    const type = policyTypeOf(input.Type);
    const tags = requestedTags(input.Tags);
    const action = 'organizations:CreatePolicy';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const policy: Policy = {
      id: `p-${ids.alphanumeric(10)}`,
      organizationId: organization.id,
      type,
      name: required(input.Name),
      description: required(input.Description),
      content: required(input.Content),
      awsManaged: false,
      createdAt: call.now,
    };
    const resource = policyArn(organization, policy);
    const keys = { ...requestTagKeys(tags), ...policyTypeKey(type) };
    call.touch({ type: 'AWS::Organizations::Policy', name: policy.id });
    await permit(call, membership, { action, resource, keys });
    if (tags.size > 0)
      await permit(call, membership, { action: 'organizations:TagResource', resource, keys });

    if (organization.featureSet !== 'ALL') throw typeNotAvailable();
    await requireContent(policy.content, type);
    const { tx } = call;
    const namesake = await policies.findNamed(tx, organization.id, type, policy.name);
    if (namesake !== undefined || !(await policies.insert(tx, policy))) throw policyExists();
    if ((await policies.count(tx, organization.id, type)) > POLICIES_QUOTA) throw tooManyPolicies();
    await addTags(tx, organization, resource, tags);
    return { Policy: { PolicySummary: policyView(organization, policy), Content: policy.content } };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
export const describePolicy = () =>
  reads<DescribePolicyRequest, DescribePolicyResponse>({}, async (input, call) => {
    check(input, { PolicyId: POLICY_ID });
    const id = required(input.PolicyId);
    const { organization, policy } = await permittedPolicy(
      call,
      'organizations:DescribePolicy',
      id,
    );
    return { Policy: { PolicySummary: policyView(organization, policy), Content: policy.content } };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html */
export const updatePolicy = () =>
  writes<UpdatePolicyRequest, UpdatePolicyResponse>({}, async (input, call) => {
    check(input, { PolicyId: POLICY_ID, Name: NAME, Description: DESCRIPTION, Content: CONTENT });
    const id = required(input.PolicyId);
    const { organization, policy } = await permittedPolicy(call, 'organizations:UpdatePolicy', id);
    if (policy.awsManaged) throw immutablePolicy();
    const changed: Policy = {
      ...policy,
      name: input.Name ?? policy.name,
      description: input.Description ?? policy.description,
      content: input.Content ?? policy.content,
    };
    if (input.Content !== undefined) await requireContent(changed.content, policy.type);
    const { tx } = call;
    const namesake = await policies.findNamed(tx, organization.id, policy.type, changed.name);
    if (namesake !== undefined && namesake.id !== id) throw policyExists();
    await policies.update(tx, changed);
    organizationChanged(tx);
    return {
      Policy: { PolicySummary: policyView(organization, changed), Content: changed.content },
    };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html */
export const deletePolicy = () =>
  writes<DeletePolicyRequest, void>({}, async (input, call) => {
    check(input, { PolicyId: POLICY_ID });
    const id = required(input.PolicyId);
    const { organization, policy } = await permittedPolicy(call, 'organizations:DeletePolicy', id);
    if (policy.awsManaged) throw immutablePolicy();
    if (!(await policies.removeUnattached(call.tx, organization.id, id))) throw policyInUse();
    await tagStore.removeAll(call.tx, policyArn(organization, policy));
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html */
export const listPolicies = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListPoliciesRequest, ListPoliciesResponse>({}, async (input, call) => {
    check(input, PAGE);
    const type = policyTypeOf(input.Filter);
    const action = 'organizations:ListPolicies';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    await permit(call, membership, { action, resource: '*', keys: policyTypeKey(type) });
    const { after, fetch, cut } = listing(pages, call, action, input, { type });
    const from = { createdAt: after.at, id: after.id };
    const rows = await policies.list(call.tx, organization.id, type, from, fetch);
    const { items, more } = cut(rows, (row) => [row.createdAt.getTime(), row.id]);
    return { Policies: items.map((row) => policyView(organization, row)), ...more };
  });
