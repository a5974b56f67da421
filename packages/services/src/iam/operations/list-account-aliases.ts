import type { ListAccountAliasesRequest, ListAccountAliasesResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { pageLimits } from '../names.ts';
import { paging } from '../paging.ts';
import type { IamDeps } from '../parts.ts';
import { accountAliases } from '../repositories/accounts.ts';

/**
 * At most one, so there is never a second page.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
 */
export const listAccountAliases = ({ pages }: Pick<IamDeps, 'pages'>) =>
  reads<ListAccountAliasesRequest, ListAccountAliasesResponse>(
    { limits: pageLimits },
    async (input, call) => {
      await call.authorize('iam:ListAccountAliases', '*');
      paging(pages, call, 'ListAccountAliases', input);
      const alias = await accountAliases.of(call.tx, call.account);
      return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false };
    },
  );
