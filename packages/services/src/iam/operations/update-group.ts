import type { UpdateGroupRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { groupArn } from '../arns.ts';
import { groupExists } from '../errors.ts';
import { GROUP_NAME, PATH, pathOf, required, requireName } from '../names.ts';
import { arnOfGroup, groups } from '../repositories/groups.ts';
import { authorizeGroup } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html */
export const updateGroup = () =>
  writes<UpdateGroupRequest, object>(
    { limits: { GroupName: GROUP_NAME, NewGroupName: GROUP_NAME, NewPath: PATH } },
    async (input, call) => {
      if (input.NewGroupName !== undefined) requireName('newGroupName', input.NewGroupName);
      const group = await authorizeGroup(
        call,
        'iam:UpdateGroup',
        required('groupName', input.GroupName),
      );
      const name = input.NewGroupName ?? group.name;
      const path = input.NewPath === undefined ? group.path : pathOf(input.NewPath);
      const target = groupArn(call.account, path, name);
      // A rename is a right on both the group as it is and the group as it will be (API reference, UpdateGroup).
      if (target !== arnOfGroup(group)) await call.authorize('iam:UpdateGroup', target);

      if (!(await groups.rename(call.tx, group, name, path))) throw groupExists(name);
      return {};
    },
  );
