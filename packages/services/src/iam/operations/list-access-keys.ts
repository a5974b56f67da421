import type { ListAccessKeysRequest, ListAccessKeysResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME, pageLimits } from '../names.ts';
import { afterName, paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { accessKeys } from '../repositories/access-keys.ts';
import { authorizeSubject } from '../subject.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html */
export const listAccessKeys = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListAccessKeysRequest, ListAccessKeysResponse>(
    { limits: { UserName: EXISTING_USER_NAME, ...pageLimits } },
    async (input, call) => {
      const owner = await authorizeSubject(call, 'iam:ListAccessKeys', input.UserName);
      const page = paging(pages, call, 'ListAccessKeys', input, { owner: owner.id });
      const rows = await accessKeys.list(call.tx, owner.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ id }) => [id]);
      return {
        AccessKeyMetadata: items.map(({ id, status, createdAt }) => ({
          ...(owner.user === undefined ? {} : { UserName: owner.user.name }),
          AccessKeyId: id,
          Status: status,
          CreateDate: createdAt,
        })),
        ...more,
      };
    },
  );
