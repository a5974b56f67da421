import type {
  DescribeImagesResult,
  DescribeSnapshotsResult,
  Reservation,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { Principal } from '@gatehouse/service-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, ec2Fixture, LINUX, OTHER_ACCOUNT } from '../ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await ec2Fixture();
});

const zone = { AvailabilityZone: 'us-east-1a' };
const volume = async (more: object = {}): Promise<Volume> =>
  fixture.ec2('CreateVolume', { ...zone, Size: 10, ...more });
const snapshot = async (more: object = {}): Promise<string> => {
  const { VolumeId } = await volume(more);
  const { SnapshotId = '' } = await fixture.ec2<Snapshot>('CreateSnapshot', { VolumeId });
  await fixture.pass(5);
  return SnapshotId;
};
const seen = async (
  request: object,
  as: Principal = fixture.other,
): Promise<(string | undefined)[]> => {
  const found = await fixture.ec2<DescribeSnapshotsResult>('DescribeSnapshots', request, { as });
  return (found.Snapshots ?? []).map(({ SnapshotId }) => SnapshotId);
};
const share = (SnapshotId: string, more: object) =>
  fixture.ec2('ModifySnapshotAttribute', {
    SnapshotId,
    Attribute: 'createVolumePermission',
    OperationType: 'add',
    ...more,
  });

describe('snapshots', () => {
  test('another account sees and uses one only while it is shared with it', async () => {
    const id = await snapshot();
    const use = () =>
      fixture.ec2('CreateVolume', { ...zone, SnapshotId: id }, { as: fixture.other });
    const missing = {
      name: 'InvalidSnapshot.NotFound',
      message: `The snapshot '${id}' does not exist.`,
    };

    expect(await seen({})).not.toContain(id);
    await expect(seen({ SnapshotIds: [id] })).rejects.toMatchObject(missing);
    await expect(use()).rejects.toMatchObject(missing);

    await share(id, { UserIds: [OTHER_ACCOUNT] });
    expect(await seen({ RestorableByUserIds: ['self'] })).toContain(id);
    expect(await seen({ OwnerIds: ['self'] })).not.toContain(id);
    expect(await seen({ OwnerIds: [ACCOUNT] })).toContain(id);
    await expect(use()).resolves.toMatchObject({ SnapshotId: id, Size: 10 });
    expect(
      await fixture.ec2('DescribeSnapshotAttribute', {
        SnapshotId: id,
        Attribute: 'createVolumePermission',
      }),
    ).toMatchObject({ CreateVolumePermissions: [{ UserId: OTHER_ACCOUNT }] });
    for (const [operation, more] of [
      ['DeleteSnapshot', {}],
      ['ModifySnapshotAttribute', { OperationType: 'add', UserIds: ['777788889999'] }],
      ['DescribeSnapshotAttribute', { Attribute: 'createVolumePermission' }],
    ] as const)
      await expect(
        fixture.ec2(operation, { SnapshotId: id, ...more }, { as: fixture.other }),
      ).rejects.toMatchObject(missing);

    const reset = { SnapshotId: id, Attribute: 'createVolumePermission' };
    await fixture.ec2('ResetSnapshotAttribute', reset);
    await expect(use()).rejects.toMatchObject(missing);
  });

  test('what is shared with everybody is everybody’s until its owner blocks that', async () => {
    const id = await snapshot();
    await share(id, { GroupNames: ['all'] });
    expect(await seen({ RestorableByUserIds: ['all'] })).toContain(id);

    await fixture.ec2('EnableSnapshotBlockPublicAccess', { State: 'block-all-sharing' });
    const blocked = await seen({});
    await expect(share(id, { GroupNames: ['all'] })).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    await fixture.ec2('DisableSnapshotBlockPublicAccess');

    expect(blocked).not.toContain(id);
    expect(await seen({})).toContain(id);
  });

  test('what is encrypted with the default key is shared with nobody', async () => {
    const byDefault = await snapshot({ Encrypted: true });
    const own = await snapshot({ Encrypted: true, KmsKeyId: await fixture.key() });
    const refused = { name: 'OperationNotPermitted' };

    await expect(share(byDefault, { UserIds: [OTHER_ACCOUNT] })).rejects.toMatchObject(refused);
    await expect(share(own, { GroupNames: ['all'] })).rejects.toMatchObject(refused);
    await expect(share(own, { UserIds: [OTHER_ACCOUNT] })).resolves.toBeUndefined();
  });

  test('policies say with whom may be shared', async () => {
    const id = await snapshot();
    const as = fixture.userWith('sharer', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'ec2:*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: 'ec2:ModifySnapshotAttribute',
          Resource: '*',
          Condition: { StringEquals: { 'ec2:Add/group': 'all' } },
        },
      ],
    });
    const request = { SnapshotId: id, Attribute: 'createVolumePermission', OperationType: 'add' };

    await expect(
      fixture.ec2('ModifySnapshotAttribute', { ...request, GroupNames: ['all'] }, { as }),
    ).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await expect(
      fixture.ec2('ModifySnapshotAttribute', { ...request, UserIds: [OTHER_ACCOUNT] }, { as }),
    ).resolves.toBeUndefined();
  });

  test('a copy in another Region is the caller’s own', async () => {
    const id = await snapshot();
    const request = { SourceRegion: 'us-east-1', SourceSnapshotId: id };

    const region = 'eu-west-1';
    const copy = await fixture.ec2<Snapshot>('CopySnapshot', request, { region });
    await fixture.pass(5);

    expect(
      await fixture.ec2('DescribeSnapshots', { SnapshotIds: [copy.SnapshotId] }, { region }),
    ).toMatchObject({
      Snapshots: [
        { State: 'completed', VolumeSize: 10, Description: `[Copied ${id} from us-east-1]` },
      ],
    });
    await expect(
      fixture.ec2('CopySnapshot', request, { region, as: fixture.other }),
    ).rejects.toMatchObject({ name: 'InvalidSnapshot.NotFound' });
  });
});

