import type {
  Instance,
  InstanceNetworkInterface,
  NetworkInterface,
  Reservation,
} from '@aws-sdk/client-ec2';
import type { Call, Tags } from '@gatehouse/service-kit';
import type { Kind, Resource } from '../model.ts';
import { privateName, publicName } from '../networking/zones.ts';
import { resources } from '../repositories/resources.ts';
import { shownTags } from '../tags.ts';
import { INSTANCE_TYPES } from './instance-types.ts';
import { stateShown } from './states.ts';

/** What an instance is shown with: its network interfaces and the names of its security groups. */
interface Surroundings {
  readonly interfaces: ReadonlyMap<string, Resource<'network-interface'>>;
  readonly groupName: (id: string) => string;
}

const surroundings = async (
  call: Call,
  rows: readonly Resource<'instance'>[],
): Promise<Surroundings> => {
  const found = await resources.findMany(
    call.tx,
    call,
    'network-interface',
    rows.flatMap(({ details }) => details.interfaces),
  );
  const names = await groupNames(
    call,
    found.flatMap(({ details }) => details.groups),
  );
  return { interfaces: new Map(found.map((one) => [one.id, one])), groupName: names };
};

export const groupNames = async (
  call: Call,
  ids: readonly string[],
): Promise<(id: string) => string> => {
  const groups = await resources.findMany(call.tx, call, 'security-group', ids);
  const names = new Map(groups.map(({ id, details }) => [id, details.name]));
  return (id) => names.get(id) ?? '';
};

/** Parts that an instance's view and a network interface's have in common. */
export const interfaceParts = (
  { id, account, region, details }: Resource<'network-interface'>,
  groupName: (id: string) => string,
) => {
  const { association } = details;
  const shownAssociation =
    association === undefined
      ? undefined
      : {
          IpOwnerId: association.allocation === undefined ? 'amazon' : account,
          PublicDnsName: publicName(region, association.publicIp),
          PublicIp: association.publicIp,
        };
  const PrivateDnsName = privateName(region, details.privateIp);
  return {
    NetworkInterfaceId: id,
    OwnerId: account,
    VpcId: details.vpc,
    SubnetId: details.subnet,
    Description: details.description,
    Groups: details.groups.map((GroupId) => ({ GroupId, GroupName: groupName(GroupId) })),
    InterfaceType: details.type,
    Ipv6Addresses: [],
    MacAddress: details.mac,
    PrivateDnsName,
    PrivateIpAddress: details.privateIp,
    PrivateIpAddresses: [
      {
        Primary: true,
        PrivateDnsName,
        PrivateIpAddress: details.privateIp,
        ...(shownAssociation === undefined ? {} : { Association: shownAssociation }),
      },
    ],
    SourceDestCheck: details.sourceDestCheck,
    Status: details.attachment === undefined ? 'available' : 'in-use',
    ...(shownAssociation === undefined ? {} : { Association: shownAssociation }),
  } satisfies Partial<NetworkInterface>;
};

const shownInterface = (
  one: Resource<'network-interface'>,
  groupName: (id: string) => string,
): InstanceNetworkInterface => {
  const { attachment } = one.details;
  return {
    ...interfaceParts(one, groupName),
    ...(attachment === undefined
      ? {}
      : {
          Attachment: {
            AttachTime: new Date(attachment.attachedAt),
            AttachmentId: attachment.id,
            DeleteOnTermination: attachment.deleteOnTermination,
            DeviceIndex: attachment.deviceIndex,
            NetworkCardIndex: 0,
            Status: 'attached',
          },
        }),
  };
};

const addressParts = (
  region: string,
  primary: Resource<'network-interface'> | undefined,
): Partial<Instance> => {
  if (primary === undefined) return { PrivateDnsName: '', PublicDnsName: '' };
  const { association, privateIp } = primary.details;
  return {
    PrivateDnsName: privateName(region, privateIp),
    PrivateIpAddress: privateIp,
    PublicDnsName: association === undefined ? '' : publicName(region, association.publicIp),
    ...(association === undefined ? {} : { PublicIpAddress: association.publicIp }),
  };
};

