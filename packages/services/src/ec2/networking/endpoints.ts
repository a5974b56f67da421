import type {
  CreateVpcEndpointRequest,
  CreateVpcEndpointResult,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
  UnsuccessfulItem,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { missingParameter } from '../errors.ts';
import type { Kind, Resource } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { unsuccessful } from '../unsuccessful.ts';
import { settleNetwork } from './default-network.ts';
import { add } from './new-network.ts';
import { vpcFor } from './route-tables.ts';

const FULL_ACCESS = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});
const SERVICE = /^(?:com\.amazonaws|aws)\.[a-z0-9.-]{1,200}$/;
const MOST_POLICY = 20_480;

const shownEndpoint = (
  { id, account, createdAt, details }: Resource<'vpc-endpoint'>,
  tags: Tags,
): VpcEndpoint => ({
  VpcEndpointId: id,
  VpcEndpointType: details.type,
  VpcId: details.vpc,
  ServiceName: details.service,
  State: 'Available',
  PolicyDocument: details.policy,
  RouteTableIds: [...details.routeTables],
  SubnetIds: [...details.subnets],
  Groups: details.groups.map((GroupId) => ({ GroupId })),
  PrivateDnsEnabled: details.privateDns,
  RequesterManaged: false,
  NetworkInterfaceIds: [],
  CreationTimestamp: createdAt,
  OwnerId: account,
  Tags: shownTags(tags),
});

const ENDPOINTS: Description<'vpc-endpoint', VpcEndpoint> = {
  kind: 'vpc-endpoint',
  leastResults: 1,
  filters: {
    'service-name': ({ ServiceName }) => ServiceName,
    'vpc-endpoint-id': ({ VpcEndpointId }) => VpcEndpointId,
    'vpc-endpoint-state': ({ State }) => State?.toLowerCase(),
    'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownEndpoint(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const describeVpcEndpoints = ({ pages }: Ec2Deps) =>
  shows<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeVpcEndpoints');
    const ids = input.VpcEndpointIds;
    const { shown, next } = await described(pages, call, ENDPOINTS, input, ids);
    return { VpcEndpoints: [...shown], ...next };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html */
export const createVpcEndpoint = ({ ids }: Ec2Deps) =>
  changes<CreateVpcEndpointRequest, CreateVpcEndpointResult>(
    { partial: 'as data: no network interfaces and no names' },
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork({ ids }, call);
      const operation = 'CreateVpcEndpoint';
      const tags = specifiedTags(input.TagSpecifications, 'vpc-endpoint')('vpc-endpoint');
      const service = input.ServiceName;
      await authorizeNew(call, operation, 'vpc-endpoint', tags, { 'ec2:VpceServiceName': service });
      const vpc = await vpcFor(call, operation, input.VpcId ?? '');
      const named: readonly (readonly [Kind, readonly string[] | undefined])[] = [
        ['route-table', input.RouteTableIds],
        ['subnet', input.SubnetIds],
        ['security-group', input.SecurityGroupIds],
      ];
      for (const [kind, given] of named)
        for (const id of given ?? []) await authorized(call, operation, kind, id);
      if (service === undefined) throw missingParameter('ServiceName');
      if (!SERVICE.test(service))
        throw new AwsError(
          'InvalidServiceName',
          `The Vpc Endpoint Service '${service}' does not exist`,
        );
      const policy = input.PolicyDocument ?? FULL_ACCESS;
      if (policy.length > MOST_POLICY || !isJson(policy))
        throw new AwsError('InvalidPolicyDocument', 'This policy contains invalid Json');
      const type = input.VpcEndpointType ?? 'Gateway';
      const ground = { tx, ids, account, region: call.region, now };
      const endpoint = await add(
        ground,
        'vpc-endpoint',
        {
          vpc: vpc.id,
          type,
          service,
          policy,
          routeTables: input.RouteTableIds ?? [],
          subnets: input.SubnetIds ?? [],
          groups: input.SecurityGroupIds ?? [],
          privateDns: input.PrivateDnsEnabled ?? type === 'Interface',
        },
        { vpc: vpc.id },
      );
      await putTags(tx, endpoint, tags);
      touch(call, 'vpc-endpoint', endpoint.id);
      const { ClientToken } = input;
      return {
        VpcEndpoint: shownEndpoint(endpoint, tags),
        ...(ClientToken === undefined ? {} : { ClientToken }),
      };
    },
  );

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The parser's own words would tell the caller nothing that AWS tells.
    return false;
  }
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html */
export const deleteVpcEndpoints = () =>
  changes<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult>({}, async (input, call) => {
    const failed: UnsuccessfulItem[] = [];
    for (const id of new Set(input.VpcEndpointIds)) {
      const found = await unsuccessful(call, 'DeleteVpcEndpoints', 'vpc-endpoint', id);
      if (found.resource === undefined) failed.push(found.failure);
      else await removeWithTags(call.tx, found.resource);
    }
    return { Unsuccessful: failed };
  });
