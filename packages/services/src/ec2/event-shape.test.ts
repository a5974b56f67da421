import type { Reservation } from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from 'vitest';
import { ec2Fixture, LINUX } from './ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await ec2Fixture();
});

/** The last record of an operation that succeeded. */
const recorded = async (eventName: string) => {
  const found = (await fixture.events()).filter(({ record }) => record['eventName'] === eventName);
  const record = found.at(-1)?.record;
  return {
    requestParameters: record?.['requestParameters'],
    responseElements: record?.['responseElements'],
  };
};
/** The id of what an operation made. */
const made = async (operation: string, request: object, member: string): Promise<string> => {
  const answer = JSON.stringify(await fixture.ec2(operation, request));
  return new RegExp(`"${member}":"([^"]+)"`).exec(answer)?.[1] ?? '';
};

const requestId = expect.any(String);
const done = { requestId, _return: true };

test('a termination names its instances in a set, with the states before and after', async () => {
  const { Instances = [] } = await fixture.ec2<Reservation>('RunInstances', {
    ImageId: LINUX,
    InstanceType: 't3.micro',
  });
  await fixture.pass(5);
  const [instanceId] = Instances.map(({ InstanceId }) => InstanceId);

  await fixture.ec2('TerminateInstances', { InstanceIds: [instanceId] });

  expect(await recorded('TerminateInstances')).toEqual({
    requestParameters: { instancesSet: { items: [{ instanceId }] } },
    responseElements: {
      requestId,
      instancesSet: {
        items: [
          {
            instanceId,
            currentState: { code: 32, name: 'shutting-down' },
            previousState: { code: 16, name: 'running' },
          },
        ],
      },
    },
  });
});

test('a failure is the client’s', async () => {
  const dry = { ImageId: LINUX, InstanceType: 't3.micro', DryRun: true };
  await expect(fixture.ec2('RunInstances', dry)).rejects.toMatchObject({ name: 'DryRunOperation' });
  const failed = (await fixture.events()).filter(({ record }) => 'errorCode' in record);

  expect(failed.map(({ record }) => record)).toMatchObject([
    { errorCode: 'Client.DryRunOperation', responseElements: null },
  ]);
});

// Requests and answers as in CloudTrail records of real deletions.
test('deletions of old name what is deleted and say that it is done', async () => {
  const { ec2 } = fixture;
  const zone = 'us-east-1a';
  const vpcId = await made('CreateVpc', { CidrBlock: '10.0.0.0/16' }, 'VpcId');
  const subnet = { VpcId: vpcId, CidrBlock: '10.0.0.0/24' };
  const subnetId = await made('CreateSubnet', subnet, 'SubnetId');
  const volume = { AvailabilityZone: zone, Size: 1 };
  const volumeId = await made('CreateVolume', volume, 'VolumeId');
  const snapshotId = await made('CreateSnapshot', { VolumeId: volumeId }, 'SnapshotId');
  const Ebs = { SnapshotId: snapshotId };
  const image = { Name: 'mine', BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs }] };
  const imageId = await made('RegisterImage', image, 'ImageId');
  const group = { GroupName: 'g', Description: 'd' };
  const cases: readonly (readonly [string, Record<string, string>, object?])[] = [
    ['DeregisterImage', { ImageId: imageId }],
    ['DeleteSnapshot', { SnapshotId: snapshotId }, { force: false }],
    ['DeleteVolume', { VolumeId: volumeId }, { reportVolumeFailure: false }],
    [
      'DeleteNetworkInterface',
      {
        NetworkInterfaceId: await made(
          'CreateNetworkInterface',
          { SubnetId: subnetId },
          'NetworkInterfaceId',
        ),
      },
    ],
    ['DeleteSubnet', { SubnetId: subnetId }],
    [
      'DeleteRouteTable',
      { RouteTableId: await made('CreateRouteTable', { VpcId: vpcId }, 'RouteTableId') },
    ],
    [
      'DeleteNetworkAcl',
      { NetworkAclId: await made('CreateNetworkAcl', { VpcId: vpcId }, 'NetworkAclId') },
    ],
    ['DeleteVpc', { VpcId: vpcId }],
    [
      'DeleteInternetGateway',
      { InternetGatewayId: await made('CreateInternetGateway', {}, 'InternetGatewayId') },
    ],
    ['DeleteSecurityGroup', { GroupId: await made('CreateSecurityGroup', group, 'GroupId') }],
    ['ReleaseAddress', { AllocationId: await made('AllocateAddress', {}, 'AllocationId') }],
  ];

  for (const [operation, request, more = {}] of cases) {
    await ec2(operation, request);
    for (const [name, value] of Object.entries(request))
      expect([operation, await recorded(operation)]).toEqual([
        operation,
        {
          requestParameters: { [name.charAt(0).toLowerCase() + name.slice(1)]: value, ...more },
          responseElements: done,
        },
      ]);
  }
});

