import type {
  CreateDefaultVpcRequest,
  CreateDefaultVpcResult,
  CreateVpcRequest,
  CreateVpcResult,
  DeleteVpcRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcAttributeResult,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  ModifyVpcAttributeRequest,
  Vpc,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Tags } from '@gatehouse/service-kit';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import {
  dependencyViolation,
  invalidCombination,
  missingParameter,
  operationNotPermitted,
  parameterInvalid,
} from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { parseCidr } from './cidr.ts';
import { newDefaultVpc, settleNetwork, showNetwork } from './default-network.ts';
import { newVpc } from './new-network.ts';

// VPC User Guide, "VPC CIDR blocks".
const LARGEST_PREFIX = 28;
const SMALLEST_PREFIX = 16;
const TENANCIES = ['default', 'dedicated', 'host'];

const shownVpc = ({ id, account, details }: Resource<'vpc'>, tags: Tags): Vpc => ({
  VpcId: id,
  OwnerId: account,
  State: 'available',
  CidrBlock: details.cidr,
  CidrBlockAssociationSet: [
    {
      AssociationId: id.replace('vpc-', 'vpc-cidr-assoc-'),
      CidrBlock: details.cidr,
      CidrBlockState: { State: 'associated' },
    },
  ],
  DhcpOptionsId: details.dhcpOptions,
  InstanceTenancy: details.tenancy === 'dedicated' ? 'dedicated' : 'default',
  IsDefault: details.isDefault,
  Ipv6CidrBlockAssociationSet: [],
  Tags: shownTags(tags),
});

