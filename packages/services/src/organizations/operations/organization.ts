import type {
  CreateOrganizationRequest,
  CreateOrganizationResponse,
  DescribeOrganizationResponse,
  ListRootsRequest,
  ListRootsResponse,
} from '@aws-sdk/client-organizations';
import { reads, tagStore, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { membershipOf, permit, permitMember } from '../access.ts';
import { accountArn, policyArn, resourcePolicyArn, rootArn, unitArn } from '../arns.ts';
import { accountChanged } from '../changes.ts';
import type { OrganizationsDeps } from '../deps.ts';
import { alreadyInOrganization, organizationNotEmpty } from '../errors.ts';
import { listing } from '../listing.ts';
import { attachManaged } from '../managed-policies.ts';
import { identityOf, join } from '../members.ts';
import type { Organization } from '../model.ts';
import { accounts, standalone } from '../repositories/accounts.ts';
import { resourcePolicies } from '../repositories/delegation.ts';
import { handshakes } from '../repositories/handshakes.ts';
import { organizations } from '../repositories/organizations.ts';
import { policies } from '../repositories/policies.ts';
import { units } from '../repositories/units.ts';
import { check, PAGE } from '../validation.ts';
import { organizationView, rootView } from '../views.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html */
export const createOrganization = ({ ids }: Pick<OrganizationsDeps, 'ids'>) =>
  writes<CreateOrganizationRequest, CreateOrganizationResponse>({}, async (input, call) => {
    check(input, { FeatureSet: { oneOf: ['ALL', 'CONSOLIDATED_BILLING'] } });
    const { tx, account, now } = call;
    await call.authorize('organizations:CreateOrganization', '*', {}, { resourceAccount: account });
    if ((await accounts.find(tx, account)) !== undefined) throw alreadyInOrganization();

    const { name, email } = await identityOf(tx, account);
    const organization: Organization = {
      id: `o-${ids.alphanumeric(10)}`,
      managementAccount: account,
      managementEmail: email,
      featureSet: input.FeatureSet === 'CONSOLIDATED_BILLING' ? 'CONSOLIDATED_BILLING' : 'ALL',
      rootId: `r-${ids.alphanumeric(4)}`,
      createdAt: now,
    };
    const { id, rootId } = organization;
    if (!(await organizations.insert(tx, organization))) throw alreadyInOrganization();
    // The API reference has service control policies enabled by this call. AWS does not: Terraform, which enables them
    // right afterwards, would otherwise be told PolicyTypeAlreadyEnabledException.
    await attachManaged(tx, id, rootId);
    const joined = await join(tx, organization, {
      account,
      organizationId: id,
      parentId: rootId,
      name,
      email,
      status: 'ACTIVE',
      joinedMethod: 'INVITED',
      joinedAt: now,
    });
    if (!joined) throw alreadyInOrganization();
    call.touch({ type: 'AWS::Organizations::Organization', name: id });
    return { Organization: organizationView(organization) };
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
export const describeOrganization = () =>
  reads<object, DescribeOrganizationResponse>({}, async (_input, call) => {
    const action = 'organizations:DescribeOrganization';
    const { organization } = await membershipOf(call, action);
    await permitMember(call, { action, resource: '*' });
    return { Organization: organizationView(organization) };
  });

const removeTags = async (tx: Tx, organization: Organization): Promise<void> => {
  const { id, rootId, managementAccount } = organization;
  const policy = await resourcePolicies.find(tx, id);
  const arns = [
    rootArn(organization, rootId),
    accountArn(organization, managementAccount),
    ...(await units.ids(tx, id)).map((unit) => unitArn(organization, unit)),
    ...(await policies.ofOrganization(tx, id)).map((own) => policyArn(organization, own)),
    ...(policy === undefined ? [] : [resourcePolicyArn(organization, policy.id)]),
  ];
  for (const arn of arns) await tagStore.removeAll(tx, arn);
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html */
export const deleteOrganization = () =>
  writes<object, void>({}, async (_input, call) => {
    const action = 'organizations:DeleteOrganization';
    const { tx, now } = call;
    const membership = await membershipOf(call, action);
    await permit(call, membership, { action, resource: '*' });
    const { organization, account } = membership;
    const { id } = organization;
    call.touch({ type: 'AWS::Organizations::Organization', name: id });
    if ((await accounts.ids(tx, id)).length > 1) throw organizationNotEmpty();

    for (const invitation of await handshakes.waiting(tx, id, 'INVITE', now))
      await handshakes.setState(tx, invitation, 'CANCELED');
    await removeTags(tx, organization);
    await organizations.remove(tx, id);
    await standalone.insert(tx, account);
    accountChanged(tx, account.account);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
export const listRoots = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListRootsRequest, ListRootsResponse>({}, async (input, call) => {
    check(input, PAGE);
    const action = 'organizations:ListRoots';
    const membership = await membershipOf(call, action);
    await permit(call, membership, { action, resource: '*' });
    const { organization } = membership;
    // There is one root: a token for a second page was never given out.
    listing(pages, call, 'ListRoots', input);
    const enabled = await policies.enabledTypes(call.tx, organization.id);
    return { Roots: [rootView(organization, enabled)] };
  });
