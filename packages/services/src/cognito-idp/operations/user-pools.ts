import type {
  AddCustomAttributesRequest,
  AddCustomAttributesResponse,
  DeleteUserPoolRequest,
  DescribeUserPoolRequest,
  DescribeUserPoolResponse,
  ListUserPoolsRequest,
  ListUserPoolsResponse,
  UpdateUserPoolRequest,
  UpdateUserPoolResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { CognitoDeps, CognitoParts } from '../deps.ts';
import { poolHasDomain, poolProtected } from '../errors.ts';
import { afterName, PAGE_TOKEN, readPage } from '../paging.ts';
import { POOL_ID, poolLimits, poolType, updatedSettings } from '../pool-settings.ts';
import { domains } from '../repositories/domains.ts';
import { pools } from '../repositories/pools.ts';
import { users } from '../repositories/users.ts';
import { authorizedPool } from '../requests.ts';
import { withCustom } from '../schema.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
export const describeUserPool = () =>
  reads<DescribeUserPoolRequest, DescribeUserPoolResponse>(
    { limits: { UserPoolId: POOL_ID } },
    async (input, call) => {
      const { pool, arn, tags } = await authorizedPool(
        call,
        'DescribeUserPool',
        input.UserPoolId ?? '',
      );
      return {
        UserPool: poolType(pool, {
          arn,
          tags,
          users: await users.countOf(call.tx, pool.id),
          domains: await domains.ofPool(call.tx, pool.id),
        }),
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
export const updateUserPool = () =>
  writes<UpdateUserPoolRequest, UpdateUserPoolResponse>(
    { limits: poolLimits },
    async (input, call) => {
      const { tx } = call;
      const asked = requestTags(input.UserPoolTags);
      const { pool, arn, tags } = await authorizedPool(
        call,
        'UpdateUserPool',
        input.UserPoolId ?? '',
        requestTagKeys(asked),
      );
      if (input.UserPoolTags !== undefined) {
        requireRoom(asked);
        await tagStore.remove(
          tx,
          arn,
          [...tags.keys()].filter((key) => !asked.has(key)),
        );
        await tagStore.put(tx, tagOwner(call, arn), asked);
      }
      await pools.save(tx, {
        ...pool,
        name: input.PoolName ?? pool.name,
        settings: updatedSettings(pool, input),
        modifiedAt: call.now,
      });
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
export const deleteUserPool = ({ sessions }: Pick<CognitoParts, 'sessions'>) =>
  writes<DeleteUserPoolRequest, object>(
    { limits: { UserPoolId: POOL_ID } },
    async (input, call) => {
      const { tx } = call;
      const { pool, arn } = await authorizedPool(call, 'DeleteUserPool', input.UserPoolId ?? '');
      if (pool.settings.DeletionProtection === 'ACTIVE') throw poolProtected();
      if ((await domains.ofPool(tx, pool.id)).length > 0) throw poolHasDomain();
      await sessions.poolEnds(tx, pool.id);
      await pools.remove(tx, pool.id);
      await tagStore.removeAll(tx, arn);
      return {};
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
export const listUserPools = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListUserPoolsRequest, ListUserPoolsResponse>(
    { limits: { MaxResults: { minValue: 1, maxValue: 60 }, NextToken: PAGE_TOKEN } },
    async (input, call) => {
      await call.authorize('cognito-idp:ListUserPools', '*');
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListUserPools',
        filters: null,
        limit: input.MaxResults ?? 60,
        token: input.NextToken,
        fetch: (after, limit) => pools.list(call.tx, call, afterName(after), limit),
        positionOf: ({ name, id }) => [name, id],
      });
      return {
        UserPools: rows.map((pool) => ({
          Id: pool.id,
          Name: pool.name,
          LambdaConfig: pool.settings.LambdaConfig,
          LastModifiedDate: pool.modifiedAt,
          CreationDate: pool.createdAt,
        })),
        NextToken: nextToken,
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
export const addCustomAttributes = () =>
  writes<AddCustomAttributesRequest, AddCustomAttributesResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        CustomAttributes: { minLength: 1, maxLength: 25 },
        'CustomAttributes[].Name': {
          minLength: 1,
          maxLength: 20,
          pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
        },
        'CustomAttributes[].AttributeDataType': {
          oneOf: ['String', 'Number', 'DateTime', 'Boolean'],
        },
      },
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'AddCustomAttributes', input.UserPoolId ?? '');
      await pools.save(call.tx, {
        ...pool,
        settings: {
          ...pool.settings,
          SchemaAttributes: withCustom(
            pool.settings.SchemaAttributes,
            input.CustomAttributes ?? [],
          ),
        },
        modifiedAt: call.now,
      });
      return {};
    },
  );
