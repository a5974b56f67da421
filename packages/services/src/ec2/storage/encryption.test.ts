import type { DescribeVolumesResult, Volume } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, REGION } from '../ec2.fixture.ts';
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

/** A key that makes data keys through one service alone. */
const only = (via: string) =>
  aws.key({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:GenerateDataKeyWithoutPlaintext',
        Resource: '*',
        Condition: { StringNotEquals: { 'kms:ViaService': via } },
      },
    ],
  });

describe('a volume', () => {
  test('has a data key of its own, made as the caller through EC2 and bound to its id', async () => {
    await aws.kms('CreateAlias', { AliasName: 'alias/disks', TargetKeyId: key });
    await aws.uses();

    const made = await aws.volume({ Encrypted: true, KmsKeyId: 'alias/disks' });

    expect(made).toMatchObject({ Encrypted: true, KmsKeyId: key, State: 'creating' });
    expect(await aws.shown(made.VolumeId)).toMatchObject({ KmsKeyId: key, State: 'available' });
    expect(await aws.uses()).toMatchObject([
      {
        eventName: 'GenerateDataKeyWithoutPlaintext',
        userIdentity: { arn: aws.admin.arn, invokedBy: 'ec2.amazonaws.com' },
        requestParameters: {
          keyId: key,
          numberOfBytes: 64,
          encryptionContext: { 'aws:ebs:id': made.VolumeId },
        },
      },
    ]);
  });

  test('is made with a key that lets in EC2 and nobody else', async () => {
    const good = await aws.volume({
      Encrypted: true,
      KmsKeyId: await only('ec2.us-east-1.amazonaws.com'),
    });
    const bad = await aws.volume({
      Encrypted: true,
      KmsKeyId: await only('rds.us-east-1.amazonaws.com'),
    });

    expect(await aws.shown(good.VolumeId)).toMatchObject({ State: 'available' });
    expect(await aws.shown(bad.VolumeId)).toMatchObject({ State: 'error' });
  });

  test('without a key that serves is an error, and an event says why', async () => {
    await aws.kms('DisableKey', { KeyId: key });
    const none = `arn:aws:kms:${REGION}:${ACCOUNT}:key/12345678-1234-4234-8234-123456789012`;
    const nobody = aws.userWithKeys('nobody');
    const cases = [
      [key, undefined, `${key} is disabled.`],
      [none, undefined, `Key '${none}' does not exist`],
      [await aws.key(), nobody, expect.stringContaining('kms:GenerateDataKeyWithoutPlaintext')],
    ] as const;

    for (const [KmsKeyId, as, cause] of cases) {
      await aws.notices();
      const made = await aws.volume({ Encrypted: true, KmsKeyId }, as);
      const { VolumeId } = made;

      expect(made).toMatchObject({ State: 'creating', KmsKeyId });
      expect(await aws.shown(VolumeId)).toMatchObject({ State: 'error' });
      expect(await aws.notices()).toMatchObject([
        {
          resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:volume/${VolumeId}`],
          detail: { event: 'createVolume', result: 'failed', cause },
        },
      ]);
      for (const [operation, input] of [
        ['CreateSnapshot', { VolumeId }],
        ['AttachVolume', { VolumeId, InstanceId: await aws.running(), Device: '/dev/sdf' }],
      ] as const)
        await expect(aws.ec2(operation, input)).rejects.toMatchObject({
          name: 'IncorrectState',
        });
      await aws.ec2('DeleteVolume', { VolumeId });
    }
  });

  test('is made by whoever a policy lets make it with this key', async () => {
    const as = aws.userWith(
      'bound',
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['ec2:*', 'kms:*'], Resource: '*' }],
      },
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Action: 'ec2:CreateVolume',
            Resource: '*',
            Condition: { StringNotEquals: { 'ec2:KmsKeyId': key } },
          },
        ],
      },
    );

    await expect(aws.volume(encrypted(), as)).resolves.toMatchObject({ KmsKeyId: key });
    for (const other of [{}, { Encrypted: true }, { Encrypted: true, KmsKeyId: await aws.key() }])
      await expect(aws.volume(other, as)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('that is only tried out uses no key', async () => {
    await aws.uses();

    const tried = aws.volume({ ...encrypted(), DryRun: true });

    await expect(tried).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(await aws.useNames()).toEqual([]);
  });
});

describe('the default key', () => {
  test('is one that AWS manages, made when it is needed first', async () => {
    const region = 'eu-west-1';
    const alias = `arn:aws:kms:${region}:${ACCOUNT}:alias/aws/ebs`;
    const get = () => aws.ec2('GetEbsDefaultKmsKeyId', {}, { region });
    expect(await get()).toEqual({ KmsKeyId: alias });

    const made = await aws.ec2<Volume>(
      'CreateVolume',
      { AvailabilityZone: 'eu-west-1a', Size: 1, Encrypted: true },
      // No policy of his speaks of keys.
      { region, as: aws.userWithKeys('keyless') },
    );

    const { KmsKeyId } = made;
    expect(KmsKeyId).toMatch(/:key\//);
    expect(await get()).toEqual({ KmsKeyId });
    expect(await aws.kms('DescribeKey', { KeyId: alias }, { region })).toMatchObject({
      KeyMetadata: { Arn: KmsKeyId, KeyManager: 'AWS' },
    });
    const { Volumes } = await aws.ec2<DescribeVolumesResult>('DescribeVolumes', {}, { region });
    expect(Volumes).toMatchObject([{ State: 'available', KmsKeyId }]);
  });

  test('may be another, until it is set back', async () => {
    await aws.kms('CreateAlias', { AliasName: 'alias/default-disks', TargetKeyId: key });

    const modified = await aws.ec2('ModifyEbsDefaultKmsKeyId', {
      KmsKeyId: 'alias/default-disks',
    });
    const made = await aws.volume({ Encrypted: true });
    const reset = await aws.ec2<{ KmsKeyId: string }>('ResetEbsDefaultKmsKeyId');
    const later = await aws.volume({ Encrypted: true });

    expect(modified).toEqual({ KmsKeyId: key });
    expect(made).toMatchObject({ KmsKeyId: key });
    expect(reset.KmsKeyId).not.toBe(key);
    expect(later).toMatchObject(reset);
  });
});
