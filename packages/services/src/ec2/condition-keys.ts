import type { ConditionKeys } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOf } from './arns.ts';
import type { Kind, Kinds, Resource } from './model.ts';
import { EVERYBODY, shares } from './repositories/shares.ts';

type KeysOf<K extends Kind> = (
  resource: Resource<K>,
  tx: Tx,
) => ConditionKeys | Promise<ConditionKeys>;

const vpcArn = (resource: Resource<Kind>, vpc: string): string => arnOf(resource, 'vpc', vpc);

/** What the service authorization reference lists for each resource type, as far as it is kept here. */
const KEYS: { readonly [K in Kind]: KeysOf<K> } = {
  'dhcp-options': ({ id }) => ({ 'ec2:DhcpOptionsID': id }),
  'elastic-ip': ({ id, details }) => ({
    'ec2:AllocationId': id,
    'ec2:Domain': 'vpc',
    'ec2:PublicIpAddress': details.publicIp,
  }),
  image: async ({ region, account, id, details }, tx) => {
    const everybody = (await shares.of(tx, { kind: 'image', region, id })).includes(EVERYBODY);
    return {
      'ec2:ImageID': id,
      'ec2:ImageType': 'machine',
      'ec2:Owner': details.alias ?? account,
      'ec2:Public': everybody,
      'ec2:RootDeviceType': 'ebs',
    };
  },
  instance: ({ id, details }) => ({
    ...instanceKeys(details),
    'ec2:InstanceID': id,
  }),
  'internet-gateway': ({ id }) => ({ 'ec2:InternetGatewayID': id }),
  'key-pair': ({ details }) => ({
    'ec2:KeyPairName': details.name,
    'ec2:KeyPairType': details.type,
  }),
  natgateway: () => ({}),
  'network-acl': (resource) => ({
    'ec2:NetworkAclID': resource.id,
    'ec2:Vpc': vpcArn(resource, resource.details.vpc),
  }),
  'network-interface': (resource) => ({
    'ec2:NetworkInterfaceID': resource.id,
    'ec2:AvailabilityZone': resource.details.zone,
    'ec2:Subnet': arnOf(resource, 'subnet', resource.details.subnet),
    'ec2:Vpc': vpcArn(resource, resource.details.vpc),
  }),
  'route-table': (resource) => ({
    'ec2:RouteTableID': resource.id,
    'ec2:Vpc': vpcArn(resource, resource.details.vpc),
  }),
  'security-group': (resource) => ({
    'ec2:SecurityGroupID': resource.id,
    'ec2:Vpc': vpcArn(resource, resource.details.vpc),
  }),
  'security-group-rule': () => ({}),
  snapshot: (resource) => ({
    'ec2:Encrypted': resource.details.encrypted,
    'ec2:Owner': resource.account,
    'ec2:ParentVolume': arnOf(resource, 'volume', resource.details.volume),
    'ec2:SnapshotID': resource.id,
    'ec2:SnapshotTime': resource.createdAt,
    'ec2:VolumeSize': resource.details.size,
  }),
  subnet: (resource) => ({
    'ec2:AvailabilityZone': resource.details.zone,
    'ec2:SubnetID': resource.id,
    'ec2:Vpc': vpcArn(resource, resource.details.vpc),
  }),
  volume: ({ id, region, details }) => ({
    'ec2:AvailabilityZone': details.zone,
    'ec2:Encrypted': details.encrypted,
    'ec2:ParentSnapshot':
      details.snapshot === undefined
        ? undefined
        : arnOf({ account: '', region }, 'snapshot', details.snapshot),
    'ec2:VolumeID': id,
    'ec2:VolumeIops': details.iops,
    'ec2:VolumeSize': details.size,
    'ec2:VolumeThroughput': details.throughput,
    'ec2:VolumeType': details.type,
  }),
  vpc: ({ id, details }) => ({ 'ec2:VpcID': id, 'ec2:Tenancy': details.tenancy }),
  'vpc-endpoint': ({ details }) => ({ 'ec2:VpceServiceName': details.service }),
  'vpc-flow-log': () => ({}),
};

/** Of an instance that is there, or that is about to be launched. */
export const instanceKeys = (
  details: Pick<
    Kinds['instance'],
    'ebsOptimized' | 'metadata' | 'profile' | 'tenancy' | 'type' | 'zone'
  >,
): ConditionKeys => ({
  'ec2:AvailabilityZone': details.zone,
  'ec2:EbsOptimized': details.ebsOptimized,
  'ec2:InstanceMarketType': 'on-demand',
  'ec2:InstanceMetadataTags': details.metadata.InstanceMetadataTags,
  'ec2:InstanceProfile': details.profile?.arn,
  'ec2:InstanceType': details.type,
  'ec2:MetadataHttpEndpoint': details.metadata.HttpEndpoint,
  'ec2:MetadataHttpPutResponseHopLimit': details.metadata.HttpPutResponseHopLimit,
  'ec2:MetadataHttpTokens': details.metadata.HttpTokens,
  'ec2:RootDeviceType': 'ebs',
  'ec2:Tenancy': details.tenancy,
});

export const conditionKeysOf = <K extends Kind>(
  tx: Tx,
  resource: Resource<K>,
): ConditionKeys | Promise<ConditionKeys> => {
  const keysOf: KeysOf<K> = KEYS[resource.kind];
  return keysOf(resource, tx);
};
