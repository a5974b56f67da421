import type {
  CreateGroupRequest,
  CreateGroupResponse,
  DeleteGroupRequest,
  GetGroupRequest,
  GetGroupResponse,
  GroupType,
  ListGroupsRequest,
  ListGroupsResponse,
  UpdateGroupRequest,
  UpdateGroupResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { parseArn } from '@gatehouse/core';
import { reads, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { CognitoDeps } from '../deps.ts';
import { groupExists, groupNotFound, invalidParameter, tooManyGroups } from '../errors.ts';
import type { Group, UserPool } from '../model.ts';
import { afterText, PAGE_LIMIT, PAGE_TOKEN, pageLimit, readPage } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { groups } from '../repositories/groups.ts';
import { authorizedPool } from '../requests.ts';

/** Developer Guide, "Quotas in Amazon Cognito": groups of a user pool. */
const MOST_GROUPS = 10_000;
export const GROUP_NAME = {
  minLength: 1,
  maxLength: 128,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
};
const named = { UserPoolId: POOL_ID, GroupName: GROUP_NAME };
const limits = {
  ...named,
  Description: { maxLength: 2048 },
  RoleArn: { minLength: 20, maxLength: 2048 },
  Precedence: { minValue: 0, maxValue: 2_147_483_647 },
};
const touched = (name: string) => ({ type: 'AWS::Cognito::UserPoolGroup', name });

export const groupType = (group: Group): GroupType => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  Description: group.description,
  RoleArn: group.roleArn,
  Precedence: group.precedence,
  LastModifiedDate: group.modifiedAt,
  CreationDate: group.createdAt,
});

export const groupOf = async (tx: Tx, pool: UserPool, name: string | undefined): Promise<Group> => {
  const group = await groups.find(tx, pool.id, name ?? '');
  if (group === undefined) throw groupNotFound();
  return group;
};

const requireRole = (arn: string | undefined): void => {
  if (arn === undefined) return;
  const parsed = parseArn(arn);
  if (parsed?.service !== 'iam' || !parsed.resource.startsWith('role/'))
    throw invalidParameter(`Invalid role ARN: ${arn}`);
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html */
export const createGroup = () =>
  writes<CreateGroupRequest, CreateGroupResponse>({ limits }, async (input, call) => {
    const { tx, now } = call;
    const { pool } = await authorizedPool(call, 'CreateGroup', input.UserPoolId ?? '');
    requireRole(input.RoleArn);
    if ((await groups.countOf(tx, pool.id)) >= MOST_GROUPS) throw tooManyGroups(MOST_GROUPS);
    const group: Group = {
      poolId: pool.id,
      name: input.GroupName ?? '',
      description: input.Description,
      roleArn: input.RoleArn,
      precedence: input.Precedence,
      createdAt: now,
      modifiedAt: now,
    };
    if (!(await groups.insert(tx, group))) throw groupExists();
    call.touch(touched(group.name));
    return { Group: groupType(group) };
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html */
export const getGroup = () =>
  reads<GetGroupRequest, GetGroupResponse>({ limits: named }, async (input, call) => {
    const { pool } = await authorizedPool(call, 'GetGroup', input.UserPoolId ?? '');
    return { Group: groupType(await groupOf(call.tx, pool, input.GroupName)) };
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html */
export const updateGroup = () =>
  writes<UpdateGroupRequest, UpdateGroupResponse>({ limits }, async (input, call) => {
    const { pool } = await authorizedPool(call, 'UpdateGroup', input.UserPoolId ?? '');
    const group = await groupOf(call.tx, pool, input.GroupName);
    requireRole(input.RoleArn);
    const changed: Group = {
      ...group,
      description: input.Description ?? group.description,
      roleArn: input.RoleArn ?? group.roleArn,
      precedence: input.Precedence ?? group.precedence,
      modifiedAt: call.now,
    };
    await groups.save(call.tx, changed);
    call.touch(touched(group.name));
    return { Group: groupType(changed) };
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html */
export const deleteGroup = () =>
  writes<DeleteGroupRequest, object>({ limits: named }, async (input, call) => {
    const { pool } = await authorizedPool(call, 'DeleteGroup', input.UserPoolId ?? '');
    const group = await groupOf(call.tx, pool, input.GroupName);
    await groups.remove(call.tx, pool.id, group.name);
    call.touch(touched(group.name));
    return {};
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
export const listGroups = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListGroupsRequest, ListGroupsResponse>(
    { limits: { UserPoolId: POOL_ID, Limit: PAGE_LIMIT, NextToken: PAGE_TOKEN } },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'ListGroups', input.UserPoolId ?? '');
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListGroups',
        filters: pool.id,
        limit: pageLimit(input.Limit),
        token: input.NextToken,
        fetch: (after, limit) => groups.list(call.tx, pool.id, afterText(after), limit),
        positionOf: ({ name }) => [name],
      });
      return { Groups: rows.map(groupType), NextToken: nextToken };
    },
  );
