import type {
  CreateDefaultSubnetRequest,
  CreateDefaultSubnetResult,
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  ModifySubnetAttributeRequest,
  Subnet,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  dependencyViolation,
  invalidCombination,
  missingParameter,
  parameterInvalid,
} from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { contains, type Network, overlaps, parseCidr, RESERVED_ADDRESSES, sizeOf } from './cidr.ts';
import { settleNetwork, showNetwork } from './default-network.ts';
import { newSubnet } from './new-network.ts';
import { vpcFor } from './route-tables.ts';
import { zoneId, zonesOf } from './zones.ts';

const LONGEST_PREFIX = 28;
const SHORTEST_PREFIX = 16;
const DEFAULT_LENGTH = 20;

/** The network of a VPC or subnet that is stored. */
export const networkOf = (cidr: string): Network => {
  const network = parseCidr(cidr);
  if (network === undefined) throw new Error(`${cidr} is stored and no network`);
  return network;
};

const shownSubnet = (subnet: Resource<'subnet'>, tags: Tags, used: number): Subnet => {
  const { id, account, region, details } = subnet;
  const zone = zoneId(region, details.zone);
  return {
    SubnetId: id,
    SubnetArn: arnOf(subnet, 'subnet', id),
    OwnerId: account,
    VpcId: details.vpc,
    CidrBlock: details.cidr,
    State: 'available',
    AvailabilityZone: details.zone,
    ...(zone === undefined ? {} : { AvailabilityZoneId: zone }),
    AvailableIpAddressCount: sizeOf(networkOf(details.cidr)) - RESERVED_ADDRESSES - used,
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: details.isDefault,
    EnableDns64: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    MapCustomerOwnedIpOnLaunch: false,
    MapPublicIpOnLaunch: details.mapPublicIp,
    PrivateDnsNameOptionsOnLaunch: {
      EnableResourceNameDnsAAAARecord: false,
      EnableResourceNameDnsARecord: false,
      HostnameType: 'ip-name',
    },
    Tags: shownTags(tags),
  };
};

