import type {
  DescribeInternetGatewaysResult,
  DescribeNatGatewaysResult,
  InternetGateway,
  NatGateway,
} from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { freeAddresses, subnets, vpcs } from '../shared/sources.ts';

const vpcOf = ({ Attachments }: Json<InternetGateway>): string | undefined =>
  Attachments?.[0]?.VpcId;

export const INTERNET_GATEWAYS: Kind<Json<InternetGateway>, DescribeInternetGatewaysResult> = {
  path: 'internet-gateways',
  title: 'Internet gateways',
  one: 'internet gateway',
  description: 'What connects a VPC with the internet, both ways.',
  empty: 'No internet gateways',
  operation: 'DescribeInternetGateways',
  pick: ({ InternetGateways }) => InternetGateways,
  idMember: 'InternetGatewayIds',
  idOf: ({ InternetGatewayId = '' }) => InternetGatewayId,
  tagsOf: ({ Tags }) => Tags,
  type: 'internet-gateway',
  columns: [
    {
      id: 'vpc',
      header: 'VPC',
      cell: (gateway) => <IdLink id={vpcOf(gateway)} />,
      text: vpcOf,
    },
  ],
  filters: [
    ['tag:Name', 'Name'],
    ['attachment.vpc-id', 'VPC ID'],
  ],
  facts: (gateway) => [
    ['VPC', <IdLink key="vpc" id={vpcOf(gateway)} />],
    ['Owner', gateway.OwnerId],
  ],
  create: {
    label: 'Create internet gateway',
    fields: [{ id: 'name', label: 'Name', optional: true }],
    act: (aws, { name }) =>
      aws.call(
        'ec2',
        'CreateInternetGateway',
        tagSpecifications('internet-gateway', namedTag(name)),
      ),
  },
  actions: [
    {
      label: 'Attach to VPC',
      fields: () => [{ id: 'vpc', label: 'VPC', source: vpcs }],
      can: (gateway) => vpcOf(gateway) === undefined,
      act: (aws, { InternetGatewayId }, { vpc }) =>
        aws.call('ec2', 'AttachInternetGateway', { InternetGatewayId, VpcId: vpc }),
    },
    {
      label: 'Detach from VPC',
      text: 'Nothing in the VPC reaches the internet by it any more.',
      can: (gateway) => vpcOf(gateway) !== undefined,
      act: (aws, gateway) =>
        aws.call('ec2', 'DetachInternetGateway', {
          InternetGatewayId: gateway.InternetGatewayId,
          VpcId: vpcOf(gateway),
        }),
    },
  ],
  remove: {
    label: 'Delete internet gateway',
    text: 'It must be detached from its VPC first.',
    act: (aws, { InternetGatewayId }) =>
      aws.call('ec2', 'DeleteInternetGateway', { InternetGatewayId }),
  },
};

const address = ({ NatGatewayAddresses }: Json<NatGateway>) => NatGatewayAddresses?.[0];

export const NAT_GATEWAYS: Kind<Json<NatGateway>, DescribeNatGatewaysResult> = {
  path: 'nat-gateways',
  title: 'NAT gateways',
  one: 'NAT gateway',
  description: 'Way out for subnets that nothing comes into.',
  empty: 'No NAT gateways',
  operation: 'DescribeNatGateways',
  pick: ({ NatGateways }) => NatGateways,
  idMember: 'NatGatewayIds',
  idOf: ({ NatGatewayId = '' }) => NatGatewayId,
  tagsOf: ({ Tags }) => Tags,
  type: 'natgateway',
  stateOf: ({ State }) => State,
  columns: [
    {
      id: 'vpc',
      header: 'VPC',
      cell: ({ VpcId }) => <IdLink id={VpcId} />,
      text: ({ VpcId }) => VpcId,
    },
    column('public', 'Public address', (gateway) => address(gateway)?.PublicIp),
    column('private', 'Private address', (gateway) => address(gateway)?.PrivateIp),
  ],
  filters: [
    ['state', 'State', ['pending', 'available', 'deleting', 'deleted', 'failed']],
    ['tag:Name', 'Name'],
    ['vpc-id', 'VPC ID'],
  ],
  facts: (gateway) => [
    ['VPC', <IdLink key="vpc" id={gateway.VpcId} />],
    ['Subnet', <IdLink key="subnet" id={gateway.SubnetId} />],
    ['Public address', address(gateway)?.PublicIp],
    ['Private address', address(gateway)?.PrivateIp],
    ['Created', <Time key="created" at={gateway.CreateTime} />],
  ],
  create: {
    label: 'Create NAT gateway',
    fields: [
      { id: 'name', label: 'Name', optional: true },
      { id: 'subnet', label: 'Subnet', source: subnets },
      {
        id: 'address',
        label: 'Elastic IP address',
        source: freeAddresses,
        optional: true,
        description: 'With one it is public; without, private.',
      },
    ],
    act: (aws, values) =>
      aws.call('ec2', 'CreateNatGateway', {
        SubnetId: values['subnet'],
        ...(values['address'] === ''
          ? { ConnectivityType: 'private' }
          : { AllocationId: values['address'] }),
        ...tagSpecifications('natgateway', namedTag(values['name'])),
      }),
  },
  remove: {
    label: 'Delete NAT gateway',
    text: 'Subnets that leave by it are cut off.',
    act: (aws, { NatGatewayId }) => aws.call('ec2', 'DeleteNatGateway', { NatGatewayId }),
  },
};
