import type { AccessDeps } from '../access-deps.ts';
import { authorizeHolder, type HolderNames } from '../access-subject.ts';
import { ROLE_NAME } from '../names.ts';
import { taggingOperations } from '../tagging.ts';
import { requestedTags } from '../tags.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html and its neighbours */
export const roleTags = ({ pages }: Pick<AccessDeps, 'pages'>) =>
  taggingOperations<HolderNames>(
    {
      noun: 'Role',
      type: 'iam:role',
      limits: { RoleName: ROLE_NAME },
      requested: requestedTags,
      ignoresCase: true,
      resolve: async (call, action, input, keys) => {
        const { holder } = await authorizeHolder(call, 'role', action, input, keys);
        return { arn: holder.arn };
      },
    },
    pages,
  );