const VPCS: Description<'vpc', Vpc> = {
  kind: 'vpc',
  filters: {
    cidr: ({ CidrBlock }) => CidrBlock,
    'cidr-block': ({ CidrBlock }) => CidrBlock,
    cidrBlock: ({ CidrBlock }) => CidrBlock,
    'cidr-block-association.cidr-block': ({ CidrBlock }) => CidrBlock,
    'cidr-block-association.association-id': ({ CidrBlockAssociationSet: [one] = [] }) =>
      one?.AssociationId,
    'cidr-block-association.state': ({ CidrBlockAssociationSet: [one] = [] }) =>
      one?.CidrBlockState?.State,
    'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
    'is-default': ({ IsDefault }) => IsDefault,
    isDefault: ({ IsDefault }) => IsDefault,
    'owner-id': ({ OwnerId }) => OwnerId,
    state: ({ State }) => State,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownVpc(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs = (deps: Ec2Deps) =>
  shows<DescribeVpcsRequest, DescribeVpcsResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeVpcs');
    await showNetwork(deps, call);
    const { shown, next } = await described(deps.pages, call, VPCS, input, input.VpcIds);
    return { Vpcs: [...shown], ...next };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const createVpc = ({ ids }: Ec2Deps) =>
  changes<CreateVpcRequest, CreateVpcResult>(
    { partial: 'no IPv6 and no address pools of IPAM' },
    async (input, call) => {
      const { tx, account, region, now } = call;
      const tags = specifiedTags(input.TagSpecifications, 'vpc')('vpc');
      const tenancy = input.InstanceTenancy ?? 'default';
      await authorizeNew(call, 'CreateVpc', 'vpc', tags, { 'ec2:Tenancy': tenancy });
      await settleNetwork({ ids }, call);
      if (input.CidrBlock === undefined) throw missingParameter('cidrBlock');
      const network = parseCidr(input.CidrBlock);
      if (network === undefined)
        throw parameterInvalid('cidrBlock', input.CidrBlock, 'This is not a valid CIDR block.');
      if (network.length < SMALLEST_PREFIX || network.length > LARGEST_PREFIX)
        throw new AwsError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
      if (!TENANCIES.includes(tenancy))
        throw new AwsError('UnsupportedTenancy', `The tenancy value ${tenancy} is not supported.`);
      const vpc = await newVpc({ tx, ids, account, region, now }, network, {
        isDefault: false,
        tenancy,
      });
      await putTags(tx, vpc, tags);
      touch(call, 'vpc', vpc.id);
      return { Vpc: { ...shownVpc(vpc, tags), State: 'pending' } };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultVpc.html */
export const createDefaultVpc = ({ ids }: Ec2Deps) =>
  changes<CreateDefaultVpcRequest, CreateDefaultVpcResult>({}, async (_input, call) => {
    const { tx, account, region, now } = call;
    await authorizeNew(call, 'CreateDefaultVpc', 'vpc', new Map());
    await settleNetwork({ ids }, call);
    if ((await resources.named(tx, call, 'vpc', 'default')) !== undefined)
      throw new AwsError(
        'DefaultVpcAlreadyExists',
        'A Default VPC already exists for this account in this region.',
      );
    const vpc = await newDefaultVpc({ tx, ids, account, region, now });
    touch(call, 'vpc', vpc.id);
    return { Vpc: shownVpc(vpc, new Map()) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html */
export const deleteVpc = ({ ids }: Ec2Deps) =>
  changes<DeleteVpcRequest, void>({}, async ({ VpcId = '' }, call) => {
    const { tx } = call;
    await settleNetwork({ ids }, call);
    const vpc = await authorized(call, 'DeleteVpc', 'vpc', VpcId);
    const inIt = async (kind: Parameters<typeof resources.inVpc>[2]) =>
      resources.inVpc(tx, call, kind, vpc.id);
    for (const kind of ['subnet', 'internet-gateway', 'network-interface', 'vpc-endpoint'] as const)
      if ((await inIt(kind)).length > 0) throw vpcInUse(vpc.id);
    const groups = await resources.inVpc(tx, call, 'security-group', vpc.id);
    const tables = await resources.inVpc(tx, call, 'route-table', vpc.id);
    const acls = await resources.inVpc(tx, call, 'network-acl', vpc.id);
    if (groups.some(({ details }) => details.name !== 'default')) throw vpcInUse(vpc.id);
    if (tables.some(({ details }) => !details.associations.some(({ main }) => main)))
      throw vpcInUse(vpc.id);
    if (acls.some(({ details }) => !details.isDefault)) throw vpcInUse(vpc.id);
    const rules = await resources.inVpc(tx, call, 'security-group-rule', vpc.id);
    for (const resource of [...rules, ...groups, ...tables, ...acls, vpc])
      await removeWithTags(tx, resource);
  });

const vpcInUse = (id: string): AwsError =>
  dependencyViolation(`The vpc '${id}' has dependencies and cannot be deleted.`);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html */
export const modifyVpcAttribute = ({ ids }: Ec2Deps) =>
  changes<ModifyVpcAttributeRequest, void>({}, async (input, call) => {
    await settleNetwork({ ids }, call);
    const vpc = await authorized(call, 'ModifyVpcAttribute', 'vpc', input.VpcId ?? '');
    const { EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics } = input;
    const given = [EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics];
    const count = given.filter((value) => value !== undefined).length;
    if (count === 0) throw missingParameter('attribute');
    if (count > 1)
      throw invalidCombination(
        'Fields for multiple attribute types specified: only one is allowed',
      );
    const dnsSupport = EnableDnsSupport?.Value ?? vpc.details.dnsSupport;
    const dnsHostnames = EnableDnsHostnames?.Value ?? vpc.details.dnsHostnames;
    if (dnsHostnames && !dnsSupport && EnableDnsHostnames !== undefined)
      throw operationNotPermitted('DNS hostnames need DNS support to be enabled in the VPC');
    const networkAddressUsageMetrics =
      EnableNetworkAddressUsageMetrics?.Value ?? vpc.details.networkAddressUsageMetrics;
    await resources.save(
      call.tx,
      withDetails(vpc, { dnsSupport, dnsHostnames, networkAddressUsageMetrics }),
    );
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html */
export const describeVpcAttribute = (deps: Ec2Deps) =>
  shows<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>(
    {},
    async ({ VpcId = '', Attribute = '' }, call) => {
      await showNetwork(deps, call);
      const { details } = await authorized(call, 'DescribeVpcAttribute', 'vpc', VpcId);
      switch (Attribute) {
        case 'enableDnsSupport':
          return { VpcId, EnableDnsSupport: { Value: details.dnsSupport } };
        case 'enableDnsHostnames':
          return { VpcId, EnableDnsHostnames: { Value: details.dnsHostnames } };
        case 'enableNetworkAddressUsageMetrics':
          return {
            VpcId,
            EnableNetworkAddressUsageMetrics: { Value: details.networkAddressUsageMetrics },
          };
        default:
          throw parameterInvalid('attribute', Attribute, 'Unknown attribute.');
      }
    },
  );