describe('volumes', () => {
  test('encryption by default encrypts what is made without asking, in its Region alone', async () => {
    await fixture.ec2('EnableEbsEncryptionByDefault');
    const made = await volume();
    const region = 'eu-west-1';
    const elsewhere = await fixture.ec2(
      'CreateVolume',
      { AvailabilityZone: 'eu-west-1a', Size: 1 },
      { region },
    );
    await fixture.ec2('DisableEbsEncryptionByDefault');

    expect(made).toMatchObject({
      Encrypted: true,
      KmsKeyId: expect.stringMatching(`^arn:aws:kms:us-east-1:${ACCOUNT}:key/`),
    });
    expect(elsewhere).toMatchObject({ Encrypted: false });
    expect(await fixture.ec2('GetEbsEncryptionByDefault')).toMatchObject({
      EbsEncryptionByDefault: false,
    });
  });

  test.for([
    [{ Size: undefined }, 'MissingParameter'],
    [{ Size: 0 }, 'InvalidParameterValue'],
    [{ VolumeType: 'gp9' }, 'InvalidParameterValue'],
    [{ VolumeType: 'io1' }, 'MissingParameter'],
    [{ VolumeType: 'gp2', Iops: 100 }, 'InvalidParameterCombination'],
    [{ VolumeType: 'gp3', Throughput: 1 }, 'InvalidParameterValue'],
    [{ AvailabilityZone: undefined }, 'MissingParameter'],
    [{ AvailabilityZone: 'mars-1a' }, 'InvalidZone.NotFound'],
    [{ SnapshotId: 'snap-0123456789abcdef0' }, 'InvalidSnapshot.NotFound'],
    [{ SnapshotId: 'snap' }, 'InvalidParameterValue'],
  ] as const)('a volume with %j is refused with %s', async ([more, name]) => {
    await expect(volume(more)).rejects.toMatchObject({ name });
  });

  test('one is attached to an instance in its zone, not deleted meanwhile, and detached', async () => {
    const { Instances = [] } = await fixture.ec2<Reservation>('RunInstances', {
      ImageId: LINUX,
      InstanceType: 't3.micro',
    });
    await fixture.pass(5);
    const InstanceId = Instances[0]?.InstanceId;
    const { VolumeId } = await volume();
    const far = await volume({ AvailabilityZone: 'us-east-1b' });
    const attach = { VolumeId, InstanceId, Device: '/dev/sdf' };

    await expect(
      fixture.ec2('AttachVolume', { ...attach, VolumeId: far.VolumeId }),
    ).rejects.toMatchObject({ name: 'InvalidVolume.ZoneMismatch' });
    await fixture.ec2('AttachVolume', attach);
    await expect(fixture.ec2('DeleteVolume', { VolumeId })).rejects.toMatchObject({
      name: 'VolumeInUse',
      message: `Volume ${VolumeId} is currently attached to ${InstanceId}`,
    });
    await expect(fixture.ec2('AttachVolume', attach)).rejects.toMatchObject({
      name: 'VolumeInUse',
    });
    await fixture.ec2('DetachVolume', { VolumeId });
    await fixture.ec2('DeleteVolume', { VolumeId });

    await expect(fixture.ec2('DescribeVolumes', { VolumeIds: [VolumeId] })).rejects.toMatchObject({
      name: 'InvalidVolume.NotFound',
      message: `The volume '${VolumeId}' does not exist.`,
    });
  });

  test('one grows and never shrinks', async () => {
    const { VolumeId } = await volume({ VolumeType: 'gp3' });

    await fixture.ec2('ModifyVolume', { VolumeId, Size: 20, Iops: 4000 });
    await expect(fixture.ec2('ModifyVolume', { VolumeId, Size: 10 })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await fixture.pass(5);

    expect(
      await fixture.ec2('DescribeVolumesModifications', { VolumeIds: [VolumeId] }),
    ).toMatchObject({
      VolumesModifications: [
        { OriginalSize: 10, TargetSize: 20, TargetIops: 4000, ModificationState: 'completed' },
      ],
    });
  });
});

const images = async (request: object, as: Principal = fixture.other) => {
  const found = await fixture.ec2<DescribeImagesResult>('DescribeImages', request, { as });
  return (found.Images ?? []).map(({ ImageId }) => ImageId);
};

describe('images', () => {
  test('an image of an instance is launched by others only when it is shared with them', async () => {
    const { Instances = [] } = await fixture.ec2<Reservation>('RunInstances', {
      ImageId: LINUX,
      InstanceType: 't3.micro',
    });
    const made = await fixture.ec2<{ ImageId: string }>('CreateImage', {
      InstanceId: Instances[0]?.InstanceId,
      Name: 'golden',
    });
    const ImageId = made.ImageId;
    const launch = () =>
      fixture.ec2('RunInstances', { ImageId, InstanceType: 't3.micro' }, { as: fixture.other });

    await expect(launch()).rejects.toMatchObject({
      name: 'InvalidAMIID.NotFound',
      message: `The image id '[${ImageId}]' does not exist`,
    });
    await fixture.ec2('ModifyImageAttribute', {
      ImageId,
      LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
    });
    await expect(launch()).resolves.toMatchObject({ OwnerId: OTHER_ACCOUNT });
    expect(await images({ ExecutableUsers: ['self'] })).toEqual([ImageId]);
    expect(await images({ Owners: ['self'] }, fixture.admin)).toEqual([ImageId]);
    await expect(
      fixture.ec2('DeregisterImage', { ImageId }, { as: fixture.other }),
    ).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });

    const { Images: [image] = [] } = await fixture.ec2<DescribeImagesResult>('DescribeImages', {
      ImageIds: [ImageId],
    });
    const SnapshotId = image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
    await expect(fixture.ec2('DeleteSnapshot', { SnapshotId })).rejects.toMatchObject({
      name: 'InvalidSnapshot.InUse',
    });
    await fixture.ec2('DeregisterImage', { ImageId });
    await fixture.ec2('DeleteSnapshot', { SnapshotId });
    expect(await images({}, fixture.admin)).not.toContain(ImageId);
  });

  test('an image of an encrypted snapshot is no public one, whatever its maker says of it', async () => {
    const SnapshotId = await snapshot({ Encrypted: true });
    const DeviceName = '/dev/sda1';
    const { ImageId } = await fixture.ec2<{ ImageId: string }>('RegisterImage', {
      Name: 'disguised',
      RootDeviceName: DeviceName,
      BlockDeviceMappings: [{ DeviceName, Ebs: { SnapshotId, Encrypted: false } }],
    });
    const LaunchPermission = { Add: [{ Group: 'all' }] };

    await expect(
      fixture.ec2('ModifyImageAttribute', { ImageId, LaunchPermission }),
    ).rejects.toMatchObject({
      message: 'You cannot make an AMI with encrypted volumes public.',
    });
  });

  test('Amazon’s own are there for everybody', async () => {
    const amazon = await images({
      Owners: ['amazon'],
      Filters: [{ Name: 'name', Values: ['al2023-ami-*-x86_64'] }],
    });

    expect(amazon).toEqual([LINUX]);
  });

  test.for([
    ['RegisterImage', { Name: 'ab' }, 'InvalidAMIName.Malformed'],
    ['RegisterImage', { Name: 'root' }, 'InvalidBlockDeviceMapping'],
    ['DescribeImages', { ImageIds: ['ami'] }, 'InvalidAMIID.Malformed'],
    [
      'ModifyImageAttribute',
      { ImageId: 'ami-0123456789abcdef0', LaunchPermission: { Add: [{ Group: 'some' }] } },
      'InvalidAMIAttributeItemValue',
    ],
  ] as const)('%s of %j is refused with %s', async ([operation, request, name]) => {
    await expect(fixture.ec2(operation, request)).rejects.toMatchObject({ name });
  });
});
