import type {
  AllocateAddressResult,
  CreateInternetGatewayResult,
  CreateNatGatewayResult,
  CreateNetworkInterfaceResult,
  CreateRouteTableResult,
  CreateSecurityGroupResult,
  CreateSubnetResult,
  CreateVpcResult,
  DescribeNatGatewaysResult,
  DescribeSecurityGroupsResult,
  DescribeSubnetsResult,
  DescribeVpcsResult,
  Reservation,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from 'vitest';
import { ec2Fixture, LINUX, OTHER_ACCOUNT } from '../ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await ec2Fixture();
});

const newVpc = async (CidrBlock = '10.0.0.0/16'): Promise<string> =>
  (await fixture.ec2<CreateVpcResult>('CreateVpc', { CidrBlock })).Vpc?.VpcId ?? '';
const newSubnet = async (VpcId: string, CidrBlock = '10.0.0.0/24'): Promise<string> =>
  (await fixture.ec2<CreateSubnetResult>('CreateSubnet', { VpcId, CidrBlock })).Subnet?.SubnetId ??
  '';
const newGroup = async (GroupName: string, VpcId?: string): Promise<string> => {
  const request = { GroupName, Description: 'd', VpcId };
  const made = await fixture.ec2<CreateSecurityGroupResult>('CreateSecurityGroup', request);
  return made.GroupId ?? '';
};

describe('the default VPC', () => {
  test('is there in every Region, once, with a public subnet in each zone', async () => {
    const region = 'eu-west-1';
    const vpcs = () => fixture.ec2<DescribeVpcsResult>('DescribeVpcs', {}, { region });

    const [first, second] = [await vpcs(), await vpcs()];
    const { Subnets = [] } = await fixture.ec2<DescribeSubnetsResult>(
      'DescribeSubnets',
      {},
      { region },
    );

    expect(first).toMatchObject({ Vpcs: [{ IsDefault: true, CidrBlock: '172.31.0.0/16' }] });
    expect(second).toEqual(first);
    expect(Subnets).toMatchObject(
      ['a', 'b', 'c'].map((letter) => ({
        AvailabilityZone: `${region}${letter}`,
        MapPublicIpOnLaunch: true,
        DefaultForAz: true,
        AvailableIpAddressCount: 4091,
      })),
    );
  });

  test('another account has its own', async () => {
    const own = await fixture.ec2<DescribeVpcsResult>('DescribeVpcs');
    const others = await fixture.ec2<DescribeVpcsResult>('DescribeVpcs', {}, { as: fixture.other });

    const id = own.Vpcs?.[0]?.VpcId;
    expect(others.Vpcs?.map(({ VpcId }) => VpcId)).not.toContain(id);
    await expect(
      fixture.ec2('DeleteVpc', { VpcId: id }, { as: fixture.other }),
    ).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: `The vpc ID '${id}' does not exist`,
    });
  });
});

const violation = (message: string) => ({ name: 'DependencyViolation', message });

