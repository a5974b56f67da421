import type { DescribeInstancesResult, Instance } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { Copyable } from '../../../shared/copyable.tsx';
import { Time } from '../../../shared/time.tsx';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { instanceTypes, profiles } from '../shared/sources.ts';

export type InstanceRow = Json<Instance>;

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

const stateOf = ({ State }: InstanceRow): string | undefined => State?.Name;

export const INSTANCES: Kind<InstanceRow, DescribeInstancesResult> = {
  path: 'instances',
  title: 'Instances',
  one: 'instance',
  description: 'Virtual servers of this account in this Region.',
  empty: 'No instances',
  operation: 'DescribeInstances',
  pick: ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
  idMember: 'InstanceIds',
  idOf: ({ InstanceId = '' }) => InstanceId,
  tagsOf: ({ Tags }) => Tags,
  type: 'instance',
  stateOf,
  columns: [
    column('type', 'Type', ({ InstanceType }) => InstanceType),
    column('zone', 'Availability Zone', ({ Placement }) => Placement?.AvailabilityZone),
    column('public', 'Public address', ({ PublicIpAddress }) => PublicIpAddress),
    column('private', 'Private address', ({ PrivateIpAddress }) => PrivateIpAddress),
    {
      id: 'launched',
      header: 'Launched',
      cell: ({ LaunchTime }) => <Time at={LaunchTime} />,
      text: ({ LaunchTime }) => LaunchTime,
    },
  ],
  filters: [
    ['instance-state-name', 'State', STATES],
    ['tag:Name', 'Name'],
    ['instance-type', 'Type'],
    ['vpc-id', 'VPC ID'],
  ],
  facts: (instance) => [
    ['Type', instance.InstanceType],
    ['Image', <IdLink key="image" id={instance.ImageId} />],
    ['Platform', instance.PlatformDetails],
    ['Public address', <Copyable key="public" text={instance.PublicIpAddress} what="address" />],
    ['Private address', <Copyable key="private" text={instance.PrivateIpAddress} what="address" />],
    ['Public DNS name', instance.PublicDnsName],
    ['VPC', <IdLink key="vpc" id={instance.VpcId} />],
    ['Subnet', <IdLink key="subnet" id={instance.SubnetId} />],
    ['Availability Zone', instance.Placement?.AvailabilityZone],
    ['Monitoring', instance.Monitoring?.State],
    ['Launched', <Time key="launched" at={instance.LaunchTime} />],
    ['State reason', instance.StateReason?.Message],
  ],
  actions: [
    {
      label: 'Start',
      can: (instance) => stateOf(instance) === 'stopped',
      act: (aws, { InstanceId }) =>
        aws.call('ec2', 'StartInstances', { InstanceIds: [InstanceId] }),
    },
    {
      label: 'Stop',
      text: 'What is in memory is lost, and a public address that is not an Elastic IP changes.',
      can: (instance) => stateOf(instance) === 'running',
      act: (aws, { InstanceId }) => aws.call('ec2', 'StopInstances', { InstanceIds: [InstanceId] }),
    },
    {
      label: 'Reboot',
      can: (instance) => stateOf(instance) === 'running',
      act: (aws, { InstanceId }) =>
        aws.call('ec2', 'RebootInstances', { InstanceIds: [InstanceId] }),
    },
    {
      label: 'Change type',
      can: (instance) => stateOf(instance) === 'stopped',
      fields: ({ InstanceType }) => [
        {
          id: 'type',
          label: 'Instance type',
          source: instanceTypes,
          ...(InstanceType === undefined ? {} : { initial: InstanceType }),
        },
      ],
      act: (aws, { InstanceId }, { type }) =>
        aws.call('ec2', 'ModifyInstanceAttribute', { InstanceId, InstanceType: { Value: type } }),
    },
    {
      label: 'Attach instance profile',
      can: ({ IamInstanceProfile }) => IamInstanceProfile === undefined,
      fields: () => [{ id: 'profile', label: 'Instance profile', source: profiles }],
      act: (aws, { InstanceId }, { profile }) =>
        aws.call('ec2', 'AssociateIamInstanceProfile', {
          InstanceId,
          IamInstanceProfile: { Name: profile },
        }),
    },
  ],
  remove: {
    label: 'Terminate',
    text: 'The instance and the volumes that go with it are gone for good.',
    act: (aws, { InstanceId }) =>
      aws.call('ec2', 'TerminateInstances', { InstanceIds: [InstanceId] }),
  },
};
