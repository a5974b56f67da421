import type { UpdateUserRequest } from '@aws-sdk/client-iam';
import { resourceTagKeys, writes } from '@gatehouse/service-kit';
import { userArn } from '../arns.ts';
import { userExists } from '../errors.ts';
import { EXISTING_USER_NAME, PATH, pathOf, required, requireName, USER_NAME } from '../names.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { users } from '../repositories/users.ts';
import { authorizeUser } from '../subject.ts';
import { moveTags, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html */
export const updateUser = () =>
  writes<UpdateUserRequest, object>(
    { limits: { UserName: EXISTING_USER_NAME, NewUserName: USER_NAME, NewPath: PATH } },
    async (input, call) => {
      if (input.NewUserName !== undefined) requireName('newUserName', input.NewUserName);
      const { user, arn, tags } = await authorizeUser(
        call,
        'iam:UpdateUser',
        required('userName', input.UserName),
      );
      const name = input.NewUserName ?? user.name;
      const path = input.NewPath === undefined ? user.path : pathOf(input.NewPath);
      const target = userArn(call.account, path, name);
      // A rename is a right on both the user as it is and the user as it will be (API reference, UpdateUser).
      if (target !== arn)
        await call.authorize('iam:UpdateUser', target, resourceTagKeys('iam', tags));

      if (!(await users.rename(call.tx, user, name, path))) throw userExists(name);
      await moveTags(call.tx, arn, tagOwner(target, call.account, 'iam:user'));
      await accessKeys.ownerChanged(call.tx, user.id);
      return {};
    },
  );