describe('VPCs and subnets', () => {
  test.for([
    ['10.0.0.0', 'InvalidParameterValue'],
    ['10.0.0.0/8', 'InvalidVpc.Range'],
    ['10.0.0.0/29', 'InvalidVpc.Range'],
    ['10.0.0.999/24', 'InvalidParameterValue'],
  ] as const)('a VPC of %s is refused with %s', async ([CidrBlock, name]) => {
    await expect(fixture.ec2('CreateVpc', { CidrBlock })).rejects.toMatchObject({ name });
  });

  test('subnets lie in their VPC and not over one another, and count their addresses', async () => {
    const vpc = await newVpc();
    const id = await newSubnet(vpc);

    for (const [cidr, name] of [
      ['10.0.0.128/25', 'InvalidSubnet.Conflict'],
      ['10.1.0.0/24', 'InvalidSubnet.Range'],
      ['10.0.0.0/29', 'InvalidSubnet.Range'],
      ['nonsense', 'InvalidParameterValue'],
    ] as const)
      await expect(newSubnet(vpc, cidr)).rejects.toMatchObject({ name });
    await fixture.ec2('CreateNetworkInterface', { SubnetId: id });
    expect(await fixture.ec2('DescribeSubnets', { SubnetIds: [id] })).toMatchObject({
      Subnets: [{ AvailableIpAddressCount: 250, MapPublicIpOnLaunch: false }],
    });
  });

  test('what others depend on is not deleted', async () => {
    const vpc = await newVpc();
    const subnet = await newSubnet(vpc);
    const made = await fixture.ec2<CreateNetworkInterfaceResult>('CreateNetworkInterface', {
      SubnetId: subnet,
    });
    const NetworkInterfaceId = made.NetworkInterface?.NetworkInterfaceId;

    await expect(fixture.ec2('DeleteSubnet', { SubnetId: subnet })).rejects.toMatchObject(
      violation(`The subnet '${subnet}' has dependencies and cannot be deleted.`),
    );
    await fixture.ec2('DeleteNetworkInterface', { NetworkInterfaceId });
    await expect(fixture.ec2('DeleteVpc', { VpcId: vpc })).rejects.toMatchObject(
      violation(`The vpc '${vpc}' has dependencies and cannot be deleted.`),
    );
    await fixture.ec2('DeleteSubnet', { SubnetId: subnet });
    await fixture.ec2('DeleteVpc', { VpcId: vpc });

    await expect(fixture.ec2('DescribeVpcs', { VpcIds: [vpc] })).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    });
    expect(
      await fixture.ec2('DescribeSecurityGroups', {
        Filters: [{ Name: 'vpc-id', Values: [vpc] }],
      }),
    ).toEqual({ SecurityGroups: [] });
  });
});

