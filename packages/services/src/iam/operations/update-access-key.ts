import type { UpdateAccessKeyRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchAccessKey } from '../errors.ts';
import { looseKeyOwner } from '../loose-input.ts';
import { ACCESS_KEY_ID, EXISTING_USER_NAME, required, STATUS } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html */
export const updateAccessKey = ({
  acceptsLooseInput = false,
}: Pick<IamDeps, 'acceptsLooseInput'>) =>
  writes<UpdateAccessKeyRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, AccessKeyId: ACCESS_KEY_ID, Status: STATUS } },
    async (input, call) => {
      const id = required('accessKeyId', input.AccessKeyId);
      const status = required('status', input.Status) === 'Active' ? 'Active' : 'Inactive';
      call.touch({ type: 'AWS::IAM::AccessKey', name: id });
      const userName = await looseKeyOwner(call, input.UserName, id, acceptsLooseInput);
      const owner = await authorizeSubject(call, 'iam:UpdateAccessKey', userName);
      if (!(await accessKeys.setStatus(call.tx, owner.id, id, status, call.now)))
        throw noSuchAccessKey(id);
      return {};
    },
  );
