import type {
  ApiDestination as ShownApiDestination,
  CreateApiDestinationRequest,
  CreateApiDestinationResponse,
  DeleteApiDestinationRequest,
  DescribeApiDestinationRequest,
  DescribeApiDestinationResponse,
  ListApiDestinationsRequest,
  ListApiDestinationsResponse,
  UpdateApiDestinationRequest,
  UpdateApiDestinationResponse,
} from '@aws-sdk/client-eventbridge';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import { apiDestinationArn } from '../arns.ts';
import { requireHttps } from '../connection-auth.ts';
import type { OperationParts } from '../deps.ts';
import {
  apiDestinationExists,
  apiDestinationNotDescribed,
  apiDestinationNotFound,
  connectionNotFound,
  limitExceeded,
} from '../errors.ts';
import { apiDestinationLimits, connectionArn, name64 } from '../limits.ts';
import type { ApiDestination, Connection } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { apiDestinations } from '../repositories/api-destinations.ts';
import { connections } from '../repositories/connections.ts';

// Amazon EventBridge quotas: API destinations of an account in a Region, and calls of each in a second.
const MOST_DESTINATIONS = 3000;
const DEFAULT_RATE = 300;

/** A connection of the caller in this Region. */
const requireConnection = async (call: Call, arn: string, verb: string): Promise<Connection> => {
  await call.authorize(`events:${verb}ApiDestination`, arn, {}, { resourceAccount: call.account });
  const connection = await connections.find(call.tx, arn);
  const isHere = connection?.account === call.account && connection.region === call.region;
  if (connection === undefined || !isHere) throw connectionNotFound(arn.split('/')[1] ?? '');
  return connection;
};

/** It can be used once its connection is authorized. */
const stateOf = (connection: Connection | undefined) =>
  connection?.state === 'AUTHORIZED' ? ('ACTIVE' as const) : ('INACTIVE' as const);

const answer = (destination: ApiDestination, connection: Connection | undefined) => ({
  ApiDestinationArn: destination.arn,
  ApiDestinationState: stateOf(connection),
  CreationTime: destination.createdAt,
  LastModifiedTime: destination.modifiedAt,
});

const touch = (call: Call, { name, arn }: ApiDestination): void =>
  call.touch({ type: 'AWS::Events::ApiDestination', name, arn });

const permitted = async (
  call: Call,
  given: string | undefined,
  action: string,
  missing = apiDestinationNotFound,
): Promise<ApiDestination> => {
  const name = given ?? '';
  await call.authorize(action, apiDestinationArn(call, name));
  const destination = await apiDestinations.named(call.tx, call, name);
  if (destination === undefined) throw missing(name);
  touch(call, destination);
  return destination;
};

const requireEndpoint = (endpoint: string | undefined): void => {
  if (endpoint !== undefined) requireHttps('InvocationEndpoint', endpoint);
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html */
export const createApiDestination = ({ ids }: OperationParts) =>
  writes<CreateApiDestinationRequest, CreateApiDestinationResponse>(
    { limits: apiDestinationLimits },
    async (input, call) => {
      const { account, region, tx, now } = call;
      const name = input.Name ?? '';
      await call.authorize('events:CreateApiDestination', apiDestinationArn(call, name));
      const connection = await requireConnection(call, input.ConnectionArn ?? '', 'Create');
      requireEndpoint(input.InvocationEndpoint);
      const destination: ApiDestination = {
        account,
        region,
        name,
        arn: apiDestinationArn(call, name, ids.uuid()),
        description: input.Description,
        connectionArn: connection.arn,
        endpoint: input.InvocationEndpoint ?? '',
        method: input.HttpMethod ?? 'POST',
        ratePerSecond: input.InvocationRateLimitPerSecond ?? DEFAULT_RATE,
        createdAt: now,
        modifiedAt: now,
      };
      if (!(await apiDestinations.insert(tx, destination))) throw apiDestinationExists(name);
      if ((await apiDestinations.count(tx, call)) > MOST_DESTINATIONS) throw limitExceeded();
      touch(call, destination);
      return answer(destination, connection);
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateApiDestination.html */
export const updateApiDestination = () =>
  writes<UpdateApiDestinationRequest, UpdateApiDestinationResponse>(
    { limits: apiDestinationLimits },
    async (input, call) => {
      const present = await permitted(call, input.Name, 'events:UpdateApiDestination');
      const connection =
        input.ConnectionArn === undefined
          ? await connections.find(call.tx, present.connectionArn)
          : await requireConnection(call, input.ConnectionArn, 'Update');
      requireEndpoint(input.InvocationEndpoint);
      const destination: ApiDestination = {
        ...present,
        description: input.Description ?? present.description,
        connectionArn: input.ConnectionArn ?? present.connectionArn,
        endpoint: input.InvocationEndpoint ?? present.endpoint,
        method: input.HttpMethod ?? present.method,
        ratePerSecond: input.InvocationRateLimitPerSecond ?? present.ratePerSecond,
        modifiedAt: call.now,
      };
      await apiDestinations.save(call.tx, destination);
      return answer(destination, connection);
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteApiDestination.html */
export const deleteApiDestination = () =>
  writes<DeleteApiDestinationRequest, Record<string, never>>(
    { limits: { Name: name64 } },
    async (input, call) => {
      const destination = await permitted(call, input.Name, 'events:DeleteApiDestination');
      await apiDestinations.delete(call.tx, destination.arn);
      return {};
    },
  );

const shown = (
  destination: ApiDestination,
  connection: Connection | undefined,
): ShownApiDestination => ({
  ...answer(destination, connection),
  Name: destination.name,
  ConnectionArn: destination.connectionArn,
  InvocationEndpoint: destination.endpoint,
  HttpMethod: destination.method,
  InvocationRateLimitPerSecond: destination.ratePerSecond,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeApiDestination.html */
export const describeApiDestination = () =>
  reads<DescribeApiDestinationRequest, DescribeApiDestinationResponse>(
    { limits: { Name: name64 } },
    async (input, call) => {
      const action = 'events:DescribeApiDestination';
      const destination = await permitted(call, input.Name, action, apiDestinationNotDescribed);
      await call.authorize(action, destination.connectionArn);
      const connection = await connections.find(call.tx, destination.connectionArn);
      return { ...shown(destination, connection), Description: destination.description };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListApiDestinations.html */
export const listApiDestinations = ({ pages }: OperationParts) =>
  reads<ListApiDestinationsRequest, ListApiDestinationsResponse>(
    { limits: { NamePrefix: name64, ConnectionArn: connectionArn, ...pageLimits } },
    async (input, call) => {
      await call.authorize('events:ListApiDestinations', '*');
      const filters = { prefix: input.NamePrefix, connectionArn: input.ConnectionArn };
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListApiDestinations',
        filters,
        fetch: (page) => apiDestinations.list(call.tx, call, filters, page),
        positionOf: ({ name }) => name,
      });
      const list: ShownApiDestination[] = [];
      for (const row of rows)
        list.push(shown(row, await connections.find(call.tx, row.connectionArn)));
      return { ApiDestinations: list, NextToken };
    },
  );
