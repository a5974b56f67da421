import type {
  DeleteRolePolicyRequest,
  GetRolePolicyRequest,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { reads, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import {
  authorizeHolder,
  holderLimit,
  type HolderNames,
  requireModifiable,
} from '../access-subject.ts';
import { checkedPermissions, DOCUMENT, encodedDocument, policySize } from '../documents.ts';
import { loosePolicyName } from '../loose-input.ts';
import { pageLimits, POLICY_NAME, required } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import { inlinePoliciesTooLarge, noSuchInlinePolicy } from '../policy-errors.ts';
import { type HolderKind, holders } from '../repositories/holders.ts';
import { holdings } from '../repositories/holdings.ts';
import { INLINE_POLICIES_SIZE } from '../role-limits.ts';

/** A request of any of the three variants, by what they share and the name that each has of its own. */
type Variant<RoleRequest> = Omit<RoleRequest, 'RoleName'> & HolderNames;

/** GetUserPolicy, GetGroupPolicy and GetRolePolicy answer with the holder under its own member. */
type InlinePolicyResponse = HolderNames & {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
};

const NOUNS = { user: 'User', group: 'Group', role: 'Role' } as const;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html, and for users and groups */
export const putInlinePolicy = (
  kind: HolderKind,
  { compiled, acceptsLooseInput = false }: Pick<AccessDeps, 'compiled' | 'acceptsLooseInput'>,
) =>
  writes<Variant<PutRolePolicyRequest>, object>(
    { limits: { ...holderLimit(kind), PolicyName: POLICY_NAME, PolicyDocument: DOCUMENT } },
    async (input, call) => {
      const name = loosePolicyName(input.PolicyName, acceptsLooseInput);
      const action = `iam:Put${NOUNS[kind]}Policy`;
      const { holder } = await authorizeHolder(call, kind, action, input);
      requireModifiable(holder);
      const document = required('policyDocument', input.PolicyDocument);
      checkedPermissions(compiled, document, { managed: false });
      const others = (await holdings.inline(call.tx, holder.id)).filter((one) => one.name !== name);
      const size = [...others, { document }].reduce(
        (sum, one) => sum + policySize(one.document),
        0,
      );
      const limit = INLINE_POLICIES_SIZE[kind];
      if (size > limit) throw inlinePoliciesTooLarge(kind, holder.name, limit);

      await holdings.putInline(call.tx, holder.id, { name, document });
      await holders.notifyChanged(call.tx, holder);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html, and for users and groups */
export const getInlinePolicy = (
  kind: HolderKind,
  { acceptsLooseInput = false }: Pick<AccessDeps, 'acceptsLooseInput'>,
) =>
  reads<Variant<GetRolePolicyRequest>, InlinePolicyResponse>(
    { limits: { ...holderLimit(kind), PolicyName: POLICY_NAME } },
    async (input, call) => {
      const name = loosePolicyName(input.PolicyName, acceptsLooseInput);
      const action = `iam:Get${NOUNS[kind]}Policy`;
      const { holder } = await authorizeHolder(call, kind, action, input);
      const policy = await holdings.inlineNamed(call.tx, holder.id, name);
      if (policy === undefined) throw noSuchInlinePolicy(kind, name);
      return {
        [`${NOUNS[kind]}Name`]: holder.name,
        PolicyName: policy.name,
        PolicyDocument: encodedDocument(policy.document),
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html, and for users and groups */
export const listInlinePolicies = (kind: HolderKind, { pages }: Pick<AccessDeps, 'pages'>) =>
  reads<Variant<ListRolePoliciesRequest>, ListRolePoliciesResponse>(
    { limits: { ...holderLimit(kind), ...pageLimits } },
    async (input, call) => {
      const operation = `List${NOUNS[kind]}Policies`;
      const { holder } = await authorizeHolder(call, kind, `iam:${operation}`, input);
      const page = paging(pages, call, operation, input, { id: holder.id });
      const names = await holdings.inlineNames(call.tx, holder.id, afterName(page), page.fetch);
      const { items, more } = page.cut(names, (name) => [name]);
      return { PolicyNames: [...items], ...more };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html, and for users and groups */
export const deleteInlinePolicy = (
  kind: HolderKind,
  { acceptsLooseInput = false }: Pick<AccessDeps, 'acceptsLooseInput'>,
) =>
  writes<Variant<DeleteRolePolicyRequest>, object>(
    { limits: { ...holderLimit(kind), PolicyName: POLICY_NAME } },
    async (input, call) => {
      const name = loosePolicyName(input.PolicyName, acceptsLooseInput);
      const action = `iam:Delete${NOUNS[kind]}Policy`;
      const { holder } = await authorizeHolder(call, kind, action, input);
      requireModifiable(holder);
      if (!(await holdings.deleteInline(call.tx, holder.id, name)))
        throw noSuchInlinePolicy(kind, name);
      await holders.notifyChanged(call.tx, holder);
      return {};
    },
  );
