import type {
  Address,
  DescribeAddressesResult,
  DescribeNetworkInterfacesResult,
  NetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { groups, instances, subnets } from '../shared/sources.ts';

export const ELASTIC_IPS: Kind<Json<Address>, DescribeAddressesResult> = {
  path: 'elastic-ips',
  title: 'Elastic IPs',
  one: 'Elastic IP address',
  description: 'Public addresses that stay with the account.',
  empty: 'No Elastic IP addresses',
  operation: 'DescribeAddresses',
  count: 0,
  pick: ({ Addresses }) => Addresses,
  idMember: 'AllocationIds',
  idOf: ({ AllocationId = '' }) => AllocationId,
  tagsOf: ({ Tags }) => Tags,
  type: 'elastic-ip',
  columns: [
    column('address', 'Public address', ({ PublicIp }) => PublicIp),
    {
      id: 'instance',
      header: 'Instance',
      cell: ({ InstanceId }) => <IdLink id={InstanceId} />,
      text: ({ InstanceId }) => InstanceId,
    },
    column('private', 'Private address', ({ PrivateIpAddress }) => PrivateIpAddress),
  ],
  filters: [
    ['tag:Name', 'Name'],
    ['public-ip', 'Public address'],
    ['instance-id', 'Instance ID'],
  ],
  facts: (one) => [
    ['Public address', one.PublicIp],
    ['Instance', <IdLink key="instance" id={one.InstanceId} />],
    ['Network interface', <IdLink key="interface" id={one.NetworkInterfaceId} />],
    ['Private address', one.PrivateIpAddress],
    ['Association', one.AssociationId],
  ],
  create: {
    label: 'Allocate address',
    fields: [{ id: 'name', label: 'Name', optional: true }],
    act: (aws, { name }) =>
      aws.call('ec2', 'AllocateAddress', {
        Domain: 'vpc',
        ...tagSpecifications('elastic-ip', namedTag(name)),
      }),
  },
  actions: [
    {
      label: 'Associate',
      fields: () => [{ id: 'instance', label: 'Instance', source: instances }],
      can: ({ AssociationId }) => AssociationId === undefined,
      act: (aws, { AllocationId }, { instance }) =>
        aws.call('ec2', 'AssociateAddress', { AllocationId, InstanceId: instance }),
    },
    {
      label: 'Disassociate',
      can: ({ AssociationId }) => AssociationId !== undefined,
      act: (aws, { AssociationId }) => aws.call('ec2', 'DisassociateAddress', { AssociationId }),
    },
  ],
  remove: {
    label: 'Release',
    text: 'The address goes back to AWS; it may never be had again.',
    act: (aws, { AllocationId }) => aws.call('ec2', 'ReleaseAddress', { AllocationId }),
  },
};

const instanceOf = ({ Attachment }: Json<NetworkInterface>): string | undefined =>
  Attachment?.InstanceId;

export const NETWORK_INTERFACES: Kind<Json<NetworkInterface>, DescribeNetworkInterfacesResult> = {
  path: 'network-interfaces',
  title: 'Network interfaces',
  one: 'network interface',
  description: 'What holds an address in a subnet, and the security groups that guard it.',
  empty: 'No network interfaces',
  operation: 'DescribeNetworkInterfaces',
  pick: ({ NetworkInterfaces }) => NetworkInterfaces,
  idMember: 'NetworkInterfaceIds',
  idOf: ({ NetworkInterfaceId = '' }) => NetworkInterfaceId,
  tagsOf: ({ TagSet }) => TagSet,
  type: 'network-interface',
  stateOf: ({ Status }) => Status,
  columns: [
    {
      id: 'subnet',
      header: 'Subnet',
      cell: ({ SubnetId }) => <IdLink id={SubnetId} />,
      text: ({ SubnetId }) => SubnetId,
    },
    {
      id: 'instance',
      header: 'Instance',
      cell: (one) => <IdLink id={instanceOf(one)} />,
      text: instanceOf,
    },
    column('private', 'Private address', ({ PrivateIpAddress }) => PrivateIpAddress),
    column('public', 'Public address', ({ Association }) => Association?.PublicIp),
  ],
  filters: [
    ['status', 'State', ['available', 'in-use']],
    ['tag:Name', 'Name'],
    ['subnet-id', 'Subnet ID'],
    ['vpc-id', 'VPC ID'],
    ['group-id', 'Security group ID'],
  ],
  facts: (one) => [
    ['Description', one.Description],
    ['VPC', <IdLink key="vpc" id={one.VpcId} />],
    ['Subnet', <IdLink key="subnet" id={one.SubnetId} />],
    ['Instance', <IdLink key="instance" id={instanceOf(one)} />],
    ['Private address', one.PrivateIpAddress],
    ['Public address', one.Association?.PublicIp],
    ['MAC address', one.MacAddress],
    [
      'Security groups',
      (one.Groups ?? []).map(({ GroupId }) => <IdLink key={GroupId} id={GroupId} />),
    ],
  ],
  create: {
    label: 'Create network interface',
    fields: [
      { id: 'name', label: 'Name', optional: true },
      { id: 'description', label: 'Description', optional: true },
      { id: 'subnet', label: 'Subnet', source: subnets },
      { id: 'group', label: 'Security group', source: groups, optional: true },
    ],
    act: (aws, { name, description, subnet, group }) =>
      aws.call('ec2', 'CreateNetworkInterface', {
        SubnetId: subnet,
        ...(description === '' ? {} : { Description: description }),
        ...(group === '' ? {} : { Groups: [group] }),
        ...tagSpecifications('network-interface', namedTag(name)),
      }),
  },
  actions: [
    {
      label: 'Detach',
      text: 'An instance keeps its first interface until it is terminated.',
      can: ({ Attachment }) => Attachment?.AttachmentId !== undefined,
      act: (aws, { Attachment }) =>
        aws.call('ec2', 'DetachNetworkInterface', { AttachmentId: Attachment?.AttachmentId }),
    },
  ],
  remove: {
    label: 'Delete network interface',
    text: 'It must be detached first.',
    act: (aws, { NetworkInterfaceId }) =>
      aws.call('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId }),
  },
};
