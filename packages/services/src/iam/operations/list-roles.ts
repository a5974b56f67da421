import type { ListRolesRequest, ListRolesResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { listedRoleView } from '../access-views.ts';
import { roleArn } from '../arns.ts';
import { nameKey, pageLimits, pathPrefixLimit, pathPrefixOf } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import { roles } from '../repositories/roles.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export const listRoles = ({ pages }: Pick<AccessDeps, 'pages'>) =>
  reads<ListRolesRequest, ListRolesResponse>(
    { limits: { ...pageLimits, ...pathPrefixLimit } },
    async (input, call) => {
      const prefix = pathPrefixOf(input.PathPrefix);
      await call.authorize('iam:ListRoles', roleArn(call.account, prefix, ''));
      const page = paging(pages, call, 'ListRoles', input, { prefix });
      const after = nameKey(afterName(page));
      const rows = await roles.list(call.tx, call.account, prefix, after, page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      return {
        Roles: await Promise.all(items.map((role) => listedRoleView(call.tx, role))),
        ...more,
      };
    },
  );
