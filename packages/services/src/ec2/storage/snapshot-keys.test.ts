import type {
  CopyImageResult,
  CopySnapshotResult,
  CreateImageResult,
  DescribeSnapshotsResult,
  DescribeVolumesResult,
} from '@aws-sdk/client-ec2';
import type { CallOptions } from '@gatehouse/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OTHER_ACCOUNT, REGION } from '../ec2.fixture.ts';
import { type EncryptedFixture, encryptedFixture, ROOT } from './encrypted.fixture.ts';

let aws: EncryptedFixture;
let key: string;
beforeAll(async () => {
  aws = await encryptedFixture();
});
beforeEach(async () => {
  key = await aws.key();
});

const encrypted = () => ({ Encrypted: true, KmsKeyId: key });

const copy = async (SourceSnapshotId: string, more: object = {}, options: CallOptions = {}) => {
  const request = { SourceRegion: REGION, SourceSnapshotId, ...more };
  const { SnapshotId } = await aws.ec2<CopySnapshotResult>('CopySnapshot', request, options);
  const found = await aws.ec2<DescribeSnapshotsResult>(
    'DescribeSnapshots',
    { SnapshotIds: [SnapshotId] },
    options,
  );
  return found.Snapshots?.[0] ?? {};
};

const shareable = (...actions: string[]) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' },
    ...(actions.length === 0
      ? []
      : [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
            Action: actions,
            Resource: '*',
          },
        ]),
  ],
});

/** The id of an image of the instance, with its snapshots complete. */
const imageOf = async (InstanceId: string): Promise<string> => {
  const request = { InstanceId, Name: `image of ${InstanceId}` };
  const { ImageId = '' } = await aws.ec2<CreateImageResult>('CreateImage', request);
  await aws.pass(5);
  return ImageId;
};

