import type {
  Connection as ShownConnection,
  CreateConnectionRequest,
  CreateConnectionResponse,
  DeauthorizeConnectionRequest,
  DeauthorizeConnectionResponse,
  DeleteConnectionRequest,
  DeleteConnectionResponse,
  DescribeConnectionRequest,
  DescribeConnectionResponse,
  ListConnectionsRequest,
  ListConnectionsResponse,
  UpdateConnectionRequest,
  UpdateConnectionResponse,
} from '@aws-sdk/client-eventbridge';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { connectionArn } from '../arns.ts';
import { planAuthorization } from '../authorizing.ts';
import { changedAuth, requireAuth, SECRETS, shownAuth } from '../connection-auth.ts';
import { openAuth, sealAuth } from '../connection-secrets.ts';
import type { OperationParts } from '../deps.ts';
import {
  connectionExists,
  connectionNotDescribed,
  connectionNotFound,
  invalidParameter,
  limitExceeded,
} from '../errors.ts';
import { connectionLimits, name64 } from '../limits.ts';
import type { Connection, ConnectionStateName } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { connections } from '../repositories/connections.ts';

// Amazon EventBridge quotas: connections of an account in a Region.
const MOST_CONNECTIONS = 3000;
const SUFFIX_LETTERS = 6;
const PARTIAL =
  'There is no private connectivity; KmsKeyIdentifier is kept and shown. SecretArn names no secret that can be read: secrets stay sealed here.';
const facts = { limits: connectionLimits, redact: SECRETS, partial: PARTIAL };

/** With OAuth the first token has yet to be got. */
const stateFor = (type: Connection['authorizationType']): ConnectionStateName =>
  type === 'OAUTH_CLIENT_CREDENTIALS' ? 'AUTHORIZING' : 'AUTHORIZED';

const touch = (call: Call, { name, arn }: Connection): void =>
  call.touch({ type: 'AWS::Events::Connection', name, arn });

const permitted = async (
  call: Call,
  given: string | undefined,
  action: string,
  missing = connectionNotFound,
): Promise<Connection> => {
  const name = given ?? '';
  await call.authorize(action, connectionArn(call, name));
  const connection = await connections.named(call.tx, call, name);
  if (connection === undefined) throw missing(name);
  touch(call, connection);
  return connection;
};

const answer = (connection: Connection) => ({
  ConnectionArn: connection.arn,
  ConnectionState: connection.state,
  CreationTime: connection.createdAt,
  LastModifiedTime: connection.modifiedAt,
});
const fullAnswer = (connection: Connection) => ({
  ...answer(connection),
  LastAuthorizedTime: connection.authorizedAt,
});

