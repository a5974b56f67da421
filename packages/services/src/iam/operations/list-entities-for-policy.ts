import type {
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse,
} from '@aws-sdk/client-iam';
import { type Limits, reads } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizePolicy } from '../access-subject.ts';
import { ARN, pageLimits, pathPrefixLimit, pathPrefixOf } from '../names.ts';
import { paging } from '../paging.ts';
import { policyNotAttachable } from '../policy-errors.ts';
import { holdings, type PolicyUser } from '../repositories/holdings.ts';

const KINDS = ['group', 'user', 'role'] as const;
const FILTERS = { Group: 'group', User: 'user', Role: 'role' } as const;

const LIMITS: Limits = {
  PolicyArn: ARN,
  EntityFilter: {
    oneOf: ['User', 'Role', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'],
    sensitive: true,
  },
  PolicyUsageFilter: { oneOf: ['PermissionsPolicy', 'PermissionsBoundary'], sensitive: true },
  ...pathPrefixLimit,
  ...pageLimits,
};

const kindsFor = (filter: string | undefined): readonly (typeof KINDS)[number][] => {
  if (filter === undefined) return KINDS;
  // The two kinds of policy are values of the same enumeration, and no policy holds a policy.
  return filter === 'Group' || filter === 'User' || filter === 'Role' ? [FILTERS[filter]] : [];
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html */
export const listEntitiesForPolicy = ({ managed, pages }: Pick<AccessDeps, 'managed' | 'pages'>) =>
  reads<ListEntitiesForPolicyRequest, ListEntitiesForPolicyResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { policy } = await authorizePolicy(
        managed,
        call,
        'iam:ListEntitiesForPolicy',
        input.PolicyArn,
        { reads: true, missing: policyNotAttachable },
      );
      const pathPrefix = pathPrefixOf(input.PathPrefix);
      const use = input.PolicyUsageFilter === 'PermissionsBoundary' ? 'boundary' : 'attachment';
      const page = paging(pages, call, 'ListEntitiesForPolicy', input, {
        arn: policy.arn,
        filter: input.EntityFilter,
        use,
        pathPrefix,
      });
      const kinds = kindsFor(input.EntityFilter);
      const [afterKind = '', afterName = ''] = page.after ?? [];
      const from = kinds.findIndex((kind) => kind === afterKind);
      const found: PolicyUser[] = [];
      for (const kind of kinds.slice(Math.max(from, 0))) {
        const limit = page.fetch - found.length;
        const after = kind === afterKind ? String(afterName) : '';
        found.push(
          ...(await holdings.usersOf(call.tx, {
            account: call.account,
            policyArn: policy.arn,
            kind,
            use,
            pathPrefix,
            after,
            limit,
          })),
        );
      }
      const { items, more } = page.cut(found, ({ kind, name }) => [kind, name]);
      const of = (kind: PolicyUser['kind']): readonly PolicyUser[] =>
        items.filter((item) => item.kind === kind);
      return {
        PolicyGroups: of('group').map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyUsers: of('user').map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyRoles: of('role').map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...more,
      };
    },
  );
