import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { limitExceeded } from '../errors.ts';
import { issueAccessKey } from '../issue-access-key.ts';
import { EXISTING_USER_NAME } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { ACCESS_KEYS_PER_USER_QUOTA } from '../quotas.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
export const createAccessKey = (deps: Pick<IamDeps, 'ids' | 'vault'>) =>
  writes<CreateAccessKeyRequest, CreateAccessKeyResponse>(
    {
      limits: { UserName: EXISTING_USER_NAME },
      redactOutput: ['AccessKey.SecretAccessKey'],
    },
    async (input, call) => {
      const owner = await authorizeSubject(call, 'iam:CreateAccessKey', input.UserName);
      if ((await accessKeys.count(call.tx, owner.id)) >= ACCESS_KEYS_PER_USER_QUOTA)
        throw limitExceeded('AccessKeysPerUser', ACCESS_KEYS_PER_USER_QUOTA);

      const { account, now } = call;
      const key = await issueAccessKey(deps, call.tx, { account, ownerId: owner.id, now });
      call.touch({ type: 'AWS::IAM::AccessKey', name: key.accessKeyId });
      return {
        AccessKey: {
          UserName: owner.user?.name,
          AccessKeyId: key.accessKeyId,
          Status: 'Active',
          SecretAccessKey: key.secretAccessKey,
          CreateDate: now,
        },
      };
    },
  );