describe('routes and gateways', () => {
  test('a route leads to a gateway of the same VPC, once, and to nowhere when that is gone', async () => {
    const VpcId = await newVpc();
    const { InternetGateway } =
      await fixture.ec2<CreateInternetGatewayResult>('CreateInternetGateway');
    const InternetGatewayId = InternetGateway?.InternetGatewayId;
    const { RouteTable } = await fixture.ec2<CreateRouteTableResult>('CreateRouteTable', { VpcId });
    const RouteTableId = RouteTable?.RouteTableId;
    const route = { RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGatewayId };
    const states = async () =>
      fixture.ec2('DescribeRouteTables', { RouteTableIds: [RouteTableId] });

    await expect(fixture.ec2('CreateRoute', route)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await fixture.ec2('AttachInternetGateway', { InternetGatewayId, VpcId });
    await fixture.ec2('CreateRoute', route);
    await expect(fixture.ec2('CreateRoute', route)).rejects.toMatchObject({
      name: 'RouteAlreadyExists',
    });
    await expect(fixture.ec2('DeleteInternetGateway', { InternetGatewayId })).rejects.toMatchObject(
      { name: 'DependencyViolation' },
    );
    expect(await states()).toMatchObject({
      RouteTables: [
        { Routes: [{ GatewayId: 'local' }, { GatewayId: InternetGatewayId, State: 'active' }] },
      ],
    });
    await fixture.ec2('DetachInternetGateway', { InternetGatewayId, VpcId });
    await fixture.ec2('DeleteInternetGateway', { InternetGatewayId });
    expect(await states()).toMatchObject({
      RouteTables: [{ Routes: [{ State: 'active' }, { State: 'blackhole' }] }],
    });
  });

  test('an associated route table stays', async () => {
    const VpcId = await newVpc();
    const SubnetId = await newSubnet(VpcId);
    const { RouteTable } = await fixture.ec2<CreateRouteTableResult>('CreateRouteTable', { VpcId });
    const RouteTableId = RouteTable?.RouteTableId;

    const { AssociationId } = await fixture.ec2<{ AssociationId: string }>('AssociateRouteTable', {
      RouteTableId,
      SubnetId,
    });
    await expect(fixture.ec2('DeleteRouteTable', { RouteTableId })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    await fixture.ec2('DisassociateRouteTable', { AssociationId });
    await expect(fixture.ec2('DeleteRouteTable', { RouteTableId })).resolves.toBeUndefined();
  });

  test('a NAT gateway comes and goes by states and gives its address back', async () => {
    const SubnetId = await newSubnet(await newVpc());
    const { AllocationId } = await fixture.ec2<AllocateAddressResult>('AllocateAddress');
    const made = await fixture.ec2<CreateNatGatewayResult>('CreateNatGateway', {
      SubnetId,
      AllocationId,
    });
    const NatGatewayId = made.NatGateway?.NatGatewayId;
    const state = async () => {
      const found = await fixture.ec2<DescribeNatGatewaysResult>('DescribeNatGateways', {
        NatGatewayIds: [NatGatewayId],
      });
      return found.NatGateways?.[0]?.State;
    };

    expect(await state()).toBe('pending');
    await fixture.pass(5);
    expect(await state()).toBe('available');
    await expect(fixture.ec2('ReleaseAddress', { AllocationId })).rejects.toMatchObject({
      name: 'InvalidIPAddress.InUse',
    });
    await fixture.ec2('DeleteNatGateway', { NatGatewayId });
    expect(await state()).toBe('deleting');
    await fixture.pass(5);
    expect(await state()).toBe('deleted');
    await fixture.ec2('ReleaseAddress', { AllocationId });
    await fixture.pass(3600);
    await expect(state()).rejects.toMatchObject({ name: 'NatGatewayNotFound' });
  });

  test('an Elastic IP address is an instance’s public address until it is taken away', async () => {
    const { Instances = [] } = await fixture.ec2<Reservation>('RunInstances', {
      ImageId: LINUX,
      InstanceType: 't3.micro',
    });
    const { AllocationId, PublicIp } = await fixture.ec2<AllocateAddressResult>('AllocateAddress');
    const InstanceId = Instances[0]?.InstanceId;

    const made = await fixture.ec2<{ AssociationId: string }>('AssociateAddress', {
      AllocationId,
      InstanceId,
    });
    const shown = await fixture.ec2('DescribeInstances', { InstanceIds: [InstanceId] });
    await fixture.ec2('DisassociateAddress', { AssociationId: made.AssociationId });

    expect(shown).toMatchObject({ Reservations: [{ Instances: [{ PublicIpAddress: PublicIp }] }] });
    await expect(fixture.ec2('ReleaseAddress', { AllocationId })).resolves.toBeUndefined();
  });
});

const SSH = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

describe('security groups', () => {
  test('a rule stands once, has an id, and is shown as a permission', async () => {
    const GroupId = await newGroup('rules');
    const allow = { GroupId, IpPermissions: SSH };

    const made = await fixture.ec2('AuthorizeSecurityGroupIngress', allow);

    expect(made).toMatchObject({
      Return: true,
      SecurityGroupRules: [
        { GroupId, IsEgress: false, CidrIpv4: '0.0.0.0/0', FromPort: 22, ToPort: 22 },
      ],
    });
    await expect(fixture.ec2('AuthorizeSecurityGroupIngress', allow)).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
      message:
        'the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" already exists',
    });
    const { SecurityGroups = [] } = await fixture.ec2<DescribeSecurityGroupsResult>(
      'DescribeSecurityGroups',
      { Filters: [{ Name: 'ip-permission.from-port', Values: ['22'] }] },
    );
    expect(SecurityGroups).toMatchObject([
      {
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        IpPermissionsEgress: [{ IpProtocol: '-1' }],
      },
    ]);
    await fixture.ec2('RevokeSecurityGroupIngress', allow);
    await expect(fixture.ec2('RevokeSecurityGroupIngress', allow)).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    });
  });

  test('outside the default VPC a rule to revoke that is not there is told and no error', async () => {
    const GroupId = await newGroup('elsewhere', await newVpc());

    const told = await fixture.ec2('RevokeSecurityGroupIngress', { GroupId, IpPermissions: SSH });

    expect(told).toMatchObject({ Return: true, UnknownIpPermissions: [{ FromPort: 22 }] });
  });

  test.for([
    [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, 'InvalidParameterValue'],
    [{ IpProtocol: 'nonsense', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, 'InvalidParameterValue'],
    [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/33' }] }, 'InvalidParameterValue'],
    [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: ':::/0' }] }, 'InvalidParameterValue'],
    [
      { IpProtocol: 'udp', FromPort: 5, ToPort: 4, IpRanges: [{ CidrIp: '::' }] },
      'InvalidParameterValue',
    ],
    [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] },
      'InvalidGroup.NotFound',
    ],
    [{ IpProtocol: '-1' }, 'MissingParameter'],
  ] as const)('a permission %j is refused with %s', async ([permission, name], { task }) => {
    const GroupId = await newGroup(`bad ${task.id}`);

    await expect(
      fixture.ec2('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission] }),
    ).rejects.toMatchObject({ name });
  });

  test('a group of another account is as if it were not there, so nobody keeps it from being deleted', async () => {
    const GroupId = await newGroup('mine');
    const { SecurityGroups = [] } = await fixture.ec2<DescribeSecurityGroupsResult>(
      'DescribeSecurityGroups',
      {},
      { as: fixture.other },
    );
    const pair = { GroupId: SecurityGroups[0]?.GroupId, UserId: OTHER_ACCOUNT };
    expect(pair.GroupId).toMatch(/^sg-/);

    await expect(
      fixture.ec2('AuthorizeSecurityGroupIngress', {
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [pair] }],
      }),
    ).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  test('names are unique in a VPC, `default` is taken, and a group in use stays', async () => {
    const id = await newGroup('web');
    const user = await newGroup('user');
    const { SecurityGroups = [] } = await fixture.ec2<DescribeSecurityGroupsResult>(
      'DescribeSecurityGroups',
      { GroupNames: ['default'] },
    );
    const vpc = SecurityGroups[0]?.VpcId ?? '';
    await fixture.ec2('AuthorizeSecurityGroupIngress', {
      GroupId: user,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: id }] }],
    });

    await expect(newGroup('web')).rejects.toMatchObject({
      name: 'InvalidGroup.Duplicate',
      message: `The security group 'web' already exists for VPC '${vpc}'`,
    });
    await expect(newGroup('default')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(
      fixture.ec2('DeleteSecurityGroup', { GroupId: SecurityGroups[0]?.GroupId }),
    ).rejects.toMatchObject({ name: 'CannotDelete' });
    await expect(fixture.ec2('DeleteSecurityGroup', { GroupId: id })).rejects.toMatchObject({
      name: 'DependencyViolation',
      message: `resource ${id} has a dependent object`,
    });
    await fixture.ec2('DeleteSecurityGroup', { GroupName: 'user' });
    await fixture.ec2('DeleteSecurityGroup', { GroupId: id });
  });
});

