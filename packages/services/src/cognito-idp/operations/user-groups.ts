import type {
  AdminAddUserToGroupRequest,
  AdminListGroupsForUserRequest,
  AdminListGroupsForUserResponse,
  AdminRemoveUserFromGroupRequest,
  ListUsersInGroupRequest,
  ListUsersInGroupResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import type { CognitoDeps } from '../deps.ts';
import { tooManyGroupsOfUser } from '../errors.ts';
import { afterText, PAGE_LIMIT, PAGE_TOKEN, pageLimit, readPage } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { groups } from '../repositories/groups.ts';
import { users } from '../repositories/users.ts';
import { authorizedPool, userOf } from '../requests.ts';
import { adminLimits, HIDDEN } from '../user-limits.ts';
import { userType } from '../user-types.ts';
import { GROUP_NAME, groupOf, groupType } from './groups.ts';

/** Developer Guide, "Quotas in Amazon Cognito": groups that a user can be in. */
const MOST_GROUPS = 100;
const limits = { ...adminLimits, GroupName: GROUP_NAME };

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html */
export const adminAddUserToGroup = () =>
  writes<AdminAddUserToGroupRequest, object>({ limits, redact: HIDDEN }, async (input, call) => {
    const { tx } = call;
    const { pool } = await authorizedPool(call, 'AdminAddUserToGroup', input.UserPoolId ?? '');
    const group = await groupOf(tx, pool, input.GroupName);
    const user = await userOf(tx, pool, input.Username ?? '');
    if (!(await groups.addMember(tx, pool.id, group.name, user.sub))) return {};
    const own = await groups.ofUser(tx, user.sub, '', MOST_GROUPS + 1);
    if (own.length > MOST_GROUPS) throw tooManyGroupsOfUser();
    return {};
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html */
export const adminRemoveUserFromGroup = () =>
  writes<AdminRemoveUserFromGroupRequest, object>(
    { limits, redact: HIDDEN },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(
        call,
        'AdminRemoveUserFromGroup',
        input.UserPoolId ?? '',
      );
      const group = await groupOf(tx, pool, input.GroupName);
      const user = await userOf(tx, pool, input.Username ?? '');
      await groups.removeMember(tx, pool.id, group.name, user.sub);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
export const adminListGroupsForUser = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<AdminListGroupsForUserRequest, AdminListGroupsForUserResponse>(
    { limits: { ...adminLimits, Limit: PAGE_LIMIT, NextToken: PAGE_TOKEN }, redact: HIDDEN },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'AdminListGroupsForUser', input.UserPoolId ?? '');
      const user = await userOf(tx, pool, input.Username ?? '');
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'AdminListGroupsForUser',
        filters: [pool.id, user.sub],
        limit: pageLimit(input.Limit),
        token: input.NextToken,
        fetch: (after, limit) => groups.ofUser(tx, user.sub, afterText(after), limit),
        positionOf: ({ name }) => [name],
      });
      return { Groups: rows.map(groupType), NextToken: nextToken };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
export const listUsersInGroup = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListUsersInGroupRequest, ListUsersInGroupResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        GroupName: GROUP_NAME,
        Limit: PAGE_LIMIT,
        NextToken: PAGE_TOKEN,
      },
    },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'ListUsersInGroup', input.UserPoolId ?? '');
      const group = await groupOf(tx, pool, input.GroupName);
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListUsersInGroup',
        filters: [pool.id, group.name],
        limit: pageLimit(input.Limit),
        token: input.NextToken,
        fetch: (after, limit) => users.inGroup(tx, pool, group.name, afterText(after), limit),
        positionOf: (user) => [users.position(pool, user)],
      });
      return { Users: rows.map((user) => userType(user)), NextToken: nextToken };
    },
  );
