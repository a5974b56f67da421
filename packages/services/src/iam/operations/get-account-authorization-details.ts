import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
} from '@aws-sdk/client-iam';
import { type Call, reads } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { groupDetail, policyDetail, roleDetail, userDetail } from '../account-details.ts';
import { fromCustomer, type ManagedPolicies, type ManagedPolicy } from '../managed-policies.ts';
import { nameKey, pageLimits } from '../names.ts';
import { paging } from '../paging.ts';
import { type Group, groups } from '../repositories/groups.ts';
import { holdings } from '../repositories/holdings.ts';
import { policies, type PolicyListFilter, type PolicyUsage } from '../repositories/policies.ts';
import { type Role, roles } from '../repositories/roles.ts';
import { type User, users } from '../repositories/users.ts';

const KINDS = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'] as const;
type Kind = (typeof KINDS)[number];

/** One entity of the account, by the kind of list that it is answered in. */
type Entity =
  | { readonly kind: 'User'; readonly name: string; readonly of: User }
  | { readonly kind: 'Group'; readonly name: string; readonly of: Group }
  | { readonly kind: 'Role'; readonly name: string; readonly of: Role }
  | {
      readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy';
      readonly name: string;
      readonly of: ManagedPolicy & PolicyUsage;
    };

const EVERYTHING: PolicyListFilter = { pathPrefix: '/', attachedOnly: false, usage: undefined };
const UNUSED: PolicyUsage = { attachments: 0, boundaries: 0 };

const awsPolicies = async (
  { tx, account }: Call,
  managed: ManagedPolicies,
  after: string,
  limit: number,
): Promise<readonly Entity[]> => {
  const usages = await holdings.usageOfAwsPolicies(tx, account);
  return managed
    .all()
    .filter(({ name }) => nameKey(name) > nameKey(after))
    .slice(0, limit)
    .map((policy) => ({
      kind: 'AWSManagedPolicy',
      name: policy.name,
      of: { ...policy, ...(usages.get(policy.arn) ?? UNUSED) },
    }));
};

/** Entities of one kind by name, after the name `after`. */
const entities = async (
  call: Call,
  managed: ManagedPolicies,
  kind: Kind,
  after: string,
  limit: number,
): Promise<readonly Entity[]> => {
  const { tx, account } = call;
  switch (kind) {
    case 'User': {
      const found = await users.list(tx, account, '/', after, limit);
      return found.map((of) => ({ kind, name: of.name, of }));
    }
    case 'Group': {
      const found = await groups.list(tx, account, '/', after, limit);
      return found.map((of) => ({ kind, name: of.name, of }));
    }
    case 'Role': {
      const found = await roles.list(tx, account, '/', nameKey(after), limit);
      return found.map((of) => ({ kind, name: of.name, of }));
    }
    case 'LocalManagedPolicy': {
      const found = await policies.list(tx, account, EVERYTHING, nameKey(after), limit);
      return found.map((row) => ({
        kind,
        name: row.name,
        of: { ...fromCustomer(row), attachments: row.attachments, boundaries: row.boundaries },
      }));
    }
    case 'AWSManagedPolicy':
      return awsPolicies(call, managed, after, limit);
    default:
      return kind satisfies never;
  }
};

type Details = Required<
  Pick<
    GetAccountAuthorizationDetailsResponse,
    'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies'
  >
>;

const addDetail = async (
  { tx }: Call,
  managed: ManagedPolicies,
  entity: Entity,
  details: Details,
): Promise<void> => {
  switch (entity.kind) {
    case 'User':
      details.UserDetailList?.push(await userDetail(tx, entity.of));
      return;
    case 'Group':
      details.GroupDetailList?.push(await groupDetail(tx, entity.of));
      return;
    case 'Role':
      details.RoleDetailList?.push(await roleDetail(tx, entity.of));
      return;
    case 'LocalManagedPolicy':
    case 'AWSManagedPolicy':
      details.Policies?.push(await policyDetail(tx, managed, entity.of));
      return;
    default:
      entity satisfies never;
  }
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html */
export const getAccountAuthorizationDetails = ({
  managed,
  pages,
}: Pick<AccessDeps, 'managed' | 'pages'>) =>
  reads<GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse>(
    { limits: { ...pageLimits, 'Filter[]': { oneOf: KINDS, sensitive: true } } },
    async (input, call) => {
      await call.authorize('iam:GetAccountAuthorizationDetails', '*');
      const filter = [...new Set(input.Filter ?? [])];
      const kinds = KINDS.filter((kind) => filter.length === 0 || filter.includes(kind));
      const operation = 'GetAccountAuthorizationDetails';
      const page = paging(pages, call, operation, input, { kinds });
      const [from = 0, name = ''] = page.after ?? [];
      const found: Entity[] = [];
      for (const [index, kind] of kinds.entries()) {
        if (index < Number(from)) continue;
        const after = page.after !== undefined && index === from ? String(name) : '';
        const wanted = page.fetch - found.length;
        if (wanted > 0) found.push(...(await entities(call, managed, kind, after, wanted)));
      }
      const { items, more } = page.cut(found, (entity) => [
        kinds.indexOf(entity.kind),
        entity.name,
      ]);
      const details: Details = {
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: [],
        Policies: [],
      };
      for (const entity of items) await addDetail(call, managed, entity, details);
      return { ...details, ...more };
    },
  );
