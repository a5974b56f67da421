import type { ListUsersRequest, ListUsersResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { userArn } from '../arns.ts';
import { loosePathPrefix } from '../loose-input.ts';
import { pageLimits, pathPrefixLimit } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { users } from '../repositories/users.ts';
import { listedUser } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html */
export const listUsers = ({
  pages,
  acceptsLooseInput = false,
}: Pick<IamDeps, 'pages' | 'acceptsLooseInput'>) =>
  reads<ListUsersRequest, ListUsersResponse>(
    { limits: { ...pageLimits, ...pathPrefixLimit } },
    async (input, call) => {
      const prefix = loosePathPrefix(input.PathPrefix, acceptsLooseInput);
      await call.authorize('iam:ListUsers', userArn(call.account, prefix, ''));
      const page = paging(pages, call, 'ListUsers', input, { prefix });
      const rows = await users.list(call.tx, call.account, prefix, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      return { Users: items.map(listedUser), ...more };
    },
  );
