import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  Instance,
  InstanceNetworkInterface,
  InstanceStatus,
  Tag,
} from '@aws-sdk/client-ec2';
import { authorizeAll } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import type { FilterTable } from '../filters.ts';
import { shows } from '../operation.ts';
import { reservations, shownInstances } from './view.ts';

interface Listed {
  readonly instance: Instance;
  readonly reservation: string;
  readonly owner: string;
  readonly Tags?: Tag[] | undefined;
}

const of =
  (look: (instance: Instance) => string | number | boolean | Date | undefined) =>
  ({ instance }: Listed) =>
    look(instance);

const interfaces =
  (look: (one: InstanceNetworkInterface) => string | undefined) =>
  ({ instance }: Listed) =>
    (instance.NetworkInterfaces ?? []).map(look);

const groups =
  (
    look: (group: {
      GroupId?: string | undefined;
      GroupName?: string | undefined;
    }) => string | undefined,
  ) =>
  ({ instance }: Listed) =>
    (instance.SecurityGroups ?? []).map(look);

const devices =
  (
    look: (
      device: NonNullable<Instance['BlockDeviceMappings']>[number],
    ) => string | boolean | Date | undefined,
  ) =>
  ({ instance }: Listed) =>
    (instance.BlockDeviceMappings ?? []).map(look);

const FILTERS: FilterTable<Listed> = {
  architecture: of(({ Architecture }) => Architecture),
  'availability-zone': of(({ Placement }) => Placement?.AvailabilityZone),
  'block-device-mapping.attach-time': devices(({ Ebs }) => Ebs?.AttachTime),
  'block-device-mapping.delete-on-termination': devices(({ Ebs }) => Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': devices(({ DeviceName }) => DeviceName),
  'block-device-mapping.status': devices(({ Ebs }) => Ebs?.Status),
  'block-device-mapping.volume-id': devices(({ Ebs }) => Ebs?.VolumeId),
  'client-token': of(({ ClientToken }) => ClientToken),
  'dns-name': of(({ PublicDnsName }) => PublicDnsName),
  'group-id': groups(({ GroupId }) => GroupId),
  'group-name': groups(({ GroupName }) => GroupName),
  hypervisor: of(({ Hypervisor }) => Hypervisor),
  'iam-instance-profile.arn': of(({ IamInstanceProfile }) => IamInstanceProfile?.Arn),
  'iam-instance-profile.id': of(({ IamInstanceProfile }) => IamInstanceProfile?.Id),
  'image-id': of(({ ImageId }) => ImageId),
  'instance-id': of(({ InstanceId }) => InstanceId),
  'instance-state-code': of(({ State }) => State?.Code),
  'instance-state-name': of(({ State }) => State?.Name),
  'instance-type': of(({ InstanceType }) => InstanceType),
  'instance.group-id': groups(({ GroupId }) => GroupId),
  'instance.group-name': groups(({ GroupName }) => GroupName),
  'ip-address': of(({ PublicIpAddress }) => PublicIpAddress),
  'key-name': of(({ KeyName }) => KeyName),
  'launch-index': of(({ AmiLaunchIndex }) => AmiLaunchIndex),
  'launch-time': of(({ LaunchTime }) => LaunchTime),
  'metadata-options.http-endpoint': of(({ MetadataOptions }) => MetadataOptions?.HttpEndpoint),
  'metadata-options.http-tokens': of(({ MetadataOptions }) => MetadataOptions?.HttpTokens),
  'monitoring-state': of(({ Monitoring }) => Monitoring?.State),
  'network-interface.group-id': ({ instance }) =>
    (instance.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) =>
      Groups.map((one) => one.GroupId),
    ),
  'network-interface.mac-address': interfaces(({ MacAddress }) => MacAddress),
  'network-interface.network-interface-id': interfaces((one) => one.NetworkInterfaceId),
  'network-interface.subnet-id': interfaces(({ SubnetId }) => SubnetId),
  'network-interface.vpc-id': interfaces(({ VpcId }) => VpcId),
  'network-interface.addresses.private-ip-address': interfaces((one) => one.PrivateIpAddress),
  'owner-id': ({ owner }) => owner,
  platform: of(({ Platform }) => Platform),
  'private-dns-name': of(({ PrivateDnsName }) => PrivateDnsName),
  'private-ip-address': of(({ PrivateIpAddress }) => PrivateIpAddress),
  reason: of(({ StateTransitionReason }) => StateTransitionReason),
  'reservation-id': ({ reservation }) => reservation,
  'root-device-name': of(({ RootDeviceName }) => RootDeviceName),
  'root-device-type': of(({ RootDeviceType }) => RootDeviceType),
  'source-dest-check': of(({ SourceDestCheck }) => SourceDestCheck),
  'state-reason-code': of(({ StateReason }) => StateReason?.Code),
  'state-reason-message': of(({ StateReason }) => StateReason?.Message),
  'subnet-id': of(({ SubnetId }) => SubnetId),
  tenancy: of(({ Placement }) => Placement?.Tenancy),
  'virtualization-type': of(({ VirtualizationType }) => VirtualizationType),
  'vpc-id': of(({ VpcId }) => VpcId),
};

const INSTANCES: Description<'instance', Listed> = {
  kind: 'instance',
  filters: FILTERS,
  show: async (call, rows, tags) => {
    const shown = await shownInstances(call, rows, tags);
    return rows.map(({ details, account }, at) => {
      const instance = shown[at] ?? {};
      return { instance, reservation: details.reservation, owner: account, Tags: instance.Tags };
    });
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const describeInstances = ({ pages }: Ec2Deps) =>
  shows<DescribeInstancesRequest, DescribeInstancesResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeInstances');
    const { shown, next } = await described(pages, call, INSTANCES, input, input.InstanceIds);
    return { Reservations: reservations(call.account, shown), ...next };
  });

const shownStatus = ({ InstanceId, State, Placement }: Instance): InstanceStatus => {
  const settled = State?.Name === 'running';
  const status = settled ? ('ok' as const) : ('not-applicable' as const);
  const summary = {
    Status: State?.Name === 'pending' ? ('initializing' as const) : status,
    Details: [
      {
        Name: 'reachability' as const,
        Status: settled ? ('passed' as const) : ('initializing' as const),
      },
    ],
  };
  return {
    InstanceId,
    AvailabilityZone: Placement?.AvailabilityZone,
    InstanceState: State,
    InstanceStatus: summary,
    SystemStatus: summary,
    Events: [],
  };
};

const isUp = ({ instance }: Listed): boolean => instance.State?.Name === 'running';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
export const describeInstanceStatus = ({ pages }: Ec2Deps) =>
  shows<DescribeInstanceStatusRequest, DescribeInstanceStatusResult>(
    { partial: 'no scheduled events; a running instance is always reachable' },
    async (input, call) => {
      await authorizeAll(call, 'DescribeInstanceStatus');
      const { shown, next } = await described(pages, call, INSTANCES, input, input.InstanceIds);
      const wanted = shown.filter((one) => input.IncludeAllInstances === true || isUp(one));
      return { InstanceStatuses: wanted.map(({ instance }) => shownStatus(instance)), ...next };
    },
  );