const SUBNETS: Description<'subnet', Subnet> = {
  kind: 'subnet',
  filters: {
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    availabilityZone: ({ AvailabilityZone }) => AvailabilityZone,
    'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
    'available-ip-address-count': ({ AvailableIpAddressCount }) => AvailableIpAddressCount,
    cidr: ({ CidrBlock }) => CidrBlock,
    cidrBlock: ({ CidrBlock }) => CidrBlock,
    'cidr-block': ({ CidrBlock }) => CidrBlock,
    'default-for-az': ({ DefaultForAz }) => DefaultForAz,
    defaultForAz: ({ DefaultForAz }) => DefaultForAz,
    'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch,
    'owner-id': ({ OwnerId }) => OwnerId,
    state: ({ State }) => State,
    'subnet-arn': ({ SubnetArn }) => SubnetArn,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: async (call, rows, tags) => {
    const taken = new Map<string, number>();
    for (const { details } of await resources.list(call.tx, call, 'network-interface'))
      taken.set(details.subnet, (taken.get(details.subnet) ?? 0) + 1);
    return rows.map((row) => shownSubnet(row, tags(row), taken.get(row.id) ?? 0));
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const describeSubnets = (deps: Ec2Deps) =>
  shows<DescribeSubnetsRequest, DescribeSubnetsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeSubnets');
    await showNetwork(deps, call);
    const { shown, next } = await described(deps.pages, call, SUBNETS, input, input.SubnetIds);
    return { Subnets: [...shown], ...next };
  });

const requestedZone = (call: Call, input: CreateSubnetRequest): string => {
  const zones = zonesOf(call.region);
  const { AvailabilityZone: name, AvailabilityZoneId: id } = input;
  if (name !== undefined && id !== undefined)
    throw invalidCombination('You can not specify both AvailabilityZone and AvailabilityZoneId');
  if (name === undefined && id === undefined) return zones[0]?.name ?? '';
  const zone = zones.find((one) => one.name === name || one.id === id);
  if (zone === undefined)
    throw parameterInvalid(
      'availabilityZone',
      name ?? id,
      `Subnets can currently only be created in the following availability zones: ${zones.map((one) => one.name).join(', ')}.`,
    );
  return zone.name;
};

const requireRoomFor = async (call: Call, vpc: Resource<'vpc'>, cidr: string): Promise<Network> => {
  const network = parseCidr(cidr);
  if (network === undefined)
    throw parameterInvalid('cidrBlock', cidr, 'This is not a valid CIDR block.');
  if (
    network.length < SHORTEST_PREFIX ||
    network.length > LONGEST_PREFIX ||
    !contains(networkOf(vpc.details.cidr), network)
  )
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  const others = await resources.inVpc(call.tx, call, 'subnet', vpc.id);
  if (others.some(({ details }) => overlaps(networkOf(details.cidr), network)))
    throw new AwsError(
      'InvalidSubnet.Conflict',
      `The CIDR '${cidr}' conflicts with another subnet`,
    );
  return network;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const createSubnet = ({ ids }: Ec2Deps) =>
  changes<CreateSubnetRequest, CreateSubnetResult>(
    { partial: 'no IPv6 and no address pools of IPAM' },
    async (input, call) => {
      const { tx, account, region, now } = call;
      await settleNetwork({ ids }, call);
      const tags = specifiedTags(input.TagSpecifications, 'subnet')('subnet');
      const zone = requestedZone(call, input);
      const vpcId = input.VpcId ?? '';
      await authorizeNew(call, 'CreateSubnet', 'subnet', tags, {
        'ec2:AvailabilityZone': zone,
        'ec2:Vpc': arnOf(call, 'vpc', vpcId),
      });
      const vpc = await vpcFor(call, 'CreateSubnet', vpcId);
      if (input.CidrBlock === undefined) throw missingParameter('cidrBlock');
      const network = await requireRoomFor(call, vpc, input.CidrBlock);
      const place = { network, zone, isDefault: false };
      const subnet = await newSubnet({ tx, ids, account, region, now }, vpc.id, place);
      await putTags(tx, subnet, tags);
      touch(call, 'subnet', subnet.id);
      return { Subnet: shownSubnet(subnet, tags, 0) };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultSubnet.html */
export const createDefaultSubnet = ({ ids }: Ec2Deps) =>
  changes<CreateDefaultSubnetRequest, CreateDefaultSubnetResult>({}, async (input, call) => {
    const { tx, account, region, now } = call;
    await authorizeNew(call, 'CreateDefaultSubnet', 'subnet', new Map());
    await settleNetwork({ ids }, call);
    const zone = requestedZone(call, { ...input, VpcId: undefined });
    const vpc = await resources.named(tx, call, 'vpc', 'default');
    if (vpc === undefined)
      throw new AwsError('DefaultVpcDoesNotExist', 'No default VPC for this user.');
    const others = await resources.inVpc(tx, call, 'subnet', vpc.id);
    if (others.some(({ details }) => details.isDefault && details.zone === zone))
      throw new AwsError(
        'DefaultSubnetAlreadyExistsInAvailabilityZone',
        `'${zone}' already has a default subnet.`,
      );
    const { base } = networkOf(vpc.details.cidr);
    const size = sizeOf({ base: 0, length: DEFAULT_LENGTH });
    const free = Array.from({ length: 16 }, (_, at) => ({
      base: base + at * size,
      length: DEFAULT_LENGTH,
    })).find((part) => !others.some(({ details }) => overlaps(networkOf(details.cidr), part)));
    if (free === undefined)
      throw new AwsError('InvalidSubnet.Conflict', 'The default VPC has no room for a subnet');
    const place = { network: free, zone, isDefault: true };
    const subnet = await newSubnet({ tx, ids, account, region, now }, vpc.id, place);
    touch(call, 'subnet', subnet.id);
    return { Subnet: shownSubnet(subnet, new Map(), 0) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html */
export const deleteSubnet = ({ ids }: Ec2Deps) =>
  changes<DeleteSubnetRequest, void>({}, async ({ SubnetId = '' }, call) => {
    const { tx } = call;
    await settleNetwork({ ids }, call);
    const subnet = await authorized(call, 'DeleteSubnet', 'subnet', SubnetId);
    const { vpc } = subnet.details;
    const interfaces = await resources.inVpc(tx, call, 'network-interface', vpc);
    if (interfaces.some(({ details }) => details.subnet === subnet.id))
      throw dependencyViolation(
        `The subnet '${subnet.id}' has dependencies and cannot be deleted.`,
      );
    for (const acl of await resources.inVpc(tx, call, 'network-acl', vpc)) {
      const associations = acl.details.associations.filter((one) => one.subnet !== subnet.id);
      if (associations.length < acl.details.associations.length)
        await resources.save(tx, withDetails(acl, { associations }));
    }
    for (const table of await resources.inVpc(tx, call, 'route-table', vpc)) {
      const associations = table.details.associations.filter((one) => one.subnet !== subnet.id);
      if (associations.length < table.details.associations.length)
        await resources.save(tx, withDetails(table, { associations }));
    }
    await removeWithTags(tx, subnet);
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html */
export const modifySubnetAttribute = ({ ids }: Ec2Deps) =>
  changes<ModifySubnetAttributeRequest, void>(
    { partial: 'MapPublicIpOnLaunch alone' },
    async ({ SubnetId = '', MapPublicIpOnLaunch }, call) => {
      await settleNetwork({ ids }, call);
      const subnet = await authorized(call, 'ModifySubnetAttribute', 'subnet', SubnetId);
      if (MapPublicIpOnLaunch?.Value === undefined) throw missingParameter('attribute');
      const mapPublicIp = MapPublicIpOnLaunch.Value;
      await resources.save(call.tx, withDetails(subnet, { mapPublicIp }));
    },
  );
