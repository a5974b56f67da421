import type { ListGroupsForUserRequest, ListGroupsForUserResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, pageLimits, required } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { groupMembers } from '../repositories/groups.ts';
import { authorizeUser } from '../subject.ts';
import { groupView } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html */
export const listGroupsForUser = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListGroupsForUserRequest, ListGroupsForUserResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const { user } = await authorizeUser(call, 'iam:ListGroupsForUser', name);
      const page = paging(pages, call, 'ListGroupsForUser', input, { user: user.id });
      const rows = await groupMembers.groupsOf(call.tx, user.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, (group) => [group.name]);
      return { Groups: items.map(groupView), ...more };
    },
  );
