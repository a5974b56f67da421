import type {
  CreateResourceServerRequest,
  CreateResourceServerResponse,
  DeleteResourceServerRequest,
  DescribeResourceServerRequest,
  DescribeResourceServerResponse,
  ListResourceServersRequest,
  ListResourceServersResponse,
  ResourceServerType,
  UpdateResourceServerRequest,
  UpdateResourceServerResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { CognitoDeps } from '../deps.ts';
import {
  resourceServerExists,
  resourceServerNotFound,
  scopesRepeat,
  tooManyResourceServers,
} from '../errors.ts';
import type { ResourceServer, UserPool } from '../model.ts';
import { afterText, PAGE_TOKEN, readPage } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { resourceServers } from '../repositories/resource-servers.ts';
import { authorizedPool } from '../requests.ts';

/** Developer Guide, "Quotas in Amazon Cognito": resource servers of a user pool. */
const MOST_SERVERS = 300;
const named = {
  UserPoolId: POOL_ID,
  Identifier: { minLength: 1, maxLength: 256, pattern: '[\\x21\\x23-\\x5B\\x5D-\\x7E]+' },
};
const limits = {
  ...named,
  Name: { minLength: 1, maxLength: 256, pattern: '[\\w\\s+=,.@-]+' },
  Scopes: { maxLength: 100 },
  'Scopes[].ScopeName': {
    minLength: 1,
    maxLength: 256,
    pattern: '[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]+',
  },
  'Scopes[].ScopeDescription': { minLength: 1, maxLength: 256 },
};
const touched = (name: string) => ({ type: 'AWS::Cognito::UserPoolResourceServer', name });

const stated = (
  pool: UserPool,
  input: CreateResourceServerRequest | UpdateResourceServerRequest,
): ResourceServer => {
  const scopes = (input.Scopes ?? []).map(({ ScopeName, ScopeDescription }) => ({
    name: ScopeName ?? '',
    description: ScopeDescription ?? '',
  }));
  if (new Set(scopes.map(({ name }) => name)).size < scopes.length) throw scopesRepeat();
  return {
    poolId: pool.id,
    identifier: input.Identifier ?? '',
    name: input.Name ?? '',
    scopes,
  };
};

const shown = ({ poolId, identifier, name, scopes }: ResourceServer): ResourceServerType => ({
  UserPoolId: poolId,
  Identifier: identifier,
  Name: name,
  Scopes: scopes.map((scope) => ({ ScopeName: scope.name, ScopeDescription: scope.description })),
});

const serverOf = async (
  tx: Tx,
  pool: UserPool,
  identifier: string | undefined,
): Promise<ResourceServer> => {
  const server = await resourceServers.find(tx, pool.id, identifier ?? '');
  if (server === undefined) throw resourceServerNotFound(identifier ?? '');
  return server;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html */
export const createResourceServer = () =>
  writes<CreateResourceServerRequest, CreateResourceServerResponse>(
    { limits },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'CreateResourceServer', input.UserPoolId ?? '');
      const server = stated(pool, input);
      if ((await resourceServers.countOf(tx, pool.id)) >= MOST_SERVERS)
        throw tooManyResourceServers(MOST_SERVERS);
      if (!(await resourceServers.insert(tx, server)))
        throw resourceServerExists(server.identifier, pool.id);
      call.touch(touched(server.identifier));
      return { ResourceServer: shown(server) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html */
export const describeResourceServer = () =>
  reads<DescribeResourceServerRequest, DescribeResourceServerResponse>(
    { limits: named },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'DescribeResourceServer', input.UserPoolId ?? '');
      return { ResourceServer: shown(await serverOf(call.tx, pool, input.Identifier)) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html */
export const updateResourceServer = () =>
  writes<UpdateResourceServerRequest, UpdateResourceServerResponse>(
    { limits },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'UpdateResourceServer', input.UserPoolId ?? '');
      const { identifier } = await serverOf(call.tx, pool, input.Identifier);
      const server = stated(pool, input);
      await resourceServers.save(call.tx, server);
      call.touch(touched(identifier));
      return { ResourceServer: shown(server) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html */
export const deleteResourceServer = () =>
  writes<DeleteResourceServerRequest, object>({ limits: named }, async (input, call) => {
    const { pool } = await authorizedPool(call, 'DeleteResourceServer', input.UserPoolId ?? '');
    const { identifier } = await serverOf(call.tx, pool, input.Identifier);
    await resourceServers.remove(call.tx, pool.id, identifier);
    call.touch(touched(identifier));
    return {};
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html */
export const listResourceServers = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListResourceServersRequest, ListResourceServersResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        MaxResults: { minValue: 1, maxValue: 50 },
        NextToken: PAGE_TOKEN,
      },
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'ListResourceServers', input.UserPoolId ?? '');
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListResourceServers',
        filters: pool.id,
        limit: input.MaxResults ?? 50,
        token: input.NextToken,
        fetch: (after, limit) => resourceServers.list(call.tx, pool.id, afterText(after), limit),
        positionOf: ({ identifier }) => [identifier],
      });
      return { ResourceServers: rows.map(shown), NextToken: nextToken };
    },
  );
