import type {
  CreateFlowLogsRequest,
  CreateFlowLogsResult,
  DeleteFlowLogsRequest,
  DeleteFlowLogsResult,
  DescribeFlowLogsRequest,
  DescribeFlowLogsResult,
  FlowLog,
  UnsuccessfulItem,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { missingParameter, parameterInvalid } from '../errors.ts';
import type { Kinds, Resource } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { unsuccessful } from '../unsuccessful.ts';
import { settleNetwork } from './default-network.ts';
import { add } from './new-network.ts';

const FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';
const INTERVAL = 600;

const shownLog = ({ id, createdAt, details }: Resource<'vpc-flow-log'>, tags: Tags): FlowLog => ({
  FlowLogId: id,
  FlowLogStatus: 'ACTIVE',
  CreationTime: createdAt,
  ResourceId: details.resource,
  TrafficType: details.trafficType,
  LogDestinationType: details.destinationType,
  ...(details.destination === undefined ? {} : { LogDestination: details.destination }),
  ...(details.logGroup === undefined ? {} : { LogGroupName: details.logGroup }),
  ...(details.role === undefined ? {} : { DeliverLogsPermissionArn: details.role }),
  DeliverLogsStatus: 'SUCCESS',
  LogFormat: details.format,
  MaxAggregationInterval: details.interval,
  Tags: shownTags(tags),
});

const LOGS: Description<'vpc-flow-log', FlowLog> = {
  kind: 'vpc-flow-log',
  leastResults: 1,
  filters: {
    'deliver-log-status': ({ DeliverLogsStatus }) => DeliverLogsStatus,
    'flow-log-id': ({ FlowLogId }) => FlowLogId,
    'log-destination-type': ({ LogDestinationType }) => LogDestinationType,
    'log-group-name': ({ LogGroupName }) => LogGroupName,
    'resource-id': ({ ResourceId }) => ResourceId,
    'traffic-type': ({ TrafficType }) => TrafficType,
  },
  show: (_call, rows, tags) => rows.map((row) => shownLog(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html */
export const describeFlowLogs = ({ pages }: Ec2Deps) =>
  shows<DescribeFlowLogsRequest, DescribeFlowLogsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeFlowLogs');
    const request = { ...input, Filters: input.Filter };
    const { shown, next } = await described(pages, call, LOGS, request, input.FlowLogIds);
    return { FlowLogs: [...shown], ...next };
  });

const RESOURCE_KINDS = {
  NetworkInterface: 'network-interface',
  Subnet: 'subnet',
  VPC: 'vpc',
} as const;

const kindOf = (type: string | undefined): (typeof RESOURCE_KINDS)[keyof typeof RESOURCE_KINDS] => {
  switch (type) {
    case 'VPC':
    case 'Subnet':
    case 'NetworkInterface':
      return RESOURCE_KINDS[type];
    default:
      throw parameterInvalid('ResourceType', type, 'Unknown resource type.');
  }
};

const detailsOf = async (
  call: Call,
  input: CreateFlowLogsRequest,
): Promise<Omit<Kinds['vpc-flow-log'], 'resource'>> => {
  const destinationType = input.LogDestinationType ?? 'cloud-watch-logs';
  const role = input.DeliverLogsPermissionArn;
  const isLogs = destinationType === 'cloud-watch-logs';
  if (isLogs && input.LogGroupName === undefined && input.LogDestination === undefined)
    throw new AwsError(
      'InvalidParameter',
      "LogDestination can't be empty if LogGroupName is not provided.",
    );
  if (isLogs && role === undefined)
    throw new AwsError(
      'InvalidParameter',
      "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
    );
  if (!isLogs && input.LogDestination === undefined) throw missingParameter('LogDestination');
  if (role !== undefined)
    await call.authorize('iam:PassRole', role, {
      'iam:PassedToService': 'vpc-flow-logs.amazonaws.com',
    });
  return {
    trafficType: input.TrafficType ?? 'ALL',
    destinationType,
    destination: input.LogDestination,
    logGroup: input.LogGroupName,
    role,
    format: input.LogFormat ?? FORMAT,
    interval: input.MaxAggregationInterval ?? INTERVAL,
  };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html */
export const createFlowLogs = ({ ids }: Ec2Deps) =>
  changes<CreateFlowLogsRequest, CreateFlowLogsResult>(
    { partial: 'as data: there is no traffic to log' },
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork({ ids }, call);
      const operation = 'CreateFlowLogs';
      const tags = specifiedTags(input.TagSpecifications, 'vpc-flow-log')('vpc-flow-log');
      await authorizeNew(call, operation, 'vpc-flow-log', tags);
      const kind = kindOf(input.ResourceType);
      const given = [...new Set(input.ResourceIds)];
      if (given.length === 0) throw missingParameter('ResourceId');
      for (const id of given) await authorized(call, operation, kind, id);
      const details = await detailsOf(call, input);
      const earlier = await resources.list(tx, call, 'vpc-flow-log');
      const made: string[] = [];
      const failed: UnsuccessfulItem[] = [];
      for (const resource of given) {
        const same = earlier.some(
          (one) =>
            one.details.resource === resource &&
            one.details.destination === details.destination &&
            one.details.logGroup === details.logGroup,
        );
        if (same) {
          failed.push({ ResourceId: resource, Error: ALREADY_EXISTS });
          continue;
        }
        const ground = { tx, ids, account, region: call.region, now };
        const log = await add(ground, 'vpc-flow-log', { ...details, resource });
        await putTags(tx, log, tags);
        touch(call, 'vpc-flow-log', log.id);
        made.push(log.id);
      }
      return { FlowLogIds: made, Unsuccessful: failed };
    },
  );

const ALREADY_EXISTS = {
  Code: '400',
  Message: 'There is an existing Flow Log with the same configuration and log destination.',
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteFlowLogs.html */
export const deleteFlowLogs = () =>
  changes<DeleteFlowLogsRequest, DeleteFlowLogsResult>({}, async (input, call) => {
    const failed: UnsuccessfulItem[] = [];
    const ids = [...new Set(input.FlowLogIds)];
    if (ids.length === 0) throw missingParameter('FlowLogId');
    for (const id of ids) {
      const found = await unsuccessful(call, 'DeleteFlowLogs', 'vpc-flow-log', id);
      if (found.resource === undefined) failed.push(found.failure);
      else await removeWithTags(call.tx, found.resource);
    }
    return { Unsuccessful: failed };
  });
