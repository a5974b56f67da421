import type { DescribeSubnetsResult, Subnet } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { vpcs, zones } from '../shared/sources.ts';

const PUBLIC = [
  ['false', 'No public address'],
  ['true', 'A public address for every instance'],
] as const;

export const SUBNETS: Kind<Json<Subnet>, DescribeSubnetsResult> = {
  path: 'subnets',
  title: 'Subnets',
  one: 'subnet',
  description: 'Ranges of a VPC, each in one Availability Zone.',
  empty: 'No subnets',
  operation: 'DescribeSubnets',
  pick: ({ Subnets }) => Subnets,
  idMember: 'SubnetIds',
  idOf: ({ SubnetId = '' }) => SubnetId,
  tagsOf: ({ Tags }) => Tags,
  type: 'subnet',
  stateOf: ({ State }) => State,
  columns: [
    {
      id: 'vpc',
      header: 'VPC',
      cell: ({ VpcId }) => <IdLink id={VpcId} />,
      text: ({ VpcId }) => VpcId,
    },
    column('cidr', 'IPv4 CIDR', ({ CidrBlock }) => CidrBlock),
    column('zone', 'Availability Zone', ({ AvailabilityZone }) => AvailabilityZone),
    column('free', 'Available addresses', (one) => one.AvailableIpAddressCount),
  ],
  filters: [
    ['tag:Name', 'Name'],
    ['vpc-id', 'VPC ID'],
    ['availability-zone', 'Availability Zone'],
  ],
  facts: (subnet) => [
    ['VPC', <IdLink key="vpc" id={subnet.VpcId} />],
    ['IPv4 CIDR', subnet.CidrBlock],
    ['Available addresses', subnet.AvailableIpAddressCount],
    ['Availability Zone', subnet.AvailabilityZone],
    ['Public address at launch', subnet.MapPublicIpOnLaunch === true ? 'Yes' : 'No'],
    ['Default subnet', subnet.DefaultForAz === true ? 'Yes' : 'No'],
  ],
  create: {
    label: 'Create subnet',
    fields: [
      { id: 'vpc', label: 'VPC', source: vpcs },
      { id: 'name', label: 'Name', optional: true },
      { id: 'zone', label: 'Availability Zone', source: zones, optional: true },
      { id: 'cidr', label: 'IPv4 CIDR block', initial: '10.0.0.0/24' },
    ],
    act: (aws, { vpc, name, zone, cidr }) =>
      aws.call('ec2', 'CreateSubnet', {
        VpcId: vpc,
        CidrBlock: cidr,
        ...(zone === '' ? {} : { AvailabilityZone: zone }),
        ...tagSpecifications('subnet', namedTag(name)),
      }),
  },
  actions: [
    {
      label: 'Edit subnet settings',
      fields: ({ MapPublicIpOnLaunch }) => [
        {
          id: 'public',
          label: 'Address at launch',
          initial: String(MapPublicIpOnLaunch === true),
          options: PUBLIC,
        },
      ],
      act: (aws, { SubnetId }, values) =>
        aws.call('ec2', 'ModifySubnetAttribute', {
          SubnetId,
          MapPublicIpOnLaunch: { Value: values['public'] === 'true' },
        }),
    },
  ],
  remove: {
    label: 'Delete subnet',
    text: 'A subnet goes when no network interface is in it any more.',
    act: (aws, { SubnetId }) => aws.call('ec2', 'DeleteSubnet', { SubnetId }),
  },
};
