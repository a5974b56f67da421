import type { UntagUserRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, required } from '../names.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { users } from '../repositories/users.ts';
import { authorizeUser } from '../subject.ts';
import { removeTags, tagKeyLimits } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html */
export const untagUser = () =>
  writes<UntagUserRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, ...tagKeyLimits } },
    async (input, call) => {
      const keys = required('tagKeys', input.TagKeys);
      const { user, arn } = await authorizeUser(
        call,
        'iam:UntagUser',
        required('userName', input.UserName),
        { 'aws:TagKeys': keys },
      );
      await removeTags(call.tx, arn, keys);
      users.changed(call.tx, user.id);
      await accessKeys.ownerChanged(call.tx, user.id);
      return {};
    },
  );
