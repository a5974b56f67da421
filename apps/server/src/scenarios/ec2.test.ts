import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  ListGrantsCommand,
} from '@aws-sdk/client-kms';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { DecodeAuthorizationMessageCommand, STSClient } from '@aws-sdk/client-sts';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const LINUX = 'ami-0a1b2c3d4e5f60001';
const ACCOUNT = '111122223333';

let cloud: StartedCloud;
let client: ec2.EC2Client;

beforeAll(async () => {
  cloud = await startCloud();
  client = new ec2.EC2Client(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const cli = (line: string) => awsCli.run(cloud.client('workloads'), ['ec2', ...line.split(' ')]);

test('the SDK launches an instance with a role, waits for it, and terminates it', async () => {
  const iam = new IAMClient(cloud.client('workloads'));
  const trust = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  };
  const InstanceProfileName = 'web';
  await iam.send(
    new CreateRoleCommand({ RoleName: 'web', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'web' }));
  iam.destroy();

  const launched = await client.send(
    new ec2.RunInstancesCommand({
      ImageId: LINUX,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: 'web' },
      UserData: Buffer.from('#!/bin/sh\n').toString('base64'),
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'app', Value: 'a & <b>' }] }],
    }),
  );
  const InstanceIds = (launched.Instances ?? []).map(({ InstanceId = '' }) => InstanceId);
  await ec2.waitUntilInstanceRunning({ client, minDelay: 1, maxWaitTime: 5 }, { InstanceIds });
  const described = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds }));
  await client.send(new ec2.TerminateInstancesCommand({ InstanceIds }));
  await ec2.waitUntilInstanceTerminated({ client, minDelay: 1, maxWaitTime: 5 }, { InstanceIds });

  expect(described.Reservations).toMatchObject([
    {
      OwnerId: ACCOUNT,
      Instances: [
        {
          IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web` },
          LaunchTime: expect.any(Date),
          Tags: [{ Key: 'app', Value: 'a & <b>' }],
          MetadataOptions: { HttpTokens: 'optional' },
        },
      ],
    },
  ]);
});

test('an instance whose volume is encrypted runs while its key serves, and says why it does not', async () => {
  const kms = new KMSClient(cloud.client('workloads'));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  const launch = async (): Promise<string> => {
    const { Instances } = await client.send(
      new ec2.RunInstancesCommand({
        ImageId: LINUX,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: KeyId } },
        ],
      }),
    );
    return Instances?.[0]?.InstanceId ?? '';
  };
  const runs = await launch();
  await ec2.waitUntilInstanceRunning(
    { client, minDelay: 1, maxWaitTime: 5 },
    { InstanceIds: [runs] },
  );
  const granted = await kms.send(new ListGrantsCommand({ KeyId }));
  await kms.send(new DisableKeyCommand({ KeyId }));
  const fails = await launch();
  await ec2.waitUntilInstanceTerminated(
    { client, minDelay: 1, maxWaitTime: 5 },
    { InstanceIds: [fails] },
  );
  const failed = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds: [fails] }));
  await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [runs] }));
  const left = await kms.send(new ListGrantsCommand({ KeyId }));
  kms.destroy();

  expect(granted.Grants).toMatchObject([
    {
      GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${runs}`,
      Constraints: { EncryptionContextSubset: { 'aws:ebs:id': expect.stringMatching(/^vol-/) } },
    },
  ]);
  expect(failed.Reservations?.[0]?.Instances?.[0]?.StateReason).toEqual({
    Code: 'Client.InvalidKMSKey.InvalidState',
    Message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
  });
  expect(left.Grants).toEqual([]);
});

test('a network is built and torn down, and its errors reach the SDK by their codes', async () => {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const { Subnet } = await client.send(
    new ec2.CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }),
  );
  const group = { GroupName: 'web', Description: 'web', VpcId };
  const { GroupId } = await client.send(new ec2.CreateSecurityGroupCommand(group));
  await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      ],
    }),
  );
  const { SecurityGroups } = await client.send(
    new ec2.DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }),
  );

  expect(SecurityGroups).toMatchObject([{ IpPermissions: [{ FromPort: 443, ToPort: 443 }] }]);
  await expect(client.send(new ec2.CreateSecurityGroupCommand(group))).rejects.toMatchObject({
    name: 'InvalidGroup.Duplicate',
  });
  await expect(client.send(new ec2.DeleteVpcCommand({ VpcId }))).rejects.toMatchObject({
    name: 'DependencyViolation',
  });
  await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }));
  await client.send(new ec2.DeleteSubnetCommand({ SubnetId: Subnet?.SubnetId }));
  await client.send(new ec2.DeleteVpcCommand({ VpcId }));
  await expect(
    client.send(new ec2.DescribeVpcsCommand({ VpcIds: [VpcId], DryRun: true })),
  ).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' });
  await expect(
    client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true })),
  ).rejects.toMatchObject({ name: 'DryRunOperation', $metadata: { httpStatusCode: 412 } });
});