describe('a snapshot', () => {
  test('keeps its volume’s key, and lends it to what is made from it: the same data key, bound anew', async () => {
    const made = await aws.volume(encrypted());
    const id = await aws.snapshotOf(made.VolumeId);
    await aws.uses();

    const restored = await aws.volume({ SnapshotId: id });
    const copied = await copy(id);

    expect(restored).toMatchObject({ Encrypted: true, KmsKeyId: key });
    expect(copied).toMatchObject({ Encrypted: true, KmsKeyId: key, State: 'pending' });
    const bound = (to: string | undefined) => ({
      eventName: 'ReEncrypt',
      requestParameters: {
        sourceEncryptionContext: { 'aws:ebs:id': made.VolumeId },
        destinationEncryptionContext: { 'aws:ebs:id': to },
      },
    });
    expect(await aws.uses()).toMatchObject([bound(restored.VolumeId), bound(copied.SnapshotId)]);
    await aws.attach(restored.VolumeId, await aws.running());
    expect(await aws.shown(restored.VolumeId)).toMatchObject({ State: 'in-use' });
  });

  test('is copied under another key, and to another Region, by who may read it with the first', async () => {
    const { VolumeId } = await aws.volume(encrypted());
    const id = await aws.snapshotOf(VolumeId);
    const other = await aws.key();
    await aws.uses();

    const copied = await copy(id, { KmsKeyId: other });
    const names = await aws.useNames();
    const moved = await copy(id, {}, { region: 'eu-central-1' });
    const mayNotRead = aws.userWithKeys('copier', 'kms:GenerateDataKey*');
    const failed = await copy(id, { KmsKeyId: other }, { as: mayNotRead });

    expect(copied).toMatchObject({ KmsKeyId: other, State: 'pending' });
    expect(names).toEqual(['Decrypt', 'GenerateDataKeyWithoutPlaintext']);
    expect(moved).toMatchObject({ Encrypted: true, State: 'pending' });
    expect(moved.KmsKeyId).toMatch(/^arn:aws:kms:eu-central-1:/);
    expect(failed).toMatchObject({
      State: 'error',
      StateMessage: 'Given key ID is not accessible',
    });
    await aws.kms('DisableKey', { KeyId: key });
    expect(await copy(id, { KmsKeyId: other })).toMatchObject({ State: 'error' });
  });

  test('serves another account when both the snapshot and its key are shared', async () => {
    const own = await aws.key(shareable());
    const { VolumeId } = await aws.volume({ Encrypted: true, KmsKeyId: own });
    const id = await aws.snapshotOf(VolumeId);
    await aws.ec2('ModifySnapshotAttribute', {
      SnapshotId: id,
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      UserIds: [OTHER_ACCOUNT],
    });
    const use = async (more: object = {}) => {
      const made = await aws.volume({ SnapshotId: id, ...more }, aws.other);
      const found = await aws.ec2<DescribeVolumesResult>(
        'DescribeVolumes',
        { VolumeIds: [made.VolumeId] },
        { as: aws.other },
      );
      return found.Volumes?.[0];
    };

    expect(await use()).toMatchObject({ State: 'error' });
    const Policy = JSON.stringify(shareable('kms:Decrypt', 'kms:ReEncrypt*', 'kms:CreateGrant'));
    await aws.kms('PutKeyPolicy', { KeyId: own, Policy });

    const theirs = await use();
    expect(theirs).toMatchObject({ State: 'available', Encrypted: true });
    expect(theirs?.KmsKeyId).toContain(`:${OTHER_ACCOUNT}:key/`);
    expect(await use({ KmsKeyId: own })).toMatchObject({ State: 'available', KmsKeyId: own });
  });

  test('of an image is launched with its key, and copied with another image under another', async () => {
    const image = await imageOf(await aws.running(encrypted()));
    const other = await aws.key();
    const named = { SourceRegion: REGION, SourceImageId: image, Name: 'copied-image' };
    const { ImageId } = await aws.ec2<CopyImageResult>('CopyImage', { ...named, KmsKeyId: other });
    await aws.pass(5);

    const launched = await aws.running({}, undefined, image);
    const copied = await aws.running({}, undefined, ImageId);

    for (const [id, KmsKeyId] of [
      [launched, key],
      [copied, other],
    ] as const) {
      const { State, BlockDeviceMappings } = await aws.instance(id);
      expect(State).toMatchObject({ Name: 'running' });
      const root = await aws.shown(BlockDeviceMappings?.[0]?.Ebs?.VolumeId);
      expect(root).toMatchObject({ Encrypted: true, KmsKeyId });
    }
    expect(await aws.grants(key)).toHaveLength(2);
    expect(await aws.grants(other)).toHaveLength(1);
    await aws.kms('DisableKey', { KeyId: key });
    const failed = await aws.ec2<CopyImageResult>('CopyImage', { ...named, Name: 'failed-image' });
    await expect(aws.run({}, undefined, failed.ImageId)).rejects.toMatchObject({
      name: 'InvalidAMIID.Unavailable',
    });
  });

  test('of a shared image is launched by another account under its own key, once it may read the first', async () => {
    const own = await aws.key(shareable());
    const image = await imageOf(await aws.running({ Encrypted: true, KmsKeyId: own }));
    await aws.ec2('ModifyImageAttribute', {
      ImageId: image,
      LaunchPermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
    });
    const refused = await aws.running({}, aws.other, image);
    const Policy = JSON.stringify(shareable('kms:Decrypt'));
    await aws.kms('PutKeyPolicy', { KeyId: own, Policy });

    const launched = await aws.running({}, aws.other, image);

    expect(await aws.instance(refused, aws.other)).toMatchObject({
      StateReason: { Code: 'Client.InternalError' },
    });
    const { State, BlockDeviceMappings } = await aws.instance(launched, aws.other);
    expect(State).toMatchObject({ Name: 'running' });
    const root = await aws.shown(BlockDeviceMappings?.[0]?.Ebs?.VolumeId, aws.other);
    expect(root.KmsKeyId).toContain(`:${OTHER_ACCOUNT}:key/`);
  });
});
