import type { OperationModel } from '@gatehouse/wire';

const ID = '0123456789abcdef0';

/** What members of EC2's requests hold; only the public image is there. */
const VALUES: Readonly<Record<string, unknown>> = {
  AllocationId: `eipalloc-${ID}`,
  AssociationId: `rtbassoc-${ID}`,
  AttachmentId: `eni-attach-${ID}`,
  Attribute: 'disableApiTermination',
  AvailabilityZone: 'us-east-1a',
  CidrBlock: '10.0.0.0/24',
  Description: 'd',
  DestinationCidrBlock: '0.0.0.0/0',
  Device: '/dev/sdf',
  DeviceIndex: 1,
  DisableApiTermination: { Value: true },
  Egress: true,
  FlowLogIds: [`fl-${ID}`],
  GatewayId: `igw-${ID}`,
  GroupId: `sg-${ID}`,
  GroupName: 'g',
  IamInstanceProfile: { Name: 'ip1' },
  ImageBlockPublicAccessState: 'block-new-sharing',
  ImageId: 'ami-0a1b2c3d4e5f60001',
  InstanceId: `i-${ID}`,
  InstanceIds: [`i-${ID}`],
  InternetGatewayId: `igw-${ID}`,
  KeyName: 'k',
  KmsKeyId: 'alias/k',
  MapPublicIpOnLaunch: { Value: true },
  MaxCount: 1,
  MinCount: 1,
  Name: 'name',
  NatGatewayId: `nat-${ID}`,
  NetworkAclId: `acl-${ID}`,
  NetworkInterfaceId: `eni-${ID}`,
  OperationType: 'add',
  Protocol: '-1',
  PublicKeyMaterial: Buffer.from('ssh-rsa AAAA'),
  Resources: [`i-${ID}`],
  ResourceIds: [`vpc-${ID}`],
  ResourceType: 'VPC',
  RouteTableId: `rtb-${ID}`,
  RuleAction: 'allow',
  RuleNumber: 100,
  ServiceName: 'com.amazonaws.us-east-1.s3',
  Size: 1,
  SnapshotId: `snap-${ID}`,
  SourceImageId: 'ami-0a1b2c3d4e5f60001',
  SourceRegion: 'us-east-1',
  SourceSnapshotId: `snap-${ID}`,
  State: 'block-all-sharing',
  SubnetId: `subnet-${ID}`,
  Tags: [{ Key: 'k', Value: 'v' }],
  UserIds: ['111122223333'],
  VolumeId: `vol-${ID}`,
  VpcEndpointIds: [`vpce-${ID}`],
  VpcId: `vpc-${ID}`,
};

/** Operations of EC2 whose decision needs more than their model requires, with what they are sent. */
const MEMBERS: Readonly<Record<string, string>> = {
  AssociateAddress: 'AllocationId NetworkInterfaceId',
  AssociateIamInstanceProfile: 'InstanceId IamInstanceProfile',
  AssociateRouteTable: 'RouteTableId SubnetId',
  AttachInternetGateway: 'InternetGatewayId VpcId',
  AttachNetworkInterface: 'DeviceIndex InstanceId NetworkInterfaceId',
  AttachVolume: 'Device InstanceId VolumeId',
  AuthorizeSecurityGroupEgress: 'GroupId',
  AuthorizeSecurityGroupIngress: 'GroupId',
  CreateFlowLogs: 'ResourceIds ResourceType',
  CreateImage: 'InstanceId Name',
  CreateKeyPair: 'KeyName',
  CreateNatGateway: 'SubnetId AllocationId',
  CreateNetworkAcl: 'VpcId',
  CreateNetworkInterface: 'SubnetId',
  CreateRouteTable: 'VpcId',
  CreateSecurityGroup: 'GroupName Description VpcId',
  CreateSnapshot: 'VolumeId',
  CreateSubnet: 'VpcId CidrBlock',
  CreateTags: 'Resources Tags',
  CreateVolume: 'AvailabilityZone Size',
  CreateVpcEndpoint: 'VpcId ServiceName',
  CopyImage: 'Name SourceImageId SourceRegion',
  CopySnapshot: 'SourceRegion SourceSnapshotId',
  DeleteFlowLogs: 'FlowLogIds',
  DeleteKeyPair: 'KeyName',
  DeleteNetworkAclEntry: 'NetworkAclId Egress RuleNumber',
  DeleteSecurityGroup: 'GroupId',
  DeleteTags: 'Resources',
  DeleteVolume: 'VolumeId',
  DeleteVpcEndpoints: 'VpcEndpointIds',
  DescribeImageAttribute: 'ImageId Attribute',
  DescribeInstanceAttribute: 'InstanceId Attribute',
  DescribeSnapshotAttribute: 'SnapshotId',
  DescribeVpcAttribute: 'VpcId Attribute',
  DetachVolume: 'VolumeId InstanceId',
  DisassociateAddress: 'AssociationId',
  ImportKeyPair: 'KeyName PublicKeyMaterial',
  ModifyImageAttribute: 'ImageId OperationType UserIds',
  ModifyInstanceAttribute: 'InstanceId DisableApiTermination',
  ModifyNetworkInterfaceAttribute: 'NetworkInterfaceId',
  ModifySnapshotAttribute: 'SnapshotId OperationType UserIds',
  ModifySubnetAttribute: 'SubnetId MapPublicIpOnLaunch',
  ReleaseAddress: 'AllocationId',
  ResetImageAttribute: 'ImageId Attribute',
  ResetSnapshotAttribute: 'SnapshotId',
  RevokeSecurityGroupEgress: 'GroupId',
  RevokeSecurityGroupIngress: 'GroupId',
  RunInstances: 'ImageId MaxCount MinCount',
  UpdateSecurityGroupRuleDescriptionsEgress: 'GroupId',
  UpdateSecurityGroupRuleDescriptionsIngress: 'GroupId',
};

const ATTRIBUTES: Readonly<Record<string, string>> = {
  DescribeImageAttribute: 'launchPermission',
  DescribeVpcAttribute: 'enableDnsSupport',
  ResetImageAttribute: 'launchPermission',
};

/** A request of EC2 that gets as far as the decision. */
export const ec2Request = ({ name, input }: OperationModel): object => {
  const required =
    input.kind === 'structure'
      ? input.members.filter((member) => member.required).map((member) => member.name)
      : [];
  const listed = Object.hasOwn(MEMBERS, name) ? MEMBERS[name]?.split(' ') : undefined;
  const attribute = Object.hasOwn(ATTRIBUTES, name) ? ATTRIBUTES[name] : undefined;
  return Object.fromEntries(
    (listed ?? required).map((member) => [
      member,
      member === 'Attribute' && attribute !== undefined ? attribute : VALUES[member],
    ]),
  );
};
