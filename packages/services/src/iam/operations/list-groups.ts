import type { ListGroupsRequest, ListGroupsResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { groupArn } from '../arns.ts';
import { pageLimits, pathPrefixLimit, pathPrefixOf } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { groups } from '../repositories/groups.ts';
import { groupView } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html */
export const listGroups = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListGroupsRequest, ListGroupsResponse>(
    { limits: { ...pageLimits, ...pathPrefixLimit } },
    async (input, call) => {
      const prefix = pathPrefixOf(input.PathPrefix);
      await call.authorize('iam:ListGroups', groupArn(call.account, prefix, ''));
      const page = paging(pages, call, 'ListGroups', input, { prefix });
      const rows = await groups.list(call.tx, call.account, prefix, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      return { Groups: items.map(groupView), ...more };
    },
  );
