import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchAccessKey } from '../errors.ts';
import { looseKeyOwner } from '../loose-input.ts';
import { ACCESS_KEY_ID, EXISTING_USER_NAME, required } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export const deleteAccessKey = ({
  acceptsLooseInput = false,
}: Pick<IamDeps, 'acceptsLooseInput'>) =>
  writes<DeleteAccessKeyRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, AccessKeyId: ACCESS_KEY_ID } },
    async (input, call) => {
      const id = required('accessKeyId', input.AccessKeyId);
      call.touch({ type: 'AWS::IAM::AccessKey', name: id });
      const userName = await looseKeyOwner(call, input.UserName, id, acceptsLooseInput);
      const owner = await authorizeSubject(call, 'iam:DeleteAccessKey', userName);
      if (!(await accessKeys.delete(call.tx, owner.id, id))) throw noSuchAccessKey(id);
      return {};
    },
  );