describe('tags', () => {
  test('are set on several resources, found, and taken away by key and value', async () => {
    const [one, two] = [await newVpc(), await newGroup('tagged')];
    const Resources = [one, two];
    const tags = () =>
      fixture.ec2('DescribeTags', { Filters: [{ Name: 'resource-id', Values: Resources }] });

    await fixture.ec2('CreateTags', { Resources, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] });
    await fixture.ec2('DeleteTags', { Resources, Tags: [{ Key: 'a', Value: '2' }, { Key: 'b' }] });

    expect(await tags()).toEqual({
      Tags: [
        { ResourceId: two, ResourceType: 'security-group', Key: 'a', Value: '1' },
        { ResourceId: one, ResourceType: 'vpc', Key: 'a', Value: '1' },
      ],
    });
    for (const [Ids, name] of [
      [['nonsense'], 'InvalidID'],
      [['vpc-0123456789abcdef0'], 'InvalidVpcID.NotFound'],
      [[], 'MissingParameter'],
    ] as const)
      await expect(
        fixture.ec2('CreateTags', { Resources: Ids, Tags: [{ Key: 'a' }] }),
      ).rejects.toMatchObject({ name });
    const Tags = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' }));
    await expect(fixture.ec2('CreateTags', { Resources, Tags })).rejects.toMatchObject({
      name: 'TagLimitExceeded',
    });
    await fixture.ec2('DeleteTags', { Resources });
    expect(await tags()).toEqual({ Tags: [] });
  });
});
