import type { DeleteRoleRequest } from '@aws-sdk/client-iam';
import { tagStore, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { authorizeRole, requireModifiable } from '../access-subject.ts';
import { deleteConflict } from '../errors.ts';
import { ROLE_NAME } from '../names.ts';
import { holdings } from '../repositories/holdings.ts';
import { instanceProfiles } from '../repositories/instance-profiles.ts';
import { type Role, roles } from '../repositories/roles.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export const deleteRole = () =>
  writes<DeleteRoleRequest, object>({ limits: { RoleName: ROLE_NAME } }, async (input, call) => {
    const { role, arn } = await authorizeRole(call, 'iam:DeleteRole', input);
    requireModifiable(role);
    const obstacle = await obstacleTo(call.tx, role);
    if (obstacle !== undefined) throw deleteConflict(obstacle);

    await roles.delete(call.tx, role.id);
    await tagStore.removeAll(call.tx, arn);
    return {};
  });

/** What has to be done before the role can go. */
const obstacleTo = async (tx: Tx, { id }: Role): Promise<string | undefined> => {
  if ((await instanceProfiles.ofRole(tx, id, '', 1)).length > 0)
    return 'remove roles from instance profile';
  if ((await holdings.countAttached(tx, id)) > 0) return 'detach all policies';
  return (await holdings.countInline(tx, id)) > 0 ? 'delete policies' : undefined;
};
