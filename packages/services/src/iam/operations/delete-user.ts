import type { DeleteUserRequest } from '@aws-sdk/client-iam';
import { tagStore, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { policiesChanged } from '../changes.ts';
import { deleteConflict } from '../errors.ts';
import { EXISTING_USER_NAME, required } from '../names.ts';
import type { AccessPart } from '../parts.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { groupMembers } from '../repositories/groups.ts';
import { loginProfiles } from '../repositories/login-profiles.ts';
import { mfaDevices } from '../repositories/mfa-devices.ts';
import { serviceCredentials } from '../repositories/service-credentials.ts';
import { signingCertificates } from '../repositories/signing-certificates.ts';
import { sshPublicKeys } from '../repositories/ssh-public-keys.ts';
import { type User, users } from '../repositories/users.ts';
import { authorizeUser } from '../subject.ts';

type Deps = Pick<AccessPart, 'holdings'>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html */
export const deleteUser = ({ holdings }: Deps) =>
  writes<DeleteUserRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const { user, arn } = await authorizeUser(
        call,
        'iam:DeleteUser',
        required('userName', input.UserName),
      );
      const obstacle = await obstacleTo(call.tx, user, holdings);
      if (obstacle !== undefined) throw deleteConflict(obstacle);

      await users.delete(call.tx, user.id);
      await tagStore.removeAll(call.tx, arn);
      policiesChanged(call.tx, user.id);
      return {};
    },
  );

/** What has to be done before the user can go, in the order in which AWS asks for it. */
const obstacleTo = async (
  tx: Tx,
  { id }: User,
  holdings: AccessPart['holdings'],
): Promise<string | undefined> => {
  const { attached, inline } = await holdings(tx, id);
  if (attached > 0) return 'detach all policies';
  if (inline > 0) return 'delete policies';
  if ((await accessKeys.count(tx, id)) > 0) return 'delete access keys';
  if ((await loginProfiles.find(tx, id)) !== undefined) return 'delete login profile';
  if ((await groupMembers.countOfUser(tx, id)) > 0) return 'remove users from group';
  if ((await mfaDevices.countOf(tx, id)) > 0) return 'delete MFA device';
  if ((await signingCertificates.count(tx, id)) > 0) return 'delete signing certificates';
  const others = (await sshPublicKeys.count(tx, id)) + (await serviceCredentials.count(tx, id));
  return others > 0 ? 'remove referenced objects' : undefined;
};