test('younger operations are recorded as request and answer of their XML', async () => {
  const VpcId = await made('CreateVpc', { CidrBlock: '10.0.0.0/16' }, 'VpcId');
  const SubnetId = await made('CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' }, 'SubnetId');
  const AllocationId = await made('AllocateAddress', {}, 'AllocationId');
  const nat = { SubnetId, AllocationId };
  const NatGatewayId = await made('CreateNatGateway', nat, 'NatGatewayId');
  const flow = {
    ResourceIds: [VpcId],
    ResourceType: 'VPC',
    LogDestinationType: 's3',
    LogDestination: 'arn:aws:s3:::logs',
  };
  const { FlowLogIds } = await fixture.ec2<{ FlowLogIds: string[] }>('CreateFlowLogs', flow);
  const xmlns = 'http://ec2.amazonaws.com/doc/2016-11-15/';

  await fixture.ec2('DeleteNatGateway', { NatGatewayId });
  const deletedGateway = await recorded('DeleteNatGateway');
  await fixture.ec2('DeleteFlowLogs', { FlowLogIds });
  const deletedLog = await recorded('DeleteFlowLogs');

  expect(deletedGateway).toEqual({
    requestParameters: { DeleteNatGatewayRequest: { NatGatewayId } },
    responseElements: {
      DeleteNatGatewayResponse: { xmlns, requestId, natGatewayId: NatGatewayId },
    },
  });
  expect(deletedLog).toEqual({
    requestParameters: {
      DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: FlowLogIds[0] } },
    },
    responseElements: { DeleteFlowLogsResponse: { xmlns, requestId, unsuccessful: '' } },
  });
});

test('lists within a request are items, as in records of changed groups, tags and permissions', async () => {
  const GroupId = await made(
    'CreateSecurityGroup',
    { GroupName: 'l', Description: 'd' },
    'GroupId',
  );
  const VolumeId = await made(
    'CreateVolume',
    { AvailabilityZone: 'us-east-1a', Size: 1 },
    'VolumeId',
  );
  const SnapshotId = await made('CreateSnapshot', { VolumeId }, 'SnapshotId');

  await fixture.ec2('AuthorizeSecurityGroupIngress', {
    GroupId,
    IpPermissions: [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ],
  });
  const authorized = await recorded('AuthorizeSecurityGroupIngress');
  await fixture.ec2('CreateTags', { Resources: [GroupId], Tags: [{ Key: 'a', Value: 'b' }] });
  const tagged = await recorded('CreateTags');
  const UserIds = ['444455556666'];
  const shared = [];
  for (const more of [
    { CreateVolumePermission: { Add: UserIds.map((UserId) => ({ UserId })) } },
    { Attribute: 'createVolumePermission', OperationType: 'add', UserIds },
  ]) {
    await fixture.ec2('ModifySnapshotAttribute', { SnapshotId, ...more });
    shared.push(await recorded('ModifySnapshotAttribute'));
  }

  expect(authorized.requestParameters).toEqual({
    groupId: GroupId,
    ipPermissions: {
      items: [
        {
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
        },
      ],
    },
  });
  expect(tagged).toEqual({
    requestParameters: {
      resourcesSet: { items: [{ resourceId: GroupId }] },
      tagSet: { items: [{ key: 'a', value: 'b' }] },
    },
    responseElements: done,
  });
  const expected = {
    requestParameters: {
      snapshotId: SnapshotId,
      createVolumePermission: { add: { items: [{ userId: '444455556666' }] } },
      attributeType: 'CREATE_VOLUME_PERMISSION',
    },
    responseElements: done,
  };
  expect(shared).toEqual([expected, expected]);
});
