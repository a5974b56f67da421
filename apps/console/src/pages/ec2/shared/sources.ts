import type {
  DescribeAddressesResult,
  DescribeImagesResult,
  DescribeInstancesResult,
  DescribeInternetGatewaysResult,
  DescribeKeyPairsResult,
  DescribeNatGatewaysResult,
  DescribeNetworkInterfacesResult,
  DescribeSecurityGroupsResult,
  DescribeSnapshotsResult,
  DescribeSubnetsResult,
  DescribeVolumesResult,
  DescribeVpcsResult,
} from '@aws-sdk/client-ec2';
import type { ListInstanceProfilesResponse } from '@aws-sdk/client-iam';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { titled } from './names.ts';

export type Choice = readonly [value: string, label: string];

/** Where a form's choices come from: the account's own resources, all of them. */
export type Source = (aws: Aws, signal: AbortSignal) => Promise<readonly Choice[]>;

const from =
  <Output>(
    operation: string,
    pick: (output: Json<Output>) => readonly Choice[] | undefined,
    { input = {}, count }: { readonly input?: object; readonly count?: number } = {},
  ): Source =>
  (aws, signal) =>
    allOf(
      pagesOf<Output, Choice>(
        aws,
        { service: 'ec2', operation, input, ...(count === undefined ? {} : { count }) },
        pick,
      ),
      signal,
    );

export const vpcs = from<DescribeVpcsResult>('DescribeVpcs', ({ Vpcs }) =>
  Vpcs?.map(({ VpcId = '', Tags, CidrBlock, IsDefault }) => [
    VpcId,
    `${titled(VpcId, Tags)} · ${CidrBlock}${IsDefault === true ? ' · default' : ''}`,
  ]),
);

const subnetChoices = ({ Subnets }: Json<DescribeSubnetsResult>) =>
  Subnets?.map(({ SubnetId = '', Tags, CidrBlock, AvailabilityZone }): Choice => [
    SubnetId,
    `${titled(SubnetId, Tags)} · ${CidrBlock} · ${AvailabilityZone}`,
  ]);

export const subnets = from<DescribeSubnetsResult>('DescribeSubnets', subnetChoices);

export const subnetsOf = (vpc: string): Source =>
  from<DescribeSubnetsResult>('DescribeSubnets', subnetChoices, {
    input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] },
  });

const groupChoices = ({ SecurityGroups }: Json<DescribeSecurityGroupsResult>) =>
  SecurityGroups?.map(({ GroupId = '', GroupName }): Choice => [
    GroupId,
    `${GroupName} (${GroupId})`,
  ]);

export const groups = from<DescribeSecurityGroupsResult>('DescribeSecurityGroups', groupChoices);

export const groupsOf = (vpc: string): Source =>
  from<DescribeSecurityGroupsResult>('DescribeSecurityGroups', groupChoices, {
    input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] },
  });

export const instances = from<DescribeInstancesResult>(
  'DescribeInstances',
  ({ Reservations = [] }) =>
    Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId = '', Tags }) => [
      InstanceId,
      titled(InstanceId, Tags),
    ]),
  { input: { Filters: [{ Name: 'instance-state-name', Values: ['running', 'stopped'] }] } },
);

export const images = from<DescribeImagesResult>('DescribeImages', ({ Images }) =>
  Images?.map(({ ImageId = '', Name, Architecture }) => [
    ImageId,
    `${Name} · ${Architecture} (${ImageId})`,
  ]),
);

export const keyPairs = from<DescribeKeyPairsResult>(
  'DescribeKeyPairs',
  ({ KeyPairs }) => KeyPairs?.map(({ KeyName = '' }) => [KeyName, KeyName]),
  { count: 0 },
);

export const volumes = from<DescribeVolumesResult>('DescribeVolumes', ({ Volumes }) =>
  Volumes?.map(({ VolumeId = '', Tags, Size }) => [
    VolumeId,
    `${titled(VolumeId, Tags)} · ${Size} GiB`,
  ]),
);

export const snapshots = from<DescribeSnapshotsResult>(
  'DescribeSnapshots',
  ({ Snapshots }) =>
    Snapshots?.map(({ SnapshotId = '', Tags, VolumeSize }) => [
      SnapshotId,
      `${titled(SnapshotId, Tags)} · ${VolumeSize} GiB`,
    ]),
  { input: { OwnerIds: ['self'] } },
);

const internetGateways = from<DescribeInternetGatewaysResult>(
  'DescribeInternetGateways',
  ({ InternetGateways }) =>
    InternetGateways?.map(({ InternetGatewayId = '', Tags }) => [
      InternetGatewayId,
      titled(InternetGatewayId, Tags),
    ]),
);

const natGateways = from<DescribeNatGatewaysResult>('DescribeNatGateways', (found) =>
  found.NatGateways?.filter(({ State }) => State === 'available').map(
    ({ NatGatewayId = '', Tags }) => [NatGatewayId, titled(NatGatewayId, Tags)],
  ),
);

const networkInterfaces = from<DescribeNetworkInterfacesResult>(
  'DescribeNetworkInterfaces',
  (found) =>
    found.NetworkInterfaces?.map(({ NetworkInterfaceId = '', TagSet, PrivateIpAddress }) => [
      NetworkInterfaceId,
      `${titled(NetworkInterfaceId, TagSet)} · ${PrivateIpAddress}`,
    ]),
);

/** What a route may lead to. */
export const routeTargets: Source = async (aws, signal) => {
  const sources = [internetGateways, natGateways, networkInterfaces];
  return (await Promise.all(sources.map((source) => source(aws, signal)))).flat();
};

export const freeAddresses = from<DescribeAddressesResult>(
  'DescribeAddresses',
  ({ Addresses = [] }) =>
    Addresses.filter(({ AssociationId }) => AssociationId === undefined).map(
      ({ AllocationId = '', PublicIp }) => [AllocationId, `${PublicIp} (${AllocationId})`],
    ),
  { count: 0 },
);

export const zones = from<{ AvailabilityZones?: { ZoneName?: string }[] }>(
  'DescribeAvailabilityZones',
  ({ AvailabilityZones }) => AvailabilityZones?.map(({ ZoneName = '' }) => [ZoneName, ZoneName]),
  { count: 0 },
);

export const instanceTypes = from<{
  InstanceTypes?: {
    InstanceType?: string;
    VCpuInfo?: { DefaultVCpus?: number };
    MemoryInfo?: { SizeInMiB?: number };
    ProcessorInfo?: { SupportedArchitectures?: string[] };
  }[];
}>('DescribeInstanceTypes', ({ InstanceTypes }) =>
  InstanceTypes?.map(({ InstanceType = '', VCpuInfo, MemoryInfo, ProcessorInfo }) => [
    InstanceType,
    `${InstanceType} · ${VCpuInfo?.DefaultVCpus} vCPU · ${(MemoryInfo?.SizeInMiB ?? 0) / 1024} GiB · ${(ProcessorInfo?.SupportedArchitectures ?? []).join(', ')}`,
  ]),
);

export const profiles: Source = (aws, signal) =>
  allOf(
    pagesOf<ListInstanceProfilesResponse, Choice>(
      aws,
      { service: 'iam', operation: 'ListInstanceProfiles' },
      ({ InstanceProfiles }) =>
        InstanceProfiles?.map(({ InstanceProfileName = '' }) => [
          InstanceProfileName,
          InstanceProfileName,
        ]),
    ),
    signal,
  );
