import type { ListPoliciesRequest, ListPoliciesResponse } from '@aws-sdk/client-iam';
import { type Call, reads } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { policyView } from '../access-views.ts';
import { fromCustomer, type ManagedPolicies, type ManagedPolicy } from '../managed-policies.ts';
import { nameKey, pageLimits, pathPrefixLimit, pathPrefixOf } from '../names.ts';
import { paging } from '../paging.ts';
import { holdings } from '../repositories/holdings.ts';
import { policies, type PolicyListFilter, type PolicyUsage } from '../repositories/policies.ts';

type Listed = ManagedPolicy & PolicyUsage;

const UNUSED: PolicyUsage = { attachments: 0, boundaries: 0 };

const passes = (
  { path, attachments, boundaries }: Listed,
  { pathPrefix, attachedOnly, usage }: PolicyListFilter,
): boolean =>
  path.startsWith(pathPrefix) &&
  (!attachedOnly || attachments + boundaries > 0) &&
  (usage !== 'PermissionsPolicy' || attachments > 0) &&
  (usage !== 'PermissionsBoundary' || boundaries > 0);

/** Those of AWS come first in the list, each half by name. */
const position = ({ own, name }: ManagedPolicy): [number, string] => [
  own === undefined ? 0 : 1,
  nameKey(name),
];

const awsPolicies = async (
  managed: ManagedPolicies,
  { tx, account }: Call,
  filter: PolicyListFilter,
  after: string,
  limit: number,
): Promise<readonly Listed[]> => {
  const usages = await holdings.usageOfAwsPolicies(tx, account);
  return managed
    .all()
    .map((policy) => ({ ...policy, ...(usages.get(policy.arn) ?? UNUSED) }))
    .filter((policy) => nameKey(policy.name) > after && passes(policy, filter))
    .slice(0, limit);
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const listPolicies = ({ pages, managed }: Pick<AccessDeps, 'pages' | 'managed'>) =>
  reads<ListPoliciesRequest, ListPoliciesResponse>(
    {
      limits: {
        ...pageLimits,
        ...pathPrefixLimit,
        Scope: { oneOf: ['All', 'AWS', 'Local'], sensitive: true },
        PolicyUsageFilter: {
          oneOf: ['PermissionsPolicy', 'PermissionsBoundary'],
          sensitive: true,
        },
      },
    },
    async (input, call) => {
      const filter: PolicyListFilter = {
        pathPrefix: pathPrefixOf(input.PathPrefix),
        attachedOnly: input.OnlyAttached === true,
        usage: input.PolicyUsageFilter,
      };
      const scope = input.Scope ?? 'All';
      // IAM's own name for what ListPolicies is authorized on; only Resource "*" matches it.
      await call.authorize('iam:ListPolicies', `policy path ${filter.pathPrefix}`);
      const page = paging(pages, call, 'ListPolicies', input, { ...filter, scope });
      const [half = 0, name = ''] = page.after ?? [];
      const found: Listed[] = [];
      if (scope !== 'Local' && half === 0)
        found.push(...(await awsPolicies(managed, call, filter, String(name), page.fetch)));
      if (scope !== 'AWS' && found.length < page.fetch) {
        const after = half === 1 ? String(name) : '';
        const rows = await policies.list(
          call.tx,
          call.account,
          filter,
          after,
          page.fetch - found.length,
        );
        found.push(
          ...rows.map((row) => ({
            ...fromCustomer(row),
            attachments: row.attachments,
            boundaries: row.boundaries,
          })),
        );
      }
      const { items, more } = page.cut(found, position);
      return { Policies: items.map((policy) => policyView(policy, policy)), ...more };
    },
  );
