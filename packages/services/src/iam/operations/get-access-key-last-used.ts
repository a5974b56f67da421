import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
} from '@aws-sdk/client-iam';
import { principalArn, reads, resourceTagKeys, rootArn, tagStore } from '@gatehouse/service-kit';
import { mayNotSeeAccessKey } from '../errors.ts';
import { ACCESS_KEY_ID, required } from '../names.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { arnOfUser, users } from '../repositories/users.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export const getAccessKeyLastUsed = () =>
  reads<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>(
    { limits: { AccessKeyId: ACCESS_KEY_ID } },
    async (input, call) => {
      const id = required('accessKeyId', input.AccessKeyId);
      call.touch({ type: 'AWS::IAM::AccessKey', name: id });
      const key = await accessKeys.find(call.tx, id);
      // Another account's key and no key at all look the same to the caller.
      if (key === undefined || key.account !== call.account)
        throw mayNotSeeAccessKey(principalArn(call.principal), id);
      const user = key.ownerId === key.account ? undefined : await users.byId(call.tx, key.ownerId);
      const arn = user === undefined ? rootArn(key.account) : arnOfUser(user);
      const tags = await tagStore.of(call.tx, arn);
      await call.authorize('iam:GetAccessKeyLastUsed', arn, resourceTagKeys('iam', tags));

      return {
        ...(user === undefined ? {} : { UserName: user.name }),
        AccessKeyLastUsed: {
          ...(key.lastUsed === undefined ? {} : { LastUsedDate: key.lastUsed.at }),
          ServiceName: key.lastUsed?.service ?? 'N/A',
          Region: key.lastUsed?.region ?? 'N/A',
        },
      };
    },
  );
