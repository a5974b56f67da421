import type {
  AttachPolicyRequest,
  DetachPolicyRequest,
  ListPoliciesForTargetRequest,
  ListPoliciesForTargetResponse,
  ListTargetsForPolicyRequest,
  ListTargetsForPolicyResponse,
  PolicyTargetSummary,
} from '@aws-sdk/client-organizations';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { membershipOf, permit } from '../access.ts';
import { organizationChanged } from '../changes.ts';
import type { OrganizationsDeps } from '../deps.ts';
import {
  alreadyAttached,
  lastAttached,
  notAttached,
  notDetachable,
  noSuchTarget,
  tooManyAttached,
  typeNotEnabled,
} from '../errors.ts';
import { listing } from '../listing.ts';
import { type FoundPolicy, permittedPolicy, policyTypeKey } from '../permitted-policy.ts';
import { attachedQuota } from '../quotas.ts';
import { attachments } from '../repositories/attachments.ts';
import { policies } from '../repositories/policies.ts';
import { taggedKeys } from '../tags.ts';
import { type Place, placeOf } from '../targets.ts';
import { check, PAGE, POLICY_ID, policyTypeOf, required, TARGET_ID } from '../validation.ts';
import { policyView } from '../views.ts';

interface Attachment extends FoundPolicy {
  readonly target: Place;
}

type Loose = Pick<OrganizationsDeps, 'acceptsLooseInput'>;

/** Policy and target that a request names: the caller must have both. */
const permittedAttachment = async (
  call: Call,
  action: string,
  input: AttachPolicyRequest,
  { acceptsLooseInput = false }: Loose,
): Promise<Attachment> => {
  check(input, { PolicyId: POLICY_ID, TargetId: TARGET_ID });
  const found = await permittedPolicy(call, action, required(input.PolicyId));
  const { membership, organization, policy } = found;
  const target = await placeOf(call.tx, organization, required(input.TargetId));
  const keys = { ...(await taggedKeys(call, target.arn)), ...policyTypeKey(policy.type) };
  await permit(call, membership, { action, resource: target.arn, keys });
  if (target.name === undefined) throw noSuchTarget();
  const enabled = await policies.enabledTypes(call.tx, organization.id);
  const passes = acceptsLooseInput && policy.type === 'SERVICE_CONTROL_POLICY';
  if (!enabled.has(policy.type) && !passes) throw typeNotEnabled();
  return { ...found, target };
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
export const attachPolicy = (deps: Loose) =>
  writes<AttachPolicyRequest, void>({}, async (input, call) => {
    const { organization, policy, target } = await permittedAttachment(
      call,
      'organizations:AttachPolicy',
      input,
      deps,
    );
    const { tx } = call;
    const { id } = organization;
    if (!(await attachments.insert(tx, id, target.id, policy))) throw alreadyAttached();
    const attached = await attachments.ofTarget(tx, id, target.id, policy.type);
    if (attached.length > attachedQuota(policy.type)) throw tooManyAttached();
    organizationChanged(tx);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html */
export const detachPolicy = (deps: Loose) =>
  writes<DetachPolicyRequest, void>({}, async (input, call) => {
    const { organization, policy, target } = await permittedAttachment(
      call,
      'organizations:DetachPolicy',
      input,
      deps,
    );
    const { tx } = call;
    const { id } = organization;
    // Resource control policies only deny, and deny nothing without this one.
    if (policy.id === 'p-RCPFullAWSAccess') throw notDetachable();
    if (!(await attachments.remove(tx, id, target.id, policy.id))) throw notAttached();
    const left = await attachments.ofTarget(tx, id, target.id, policy.type);
    if (policy.type === 'SERVICE_CONTROL_POLICY' && left.length === 0) throw lastAttached();
    organizationChanged(tx);
  });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export const listPoliciesForTarget = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse>({}, async (input, call) => {
    check(input, { TargetId: TARGET_ID, ...PAGE });
    const type = policyTypeOf(input.Filter);
    const action = 'organizations:ListPoliciesForTarget';
    const membership = await membershipOf(call, action);
    const { organization } = membership;
    const target = await placeOf(call.tx, organization, required(input.TargetId));
    const keys = { ...(await taggedKeys(call, target.arn)), ...policyTypeKey(type) };
    await permit(call, membership, { action, resource: target.arn, keys });
    if (target.name === undefined) throw noSuchTarget();
    const page = listing(pages, call, action, input, { target: target.id, type });
    // A handful at most may be attached, so all that follow are read.
    const { id } = organization;
    const rows = await attachments.ofTarget(call.tx, id, target.id, type, page.after.id);
    const { items, more } = page.cut(rows, (row) => [row.id]);
    return { Policies: items.map((row) => policyView(organization, row)), ...more };
  });

const summary = ({ id, arn, name, type }: Place): PolicyTargetSummary => ({
  TargetId: id,
  Arn: arn,
  Name: name,
  Type: type,
});

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
export const listTargetsForPolicy = ({ pages }: Pick<OrganizationsDeps, 'pages'>) =>
  reads<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse>({}, async (input, call) => {
    check(input, { PolicyId: POLICY_ID, ...PAGE });
    const action = 'organizations:ListTargetsForPolicy';
    const found = await permittedPolicy(call, action, required(input.PolicyId));
    const { organization, policy } = found;
    const page = listing(pages, call, action, input, { policy: policy.id });
    const { id } = organization;
    const rows = await attachments.targets(call.tx, id, policy.id, page.after.id, page.fetch);
    const { items, more } = page.cut(rows, (row) => [row]);
    const targets: PolicyTargetSummary[] = [];
    for (const target of items) targets.push(summary(await placeOf(call.tx, organization, target)));
    return { Targets: targets, ...more };
  });
