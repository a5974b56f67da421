import type { CreateUserRequest, CreateUserResponse } from '@aws-sdk/client-iam';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { userArn } from '../arns.ts';
import { limitExceeded, userExists } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { loosePath } from '../loose-input.ts';
import { ARN, PATH, required, requireName, USER_NAME } from '../names.ts';
import type { AccessPart, IamDeps } from '../parts.ts';
import { USERS_QUOTA } from '../quotas.ts';
import { users } from '../repositories/users.ts';
import { requestedTags, tagLimits, tagOwner } from '../tags.ts';
import { userView } from '../views.ts';

type Deps = Pick<IamDeps, 'ids' | 'acceptsLooseInput'> & Pick<AccessPart, 'requireBoundary'>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
export const createUser = ({ ids, requireBoundary, acceptsLooseInput = false }: Deps) =>
  writes<CreateUserRequest, CreateUserResponse>(
    { limits: { UserName: USER_NAME, Path: PATH, PermissionsBoundary: ARN, ...tagLimits } },
    async (input, call) => {
      const name = required('userName', input.UserName);
      requireName('userName', name);
      const path = loosePath(input.Path, acceptsLooseInput);
      const tags = requestedTags(input.Tags);
      const arn = userArn(call.account, path, name);
      call.touch({ type: 'AWS::IAM::User', name });
      await call.authorize('iam:CreateUser', arn, {
        ...requestTagKeys(tags),
        'iam:PermissionsBoundary': input.PermissionsBoundary,
      });
      // Tagging while creating is a decision of its own (IAM User Guide, "Tags for IAM users").
      if (tags.size > 0) await call.authorize('iam:TagUser', arn, requestTagKeys(tags));

      if (input.PermissionsBoundary !== undefined)
        await requireBoundary(call.tx, call.account, input.PermissionsBoundary);
      const user = {
        account: call.account,
        name,
        path,
        id: uniqueId(ids, 'user'),
        createdAt: call.now,
        passwordLastUsed: undefined,
        boundaryArn: input.PermissionsBoundary,
      };
      if (!(await users.insert(call.tx, user))) throw userExists(name);
      if ((await users.count(call.tx, call.account)) > USERS_QUOTA)
        throw limitExceeded('UsersPerAccount', USERS_QUOTA);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:user'), tags);

      return { User: userView(user, tags) };
    },
  );
