import type {
  CreateUserPoolClientRequest,
  CreateUserPoolClientResponse,
  DeleteUserPoolClientRequest,
  DescribeUserPoolClientRequest,
  DescribeUserPoolClientResponse,
  ListUserPoolClientsRequest,
  ListUserPoolClientsResponse,
  UpdateUserPoolClientRequest,
  UpdateUserPoolClientResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, type Vault, writes } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { newClientSecret } from '../client-secrets.ts';
import { CLIENT_ID, clientLimits, clientSettings, clientType } from '../client-settings.ts';
import type { CognitoDeps, CognitoParts } from '../deps.ts';
import { secretGivenAndGenerated, tooManyClients } from '../errors.ts';
import type { AppClient } from '../model.ts';
import { afterName, PAGE_TOKEN, readPage } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { clients, clientSecrets } from '../repositories/clients.ts';
import { authorizedPool, clientOf } from '../requests.ts';

/** Developer Guide, "Quotas in Amazon Cognito": app clients of a user pool. */
const MOST_CLIENTS = 1000;
const NAMED = { UserPoolId: POOL_ID, ClientId: CLIENT_ID };
const touched = (name: string) => ({ type: 'AWS::Cognito::UserPoolClient', name });

const firstSecret = async (
  tx: Tx,
  vault: Vault,
  client: AppClient,
): Promise<string | undefined> => {
  const [first] = client.hasSecret ? await clientSecrets.of(tx, vault, client.id) : [];
  return first?.secret;
};

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
export const createUserPoolClient = ({ ids, vault }: Pick<CognitoDeps, 'ids' | 'vault'>) =>
  writes<CreateUserPoolClientRequest, CreateUserPoolClientResponse>(
    {
      limits: clientLimits,
      redact: ['ClientSecret'],
      redactOutput: ['UserPoolClient.ClientSecret'],
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(call, 'CreateUserPoolClient', input.UserPoolId ?? '');
      if (input.GenerateSecret === true && input.ClientSecret !== undefined)
        throw secretGivenAndGenerated();
      if ((await clients.countOf(tx, pool.id)) >= MOST_CLIENTS) throw tooManyClients(MOST_CLIENTS);
      const hasSecret = input.GenerateSecret === true || input.ClientSecret !== undefined;
      const client: AppClient = {
        id: ids.alphanumeric(26),
        poolId: pool.id,
        name: input.ClientName ?? '',
        settings: await clientSettings(tx, pool, input, hasSecret),
        hasSecret,
        createdAt: now,
        modifiedAt: now,
      };
      if (!(await clients.insert(tx, client))) throw new Error(`client id ${client.id} is taken`);
      const secret = hasSecret
        ? await newClientSecret(tx, { ids, vault }, client.id, input.ClientSecret, now)
        : undefined;
      call.touch(touched(client.id));
      return { UserPoolClient: clientType(client, secret?.secret) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html */
export const describeUserPoolClient = ({ vault }: Pick<CognitoDeps, 'vault'>) =>
  reads<DescribeUserPoolClientRequest, DescribeUserPoolClientResponse>(
    { limits: NAMED, redactOutput: ['UserPoolClient.ClientSecret'] },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'DescribeUserPoolClient', input.UserPoolId ?? '');
      const client = await clientOf(call.tx, pool, input.ClientId ?? '');
      call.touch(touched(client.id));
      return { UserPoolClient: clientType(client, await firstSecret(call.tx, vault, client)) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html */
export const updateUserPoolClient = ({ vault }: Pick<CognitoDeps, 'vault'>) =>
  writes<UpdateUserPoolClientRequest, UpdateUserPoolClientResponse>(
    { limits: clientLimits, redactOutput: ['UserPoolClient.ClientSecret'] },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(call, 'UpdateUserPoolClient', input.UserPoolId ?? '');
      const client = await clientOf(tx, pool, input.ClientId ?? '');
      const changed: AppClient = {
        ...client,
        name: input.ClientName ?? client.name,
        settings: await clientSettings(tx, pool, input, client.hasSecret),
        modifiedAt: call.now,
      };
      await clients.save(tx, changed);
      call.touch(touched(client.id));
      return { UserPoolClient: clientType(changed, await firstSecret(tx, vault, client)) };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html */
export const deleteUserPoolClient = ({ sessions }: Pick<CognitoParts, 'sessions'>) =>
  writes<DeleteUserPoolClientRequest, object>({ limits: NAMED }, async (input, call) => {
    const { tx } = call;
    const { pool } = await authorizedPool(call, 'DeleteUserPoolClient', input.UserPoolId ?? '');
    const client = await clientOf(tx, pool, input.ClientId ?? '');
    await sessions.clientEnds(tx, client.id);
    await clients.remove(tx, client.id);
    call.touch(touched(client.id));
    return {};
  });

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
export const listUserPoolClients = ({ pages }: Pick<CognitoDeps, 'pages'>) =>
  reads<ListUserPoolClientsRequest, ListUserPoolClientsResponse>(
    {
      limits: {
        UserPoolId: POOL_ID,
        MaxResults: { minValue: 1, maxValue: 60 },
        NextToken: PAGE_TOKEN,
      },
    },
    async (input, call) => {
      const { pool } = await authorizedPool(call, 'ListUserPoolClients', input.UserPoolId ?? '');
      const { rows, nextToken } = await readPage(pages, call, {
        operation: 'ListUserPoolClients',
        filters: pool.id,
        limit: input.MaxResults ?? 60,
        token: input.NextToken,
        fetch: (after, limit) => clients.list(call.tx, pool.id, afterName(after), limit),
        positionOf: ({ name, id }) => [name, id],
      });
      return {
        UserPoolClients: rows.map(({ id, name }) => ({
          ClientId: id,
          UserPoolId: pool.id,
          ClientName: name,
        })),
        NextToken: nextToken,
      };
    },
  );
