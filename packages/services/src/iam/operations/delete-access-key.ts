import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { noSuchAccessKey } from '../errors.ts';
import { ACCESS_KEY_ID, EXISTING_USER_NAME, required } from '../names.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html */
export const deleteAccessKey = () =>
  writes<DeleteAccessKeyRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, AccessKeyId: ACCESS_KEY_ID } },
    async (input, call) => {
      const id = required('accessKeyId', input.AccessKeyId);
      call.touch({ type: 'AWS::IAM::AccessKey', name: id });
      const owner = await authorizeSubject(call, 'iam:DeleteAccessKey', input.UserName);
      if (!(await accessKeys.delete(call.tx, owner.id, id))) throw noSuchAccessKey(id);
      return {};
    },
  );
