import type { ListUserTagsRequest, ListUserTagsResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, pageLimits, required } from '../names.ts';
import { pageOfTags } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { authorizeUser } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html */
export const listUserTags = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListUserTagsRequest, ListUserTagsResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const name = required('userName', input.UserName);
      const { tags, arn } = await authorizeUser(call, 'iam:ListUserTags', name);
      return pageOfTags(pages, call, 'ListUserTags', input, arn, tags);
    },
  );
