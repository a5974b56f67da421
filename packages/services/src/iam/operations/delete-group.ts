import type { DeleteGroupRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { deleteConflict } from '../errors.ts';
import { GROUP_NAME, required } from '../names.ts';
import type { AccessPart } from '../parts.ts';
import { groupMembers, groups } from '../repositories/groups.ts';
import { authorizeGroup } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html */
export const deleteGroup = ({ holdings }: Pick<AccessPart, 'holdings'>) =>
  writes<DeleteGroupRequest, object>({ limits: { GroupName: GROUP_NAME } }, async (input, call) => {
    const group = await authorizeGroup(
      call,
      'iam:DeleteGroup',
      required('groupName', input.GroupName),
    );
    const { attached, inline } = await holdings(call.tx, group.id);
    if (attached > 0) throw deleteConflict('detach all policies');
    if (inline > 0) throw deleteConflict('delete policies');
    if ((await groupMembers.countOfGroup(call.tx, group.id)) > 0)
      throw deleteConflict('remove users from group');

    await groups.delete(call.tx, group.id);
    return {};
  });
