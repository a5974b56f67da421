import type {
  ListUsersRequest,
  ListUsersResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads } from '@gatehouse/service-kit';
import type { CognitoDeps } from '../deps.ts';
import { filterAttributeInvalid } from '../errors.ts';
import { afterText, PAGE_LIMIT, PAGE_TOKEN, pageLimit, readPage } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { users } from '../repositories/users.ts';
import { authorizedPool } from '../requests.ts';
import { parseFilter } from '../user-filter.ts';
import { userType } from '../user-types.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const listUsers = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListUsersRequest, ListUsersResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        'AttributesToGet[]': { minLength: 1, maxLength: 32 },
        Limit: PAGE_LIMIT,
        PaginationToken: PAGE_TOKEN,
        Filter: { maxLength: 256, sensitive: true },
      },
      redact: ['Filter'],
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'ListUsers', input.UserPoolId ?? '');
      const filter = parseFilter(input.Filter);
      const names = input.AttributesToGet;
      const schema = new Set(pool.settings.SchemaAttributes.map(({ Name }) => Name));
      if (names?.some((name) => !schema.has(name)) === true) throw filterAttributeInvalid();
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListUsers',
        filters: [pool.id, filter ?? null],
        limit: pageLimit(input.Limit),
        token: input.PaginationToken,
        fetch: (after, limit) => users.list(call.tx, pool, filter, afterText(after), limit),
        positionOf: (user) => [users.position(pool, user)],
      });
      return { Users: rows.map((user) => userType(user, names)), PaginationToken: nextToken };
    },
  );
