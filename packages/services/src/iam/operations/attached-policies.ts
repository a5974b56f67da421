import type {
  AttachRolePolicyRequest,
  DetachRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import { reads, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import {
  authorizeHolder,
  holderLimit,
  type HolderNames,
  requireModifiable,
} from '../access-subject.ts';
import { attachedPolicyView } from '../access-views.ts';
import { limitExceeded } from '../errors.ts';
import { policyPathOf, requirePolicyArn } from '../managed-policies.ts';
import { ARN, pageLimits, pathPrefixLimit, pathPrefixOf, required } from '../names.ts';
import { paging } from '../paging.ts';
import { policyNotAttachable, policyNotFound, serviceRolePolicy } from '../policy-errors.ts';
import { type HolderKind, holders } from '../repositories/holders.ts';
import { holdings } from '../repositories/holdings.ts';
import { POLICIES_PER_HOLDER_QUOTA } from '../role-limits.ts';

/** A request of any of the three variants, by what they share and the name that each has of its own. */
type Variant<RoleRequest> = Omit<RoleRequest, 'RoleName'> & HolderNames;

const NOUNS = { user: 'User', group: 'Group', role: 'Role' } as const;
const QUOTAS = {
  user: 'PoliciesPerUser',
  group: 'PoliciesPerGroup',
  role: 'PoliciesPerRole',
} as const;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html, and for users and groups */
export const attachPolicy = (kind: HolderKind, { managed }: Pick<AccessDeps, 'managed'>) =>
  writes<Variant<AttachRolePolicyRequest>, object>(
    { limits: { ...holderLimit(kind), PolicyArn: ARN } },
    async (input, call) => {
      const arn = required('policyArn', input.PolicyArn);
      requirePolicyArn(arn);
      call.touch({ type: 'AWS::IAM::Policy', name: arn });
      const { holder } = await authorizeHolder(
        call,
        kind,
        `iam:Attach${NOUNS[kind]}Policy`,
        input,
        { 'iam:PolicyARN': arn },
      );
      requireModifiable(holder);
      const policy = await managed.find(call.tx, arn);
      const owner = policy?.own?.account ?? call.account;
      if (policy === undefined || owner !== call.account) throw policyNotAttachable(arn);
      if (!policy.attachable) throw serviceRolePolicy();

      if (!(await holdings.attach(call.tx, holder, arn))) return {};
      if ((await holdings.countAttached(call.tx, holder.id)) > POLICIES_PER_HOLDER_QUOTA)
        throw limitExceeded(QUOTAS[kind], POLICIES_PER_HOLDER_QUOTA);
      await holders.notifyChanged(call.tx, holder);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html, and for users and groups */
export const detachPolicy = (kind: HolderKind) =>
  writes<Variant<DetachRolePolicyRequest>, object>(
    { limits: { ...holderLimit(kind), PolicyArn: ARN } },
    async (input, call) => {
      const arn = required('policyArn', input.PolicyArn);
      requirePolicyArn(arn);
      call.touch({ type: 'AWS::IAM::Policy', name: arn });
      const { holder } = await authorizeHolder(
        call,
        kind,
        `iam:Detach${NOUNS[kind]}Policy`,
        input,
        { 'iam:PolicyARN': arn },
      );
      requireModifiable(holder);
      if (!(await holdings.detach(call.tx, holder.id, arn))) throw policyNotFound(arn);
      await holders.notifyChanged(call.tx, holder);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html, and for users and groups */
export const listAttachedPolicies = (kind: HolderKind, { pages }: Pick<AccessDeps, 'pages'>) =>
  reads<Variant<ListAttachedRolePoliciesRequest>, ListAttachedRolePoliciesResponse>(
    { limits: { ...holderLimit(kind), ...pathPrefixLimit, ...pageLimits } },
    async (input, call) => {
      const operation = `ListAttached${NOUNS[kind]}Policies`;
      const { holder } = await authorizeHolder(call, kind, `iam:${operation}`, input);
      const prefix = pathPrefixOf(input.PathPrefix);
      const page = paging(pages, call, operation, input, { id: holder.id, prefix });
      const all = await holdings.attached(call.tx, holder.id);
      // A handful at most, so a page is a slice; the token names its place and not the long ARN.
      const from = Number(page.after?.[0] ?? 0);
      const shown = all
        .map((arn, index) => ({ arn, place: index + 1 }))
        .filter(({ arn, place }) => place > from && policyPathOf(arn).startsWith(prefix));
      const { items, more } = page.cut(shown, ({ place }) => [place]);
      return { AttachedPolicies: items.map(({ arn }) => attachedPolicyView(arn)), ...more };
    },
  );
