import type { TagUserRequest } from '@aws-sdk/client-iam';
import { requestTagKeys, writes } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, required } from '../names.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { users } from '../repositories/users.ts';
import { authorizeUser } from '../subject.ts';
import { addTags, requestedTags, tagLimits, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html */
export const tagUser = () =>
  writes<TagUserRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, ...tagLimits } },
    async (input, call) => {
      const tags = requestedTags(required('tags', input.Tags));
      const { user, arn } = await authorizeUser(
        call,
        'iam:TagUser',
        required('userName', input.UserName),
        requestTagKeys(tags),
      );
      await addTags(call.tx, tagOwner(arn, call.account, 'iam:user'), tags);
      users.changed(call.tx, user.id);
      await accessKeys.ownerChanged(call.tx, user.id);
      return {};
    },
  );
