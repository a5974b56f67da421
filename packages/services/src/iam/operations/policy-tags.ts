import type { AccessDeps } from '../access-deps.ts';
import { authorizePolicy } from '../access-subject.ts';
import { ARN } from '../names.ts';
import { policyNotFound } from '../policy-errors.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html and its neighbours */
export const policyTags = ({ pages, managed }: Pick<AccessDeps, 'pages' | 'managed'>) =>
  taggingOperations<{ readonly PolicyArn?: string | undefined }>(
    {
      noun: 'Policy',
      type: 'iam:policy',
      limits: { PolicyArn: ARN },
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: async (call, action, input, keys, readsOnly) => {
        const { policy } = await authorizePolicy(managed, call, action, input.PolicyArn, {
          reads: readsOnly,
          missing: policyNotFound,
          keys,
        });
        return { arn: policy.arn };
      },
    },
    pages,
  );
