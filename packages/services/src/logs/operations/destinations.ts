import type {
  DeleteDestinationRequest,
  DescribeDestinationsRequest,
  DescribeDestinationsResponse,
  Destination as WireDestination,
  PutDestinationPolicyRequest,
  PutDestinationRequest,
  PutDestinationResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseArn } from '@gatehouse/core';
import {
  type Call,
  reads,
  requestTagKeys,
  resourceTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { requirePolicy } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import { destinationArnInvalid, destinationMissing, notHere } from '../errors.ts';
import type { Destination, Scope } from '../model.ts';
import { destinationArn } from '../names.ts';
import { DEFAULT_LIMIT, LIMIT, rowPage } from '../paging.ts';
import { destinations } from '../repositories/policies.ts';
import { requestTags, requireRoom, tagOwner } from '../tags.ts';

const NAME = { minLength: 1, maxLength: 512, pattern: '[^:*]*' };
const ARN = { minLength: 1, maxLength: 2048 };

const described = (destination: Destination): WireDestination => ({
  destinationName: destination.name,
  targetArn: destination.targetArn,
  roleArn: destination.roleArn,
  accessPolicy: destination.accessPolicy,
  arn: destinationArn(destination, destination.name),
  creationTime: destination.createdAt,
});

const authorize = async (call: Call, action: string, name: string, keys = {}): Promise<void> => {
  const arn = destinationArn(call, name);
  const tags = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, { ...resourceTagKeys(undefined, tags), ...keys });
  call.touch({ type: 'AWS::Logs::Destination', name, arn });
};

/** Its owner subscribes others to what is his. */
const requireTarget = ({ account, region }: Scope, arn: string): void => {
  const parsed = parseArn(arn);
  if (parsed?.service === 'kinesis') throw notHere('Kinesis');
  if (parsed?.service === 'firehose') throw notHere('Firehose');
  if (parsed?.service !== 'lambda' || !parsed.resource.startsWith('function:'))
    throw destinationArnInvalid();
  if (parsed.account !== account || parsed.region !== region) throw destinationArnInvalid();
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDestination.html */
export const putDestination = () =>
  writes<PutDestinationRequest, PutDestinationResponse>(
    {
      limits: {
        destinationName: NAME,
        targetArn: ARN,
        roleArn: ARN,
        tags: { minLength: 1, maxLength: 50 },
      },
      partial:
        'There are no Kinesis streams and no Firehose: the target is a Lambda function, which AWS does not take here.',
    },
    async (input, call) => {
      const { destinationName: name = '', targetArn = '', roleArn = '' } = input;
      const tags = requestTags(input.tags);
      await authorize(call, 'logs:PutDestination', name, requestTagKeys(tags));
      requireTarget(call, targetArn);
      const arn = destinationArn(call, name);
      requireRoom(arn, new Map([...(await tagStore.of(call.tx, arn)), ...tags]));
      const present = await destinations.find(call.tx, call, name);
      const destination: Destination = {
        account: call.account,
        region: call.region,
        name,
        targetArn,
        roleArn,
        accessPolicy: present?.accessPolicy,
        createdAt: present?.createdAt ?? call.now.getTime(),
      };
      await destinations.put(call.tx, destination);
      await tagStore.put(call.tx, tagOwner({ ...destination, arn }), tags);
      return { destination: described(destination) };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDestinationPolicy.html */
export const putDestinationPolicy = () =>
  writes<PutDestinationPolicyRequest, object>(
    { limits: { destinationName: NAME, accessPolicy: { minLength: 1, maxLength: 5120 } } },
    async (input, call) => {
      const { destinationName: name = '', accessPolicy = '' } = input;
      await authorize(call, 'logs:PutDestinationPolicy', name);
      const destination = await destinations.find(call.tx, call, name);
      if (destination === undefined) throw destinationMissing();
      requirePolicy(accessPolicy);
      await destinations.put(call.tx, { ...destination, accessPolicy });
      return {};
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeDestinations.html */
export const describeDestinations = ({ pages }: Pick<LogsParts, 'pages'>) =>
  reads<DescribeDestinationsRequest, DescribeDestinationsResponse>(
    { limits: { DestinationNamePrefix: NAME, nextToken: { minLength: 1 }, limit: LIMIT } },
    async (input, call) => {
      await call.authorize('logs:DescribeDestinations', '*');
      const { DestinationNamePrefix: prefix = '' } = input;
      const { account, region } = call;
      const { rows, nextToken } = await rowPage(
        pages,
        { operation: 'DescribeDestinations', account, region, prefix },
        { token: input.nextToken, limit: input.limit ?? DEFAULT_LIMIT },
        ([after = ''] = [], limit) =>
          destinations.list(call.tx, call, prefix, String(after), limit),
        ({ name }) => [name],
      );
      return { destinations: rows.map(described), nextToken };
    },
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteDestination.html */
export const deleteDestination = () =>
  writes<DeleteDestinationRequest, object>(
    { limits: { destinationName: NAME } },
    async (input, call) => {
      const name = input.destinationName ?? '';
      await authorize(call, 'logs:DeleteDestination', name);
      const destination = await destinations.find(call.tx, call, name);
      if (destination === undefined) throw destinationMissing();
      await destinations.remove(call.tx, destination);
      await tagStore.removeAll(call.tx, destinationArn(call, name));
      return {};
    },
  );
