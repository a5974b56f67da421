import type {
  AddUserPoolClientSecretRequest,
  AddUserPoolClientSecretResponse,
  DeleteUserPoolClientSecretRequest,
  DeleteUserPoolClientSecretResponse,
  ListUserPoolClientSecretsRequest,
  ListUserPoolClientSecretsResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { reads, writes } from '@gatehouse/service-kit';
import { newClientSecret } from '../client-secrets.ts';
import { CLIENT_ID, CLIENT_SECRET } from '../client-settings.ts';
import type { CognitoDeps } from '../deps.ts';
import {
  clientIsPublic,
  clientSecretNotFound,
  lastSecret,
  pageTokenInvalid,
  tooManySecrets,
} from '../errors.ts';
import { PAGE_TOKEN } from '../paging.ts';
import { POOL_ID } from '../pool-settings.ts';
import { clients, clientSecrets } from '../repositories/clients.ts';
import { authorizedPool, clientOf } from '../requests.ts';

const NAMED = { UserPoolId: POOL_ID, ClientId: CLIENT_ID };
const MOST_SECRETS = 2;

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html */
export const addUserPoolClientSecret = ({ ids, vault }: Pick<CognitoDeps, 'ids' | 'vault'>) =>
  writes<AddUserPoolClientSecretRequest, AddUserPoolClientSecretResponse>(
    {
      limits: { ...NAMED, ClientSecret: CLIENT_SECRET },
      redact: ['ClientSecret'],
      redactOutput: ['ClientSecretDescriptor.ClientSecretValue'],
    },
    async (input, call) => {
      const { tx, now } = call;
      const { pool } = await authorizedPool(
        call,
        'AddUserPoolClientSecret',
        input.UserPoolId ?? '',
      );
      const client = await clientOf(tx, pool, input.ClientId ?? '');
      if (!client.hasSecret) throw clientIsPublic();
      const present = await clientSecrets.of(tx, vault, client.id);
      if (present.length >= MOST_SECRETS) throw tooManySecrets();
      const made = await newClientSecret(tx, { ids, vault }, client.id, input.ClientSecret, now);
      await clients.save(tx, { ...client, modifiedAt: now });
      return {
        ClientSecretDescriptor: {
          ClientSecretId: made.id,
          // Whoever brought the secret knows it.
          ...(input.ClientSecret === undefined ? { ClientSecretValue: made.secret } : {}),
          ClientSecretCreateDate: made.createdAt,
        },
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html */
export const listUserPoolClientSecrets = ({ vault }: Pick<CognitoDeps, 'vault'>) =>
  reads<ListUserPoolClientSecretsRequest, ListUserPoolClientSecretsResponse>(
    { limits: { ...NAMED, NextToken: PAGE_TOKEN } },
    async (input, call) => {
      const { pool } = await authorizedPool(
        call,
        'ListUserPoolClientSecrets',
        input.UserPoolId ?? '',
      );
      const client = await clientOf(call.tx, pool, input.ClientId ?? '');
      // Two secrets are one page, so no token of ours exists.
      if (input.NextToken !== undefined) throw pageTokenInvalid();
      const secrets = await clientSecrets.of(call.tx, vault, client.id);
      return {
        ClientSecrets: secrets.map(({ id, createdAt }) => ({
          ClientSecretId: id,
          ClientSecretCreateDate: createdAt,
        })),
      };
    },
  );

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html */
export const deleteUserPoolClientSecret = ({ vault }: Pick<CognitoDeps, 'vault'>) =>
  writes<DeleteUserPoolClientSecretRequest, DeleteUserPoolClientSecretResponse>(
    { limits: { ...NAMED, ClientSecretId: { minLength: 1, maxLength: 160 } } },
    async (input, call) => {
      const { tx } = call;
      const { pool } = await authorizedPool(
        call,
        'DeleteUserPoolClientSecret',
        input.UserPoolId ?? '',
      );
      const client = await clientOf(tx, pool, input.ClientId ?? '');
      const id = input.ClientSecretId ?? '';
      const present = await clientSecrets.of(tx, vault, client.id);
      if (!present.some((secret) => secret.id === id)) throw clientSecretNotFound(id);
      // A confidential client never becomes a public one.
      if (present.length === 1) throw lastSecret();
      await clientSecrets.remove(tx, client.id, id);
      await clients.save(tx, { ...client, modifiedAt: call.now });
      return {};
    },
  );