test('the tagging service finds and tags volumes, and snapshots, whose ARNs name no account', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  const { VolumeId } = await client.send(
    new ec2.CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }),
  );
  const { SnapshotId } = await client.send(new ec2.CreateSnapshotCommand({ VolumeId }));
  const ResourceARNList = [
    `arn:aws:ec2:us-east-1:${ACCOUNT}:volume/${VolumeId}`,
    `arn:aws:ec2:us-east-1::snapshot/${SnapshotId}`,
  ];

  const { FailedResourcesMap } = await tagging.send(
    new TagResourcesCommand({ ResourceARNList, Tags: { tier: 'gold' } }),
  );
  const { ResourceTagMappingList = [] } = await tagging.send(
    new GetResourcesCommand({ TagFilters: [{ Key: 'tier', Values: ['gold'] }] }),
  );
  tagging.destroy();

  expect(FailedResourcesMap ?? {}).toEqual({});
  expect(new Set(ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN))).toEqual(
    new Set(ResourceARNList),
  );
});

test.skipIf(awsCli.missing() !== undefined)(
  'the AWS CLI launches with a key, finds and terminates; the trail shows the call as AWS shows it',
  async () => {
    const key = await client.send(new ec2.CreateKeyPairCommand({ KeyName: 'cli' }));
    const run = await cli(
      `run-instances --image-id ${LINUX} --instance-type t3.micro --key-name cli --tag-specifications ResourceType=volume,Tags=[{Key=a,Value=b}]`,
    );
    const id = /"InstanceId": "(i-[0-9a-f]{17})"/.exec(
      JSON.stringify(run.output, undefined, 1),
    )?.[1];
    const [list, unknown] = await Promise.all([
      cli(
        'describe-instances --filters Name=key-name,Values=cl* --query Reservations[].Instances[].State.Name',
      ),
      cli('describe-volumes --volume-ids vol-0123456789abcdef0'),
    ]);
    const terminated = await cli(`terminate-instances --instance-ids ${id ?? ''}`);
    const trail = new CloudTrailClient(cloud.client('workloads'));
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'TerminateInstances' }],
        MaxResults: 1,
      }),
    );
    trail.destroy();
    const record: unknown = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');

    expect(key.KeyMaterial).toMatch(/^-----BEGIN RSA PRIVATE KEY-----/);
    expect(list).toMatchObject({ exitCode: 0, output: ['running'] });
    expect(terminated.output).toMatchObject({
      TerminatingInstances: [{ CurrentState: { Code: 32, Name: 'shutting-down' } }],
    });
    expect(unknown.exitCode).not.toBe(0);
    expect(unknown.stderr).toMatch(
      /\(InvalidVolume\.NotFound\) when calling the DescribeVolumes .*: The volume 'vol-0123456789abcdef0' does not exist\.$/,
    );
    expect(record).toMatchObject({
      eventSource: 'ec2.amazonaws.com',
      requestParameters: { instancesSet: { items: [{ instanceId: id }] } },
      responseElements: {
        instancesSet: {
          items: [{ instanceId: id, currentState: { code: 32 }, previousState: { code: 16 } }],
        },
      },
    });
  },
);

test('a snapshot is seen by another account once it is shared with it', async () => {
  const admin = new ec2.EC2Client(cloud.client('admin'));
  const { VolumeId } = await client.send(
    new ec2.CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 3 }),
  );
  const { SnapshotId = '' } = await client.send(new ec2.CreateSnapshotCommand({ VolumeId }));
  const look = () => admin.send(new ec2.DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }));

  await expect(look()).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
  await client.send(
    new ec2.ModifySnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      UserIds: ['123456789012'],
    }),
  );

  expect(await look()).toMatchObject({ Snapshots: [{ SnapshotId, OwnerId: ACCOUNT }] });
  admin.destroy();
});

test('a refusal tells why in a message that an administrator decodes', async () => {
  const iam = new IAMClient(cloud.client('workloads'));
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
  iam.destroy();
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  const nobody = new ec2.EC2Client(cloud.clientWith({ accessKeyId, secretAccessKey }));
  const sts = new STSClient(cloud.client('workloads'));

  const refusal: unknown = await nobody
    .send(new ec2.RunInstancesCommand({ ImageId: LINUX, MinCount: 1, MaxCount: 1, DryRun: true }))
    .catch((error: unknown) => error);
  const text = refusal instanceof Error ? refusal.message : '';
  const EncodedMessage = text.split('Encoded authorization failure message: ')[1] ?? '';
  const { DecodedMessage = '{}' } = await sts.send(
    new DecodeAuthorizationMessageCommand({ EncodedMessage }),
  );
  nobody.destroy();
  sts.destroy();
  const decoded: unknown = JSON.parse(DecodedMessage);

  expect(refusal).toMatchObject({
    name: 'UnauthorizedOperation',
    $metadata: { httpStatusCode: 403 },
  });
  expect(text).toContain(
    'because no identity-based policy allows the ec2:RunInstances action. Encoded',
  );
  expect(decoded).toMatchObject({
    allowed: false,
    context: { action: 'ec2:RunInstances', resource: `arn:aws:ec2:us-east-1::image/${LINUX}` },
  });
});
