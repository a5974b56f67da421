import type { AddUserToGroupRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { limitExceeded } from '../errors.ts';
import { EXISTING_USER_NAME, GROUP_NAME } from '../names.ts';
import { GROUPS_PER_USER_QUOTA } from '../quotas.ts';
import { groupMembers } from '../repositories/groups.ts';
import { authorizeMembership } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html */
export const addUserToGroup = () =>
  writes<AddUserToGroupRequest, object>(
    { limits: { GroupName: GROUP_NAME, UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const { user, group } = await authorizeMembership(call, 'iam:AddUserToGroup', input);
      await groupMembers.add(call.tx, group.id, user.id);
      if ((await groupMembers.countOfUser(call.tx, user.id)) > GROUPS_PER_USER_QUOTA)
        throw limitExceeded('GroupsPerUser', GROUPS_PER_USER_QUOTA);
      return {};
    },
  );
