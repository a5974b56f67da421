import type { GetGroupRequest, GetGroupResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { GROUP_NAME, pageLimits, required } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { users } from '../repositories/users.ts';
import { authorizeGroup } from '../subject.ts';
import { groupView, listedUser } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html */
export const getGroup = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<GetGroupRequest, GetGroupResponse>(
    { limits: { GroupName: GROUP_NAME, ...pageLimits } },
    async (input, call) => {
      const group = await authorizeGroup(
        call,
        'iam:GetGroup',
        required('groupName', input.GroupName),
      );
      const page = paging(pages, call, 'GetGroup', input, { group: group.id });
      const rows = await users.inGroup(call.tx, group.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      return { Group: groupView(group), Users: items.map(listedUser), ...more };
    },
  );