const deviceParts = ({ blockDevices }: Resource<'instance'>['details']): Partial<Instance> => ({
  BlockDeviceMappings: blockDevices.map((device) => ({
    DeviceName: device.device,
    Ebs: {
      AttachTime: new Date(device.attachedAt),
      DeleteOnTermination: device.deleteOnTermination,
      Status: 'attached',
      VolumeId: device.volume,
    },
  })),
});

/** Members that an instance has or has not. */
const optionalParts = ({ details }: Resource<'instance'>): Partial<Instance> => {
  const { platform, keyName, profile, stateReason, clientToken } = details;
  return {
    ...(platform === undefined ? {} : { Platform: 'Windows' }),
    ...(keyName === undefined ? {} : { KeyName: keyName }),
    ...(clientToken === undefined ? {} : { ClientToken: clientToken }),
    ...(profile === undefined ? {} : { IamInstanceProfile: { Arn: profile.arn, Id: profile.id } }),
    ...(stateReason === undefined
      ? {}
      : { StateReason: { Code: stateReason.code, Message: stateReason.message } }),
  };
};

const shownInstance = (
  instance: Resource<'instance'>,
  tags: Tags,
  { interfaces, groupName }: Surroundings,
): Instance => {
  const { id, region, details } = instance;
  const own = details.interfaces.flatMap((one) => interfaces.get(one) ?? []);
  const [primary] = own;
  const isHere = details.state !== 'terminated';
  return {
    InstanceId: id,
    ImageId: details.image,
    State: stateShown(details.state),
    ...addressParts(region, primary),
    StateTransitionReason: details.transition,
    AmiLaunchIndex: details.launchIndex,
    ProductCodes: [],
    InstanceType: details.type,
    LaunchTime: new Date(details.launchedAt),
    Placement: {
      AvailabilityZone: details.zone,
      GroupName: '',
      Tenancy: details.tenancy,
    },
    Monitoring: { State: details.monitoring ? 'enabled' : 'disabled' },
    ...(isHere ? { SubnetId: details.subnet, VpcId: details.vpc } : {}),
    Architecture: details.architecture,
    ...deviceParts(details),
    EbsOptimized: details.ebsOptimized,
    EnaSupport: true,
    Hypervisor: 'xen',
    NetworkInterfaces: own.map((one) => shownInterface(one, groupName)),
    RootDeviceName: details.rootDevice,
    RootDeviceType: 'ebs',
    SecurityGroups: (primary?.details.groups ?? []).map((GroupId) => ({
      GroupId,
      GroupName: groupName(GroupId),
    })),
    SourceDestCheck: details.sourceDestCheck,
    Tags: shownTags(tags),
    VirtualizationType: 'hvm',
    CpuOptions: cpuOptions(details.type),
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    MetadataOptions: details.metadata,
    EnclaveOptions: { Enabled: false },
    PlatformDetails: details.platform === undefined ? 'Linux/UNIX' : 'Windows',
    UsageOperation: details.platform === undefined ? 'RunInstances' : 'RunInstances:0002',
    UsageOperationUpdateTime: instance.createdAt,
    MaintenanceOptions: { AutoRecovery: 'default' },
    CurrentInstanceBootMode: 'legacy-bios',
    ...optionalParts(instance),
  };
};

const cpuOptions = (type: string): Instance['CpuOptions'] => {
  const facts = INSTANCE_TYPES.get(type);
  const threads = facts !== undefined && facts.vcpus > 1 && facts.nitro ? 2 : 1;
  return { CoreCount: Math.max(1, (facts?.vcpus ?? 1) / threads), ThreadsPerCore: threads };
};

export const shownInstances = async (
  call: Call,
  rows: readonly Resource<'instance'>[],
  tags: (row: Resource<Kind>) => Tags,
): Promise<readonly Instance[]> => {
  const around = await surroundings(call, rows);
  return rows.map((row) => shownInstance(row, tags(row), around));
};

/** Instances of one RunInstances each, in their order. */
export const reservations = (
  account: string,
  shown: readonly { readonly reservation: string; readonly instance: Instance }[],
): Reservation[] =>
  [...Map.groupBy(shown, ({ reservation }) => reservation)].map(([ReservationId, own]) => ({
    ReservationId,
    OwnerId: account,
    Groups: [],
    Instances: own.map(({ instance }) => instance),
  }));
