import type { OperationDefinition } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, required } from '../names.ts';
import type { IamDeps } from '../parts.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { users } from '../repositories/users.ts';
import { authorizeUser } from '../subject.ts';
import { taggingOperations } from '../tagging.ts';
import { requestedTags } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html and its two companions */
export const userTags = ({
  pages,
}: Pick<IamDeps, 'pages'>): Readonly<Record<string, OperationDefinition>> =>
  taggingOperations<{ readonly UserName?: string }>(
    {
      noun: 'User',
      type: 'iam:user',
      limits: { UserName: EXISTING_USER_NAME },
      requested: requestedTags,
      ignoresCase: true,
      resolve: async (call, action, input, keys) => {
        const name = required('userName', input.UserName);
        const { user, arn } = await authorizeUser(call, action, name, keys);
        return {
          arn,
          changed: async () => {
            users.changed(call.tx, user.id);
            await accessKeys.ownerChanged(call.tx, user.id);
          },
        };
      },
    },
    pages,
  );
