import type { CreateGroupRequest, CreateGroupResponse } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { groupArn } from '../arns.ts';
import { groupExists, limitExceeded } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { loosePath } from '../loose-input.ts';
import { GROUP_NAME, PATH, required, requireName } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { GROUPS_QUOTA } from '../quotas.ts';
import { groups } from '../repositories/groups.ts';
import { groupView } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export const createGroup = ({
  ids,
  acceptsLooseInput = false,
}: Pick<IamDeps, 'ids' | 'acceptsLooseInput'>) =>
  writes<CreateGroupRequest, CreateGroupResponse>(
    { limits: { GroupName: GROUP_NAME, Path: PATH } },
    async (input, call) => {
      const name = required('groupName', input.GroupName);
      requireName('groupName', name);
      const path = loosePath(input.Path, acceptsLooseInput);
      call.touch({ type: 'AWS::IAM::Group', name });
      await call.authorize('iam:CreateGroup', groupArn(call.account, path, name));

      const id = uniqueId(ids, 'group');
      const group = { account: call.account, name, path, id, createdAt: call.now };
      if (!(await groups.insert(call.tx, group))) throw groupExists(name);
      if ((await groups.count(call.tx, call.account)) > GROUPS_QUOTA)
        throw limitExceeded('GroupsPerAccount', GROUPS_QUOTA);
      return { Group: groupView(group) };
    },
  );
