import type { DescribeVpcsResult, Vpc } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { column, type Kind } from '../resources/kind.ts';
import { namedTag, tagSpecifications } from '../shared/names.ts';

const yesNo = (value: boolean | undefined): string => (value === true ? 'Yes' : 'No');

const ON_OFF = [
  ['true', 'Enabled'],
  ['false', 'Disabled'],
] as const;

export const VPCS: Kind<Json<Vpc>, DescribeVpcsResult> = {
  path: 'vpcs',
  title: 'Your VPCs',
  one: 'VPC',
  description: 'Private networks, each with its subnets, routes and gateways.',
  empty: 'No VPCs',
  operation: 'DescribeVpcs',
  pick: ({ Vpcs }) => Vpcs,
  idMember: 'VpcIds',
  idOf: ({ VpcId = '' }) => VpcId,
  tagsOf: ({ Tags }) => Tags,
  type: 'vpc',
  stateOf: ({ State }) => State,
  columns: [
    column('cidr', 'IPv4 CIDR', ({ CidrBlock }) => CidrBlock),
    column('default', 'Default VPC', ({ IsDefault }) => yesNo(IsDefault)),
    column('tenancy', 'Tenancy', ({ InstanceTenancy }) => InstanceTenancy),
  ],
  filters: [
    ['tag:Name', 'Name'],
    ['cidr-block-association.cidr-block', 'IPv4 CIDR'],
    ['is-default', 'Default VPC', ['true', 'false']],
  ],
  facts: (vpc) => [
    ['IPv4 CIDR', vpc.CidrBlock],
    ['Default VPC', yesNo(vpc.IsDefault)],
    ['Tenancy', vpc.InstanceTenancy],
    ['DHCP options', vpc.DhcpOptionsId],
    ['Owner', vpc.OwnerId],
  ],
  create: {
    label: 'Create VPC',
    fields: [
      { id: 'name', label: 'Name', optional: true },
      { id: 'cidr', label: 'IPv4 CIDR block', initial: '10.0.0.0/16' },
    ],
    act: (aws, { name, cidr }) =>
      aws.call('ec2', 'CreateVpc', {
        CidrBlock: cidr,
        ...tagSpecifications('vpc', namedTag(name)),
      }),
  },
  actions: [
    {
      label: 'Edit DNS settings',
      fields: () => [
        { id: 'support', label: 'DNS resolution', initial: 'true', options: ON_OFF },
        { id: 'names', label: 'DNS hostnames', initial: 'true', options: ON_OFF },
      ],
      act: async (aws, { VpcId }, { support, names }) => {
        await aws.call('ec2', 'ModifyVpcAttribute', {
          VpcId,
          EnableDnsSupport: { Value: support === 'true' },
        });
        await aws.call('ec2', 'ModifyVpcAttribute', {
          VpcId,
          EnableDnsHostnames: { Value: names === 'true' },
        });
      },
    },
  ],
  remove: {
    label: 'Delete VPC',
    text: 'A VPC goes when nothing is in it any more: first its instances, subnets and gateways.',
    act: (aws, { VpcId }) => aws.call('ec2', 'DeleteVpc', { VpcId }),
  },
};
