import type { RemoveUserFromGroupRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, GROUP_NAME } from '../names.ts';
import { groupMembers } from '../repositories/groups.ts';
import { authorizeMembership } from '../subject.ts';

/**
 * Succeeds for a user who is not a member.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html
 */
export const removeUserFromGroup = () =>
  writes<RemoveUserFromGroupRequest, object>(
    { limits: { GroupName: GROUP_NAME, UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const { user, group } = await authorizeMembership(call, 'iam:RemoveUserFromGroup', input);
      await groupMembers.remove(call.tx, group.id, user.id);
      return {};
    },
  );