const requirePublic = (given: unknown): void => {
  if (given !== undefined)
    throw invalidParameter(
      'InvocationConnectivityParameters',
      'Private connectivity is not available.',
    );
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html */
export const createConnection = ({ ids, vault }: OperationParts) =>
  writes<CreateConnectionRequest, CreateConnectionResponse>(facts, async (input, call) => {
    const { tx, now } = call;
    const name = input.Name ?? '';
    await call.authorize('events:CreateConnection', connectionArn(call, name));
    const type = input.AuthorizationType ?? 'BASIC';
    const auth = requireAuth(type, input.AuthParameters ?? {});
    requirePublic(input.InvocationConnectivityParameters);
    const { account, region } = call;
    const arn = connectionArn(call, name, ids.uuid());
    const connection: Connection = {
      account,
      region,
      name,
      arn,
      description: input.Description,
      authorizationType: type,
      kmsKeyIdentifier: input.KmsKeyIdentifier,
      state: stateFor(type),
      secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:events!connection/${name}/${ids.uuid()}-${ids.base32(SUFFIX_LETTERS)}`,
      sealedAuth: sealAuth(vault, arn, auth),
      createdAt: now,
      modifiedAt: now,
      authorizedAt: now,
    };
    if (!(await connections.insert(tx, connection))) throw connectionExists(name);
    if ((await connections.count(tx, call)) > MOST_CONNECTIONS) throw limitExceeded();
    await planAuthorization(tx, connection, now);
    touch(call, connection);
    return answer(connection);
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateConnection.html */
export const updateConnection = ({ vault }: OperationParts) =>
  writes<UpdateConnectionRequest, UpdateConnectionResponse>(facts, async (input, call) => {
    const { tx, now } = call;
    const present = await permitted(call, input.Name, 'events:UpdateConnection');
    requirePublic(input.InvocationConnectivityParameters);
    const type = input.AuthorizationType ?? present.authorizationType;
    const auth = requireAuth(type, changedAuth(openAuth(vault, present), input.AuthParameters));
    const connection: Connection = {
      ...present,
      description: input.Description ?? present.description,
      authorizationType: type,
      kmsKeyIdentifier: input.KmsKeyIdentifier ?? present.kmsKeyIdentifier,
      state: stateFor(type),
      stateReason: undefined,
      sealedAuth: sealAuth(vault, present.arn, auth),
      modifiedAt: now,
      authorizedAt: now,
    };
    await connections.save(tx, connection);
    await planAuthorization(tx, connection, now);
    return fullAnswer(connection);
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeauthorizeConnection.html */
export const deauthorizeConnection = () =>
  writes<DeauthorizeConnectionRequest, DeauthorizeConnectionResponse>(
    { limits: { Name: name64 } },
    async (input, call) => {
      const present = await permitted(call, input.Name, 'events:DeauthorizeConnection');
      const connection: Connection = {
        ...present,
        state: 'DEAUTHORIZED',
        sealedAuth: undefined,
        modifiedAt: call.now,
      };
      await connections.save(call.tx, connection);
      return fullAnswer(connection);
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteConnection.html */
export const deleteConnection = () =>
  writes<DeleteConnectionRequest, DeleteConnectionResponse>(
    { limits: { Name: name64 } },
    async (input, call) => {
      const present = await permitted(call, input.Name, 'events:DeleteConnection');
      const connection: Connection = { ...present, state: 'DELETING', sealedAuth: undefined };
      await connections.delete(call.tx, present.arn);
      return fullAnswer(connection);
    },
  );

const shown = (connection: Connection): ShownConnection => ({
  ...fullAnswer(connection),
  Name: connection.name,
  StateReason: connection.stateReason,
  AuthorizationType: connection.authorizationType,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeConnection.html */
export const describeConnection = ({ vault }: OperationParts) =>
  reads<DescribeConnectionRequest, DescribeConnectionResponse>(
    { limits: { Name: name64 } },
    async (input, call) => {
      const connection = await permitted(
        call,
        input.Name,
        'events:DescribeConnection',
        connectionNotDescribed,
      );
      const auth = openAuth(vault, connection);
      return {
        ...shown(connection),
        Description: connection.description,
        SecretArn: connection.secretArn,
        KmsKeyIdentifier: connection.kmsKeyIdentifier,
        AuthParameters: auth && shownAuth(auth),
      };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListConnections.html */
export const listConnections = ({ pages }: OperationParts) =>
  reads<ListConnectionsRequest, ListConnectionsResponse>(
    {
      limits: {
        NamePrefix: name64,
        ConnectionState: {
          oneOf: [
            'CREATING',
            'UPDATING',
            'DELETING',
            'AUTHORIZED',
            'DEAUTHORIZED',
            'AUTHORIZING',
            'DEAUTHORIZING',
            'ACTIVE',
            'FAILED_CONNECTIVITY',
          ],
        },
        ...pageLimits,
      },
    },
    async (input, call) => {
      await call.authorize('events:ListConnections', '*');
      const filters = { prefix: input.NamePrefix, state: input.ConnectionState };
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListConnections',
        filters,
        fetch: (page) => connections.list(call.tx, call, filters, page),
        positionOf: ({ name }) => name,
      });
      return { Connections: rows.map(shown), NextToken };
    },
  );
