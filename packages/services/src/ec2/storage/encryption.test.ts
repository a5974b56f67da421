import type {
  CopySnapshotResult,
  CreateImageResult,
  DescribeInstancesResult,
  DescribeSnapshotsResult,
  DescribeVolumesResult,
  Reservation,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import { EVENTS_TOPIC, type Principal, type ServiceEvent } from '@gatehouse/service-kit';
import { drainOutbox } from '@gatehouse/store';
import type { CallOptions } from '@gatehouse/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, ec2Fixture, LINUX, OTHER_ACCOUNT, REGION } from '../ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
let key: string;
beforeAll(async () => {
  fixture = await ec2Fixture();
});
beforeEach(async () => {
  key = await fixture.key();
});

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const zone = { AvailabilityZone: 'us-east-1a' };
const encrypted = () => ({ Encrypted: true, KmsKeyId: key });

const volume = (more: object = {}, as?: Principal): Promise<Volume> =>
  fixture.ec2('CreateVolume', { ...zone, Size: 10, ...more }, as === undefined ? {} : { as });
const shown = async (id: string | undefined): Promise<Volume> => {
  const { Volumes } = await fixture.ec2<DescribeVolumesResult>('DescribeVolumes', {
    VolumeIds: [id],
  });
  return Volumes?.[0] ?? {};
};
const device = (more: object = {}) => ({ DeviceName: '/dev/xvda', Ebs: more });
const run = async (ebs: object = {}, as?: Principal): Promise<string> => {
  const { Instances } = await fixture.ec2<Reservation>(
    'RunInstances',
    {
      ImageId: LINUX,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      Placement: zone,
      BlockDeviceMappings: [device(ebs)],
    },
    as === undefined ? {} : { as },
  );
  return Instances?.[0]?.InstanceId ?? '';
};
const instance = async (id: string) => {
  const { Reservations } = await fixture.ec2<DescribeInstancesResult>('DescribeInstances', {
    InstanceIds: [id],
  });
  return Reservations?.[0]?.Instances?.[0] ?? {};
};
const running = async (ebs: object = {}): Promise<string> => {
  const id = await run(ebs);
  await fixture.pass(5);
  return id;
};
const change = (verb: 'Start' | 'Stop' | 'Terminate', id: string, as?: Principal) =>
  fixture.ec2(`${verb}Instances`, { InstanceIds: [id] }, as === undefined ? {} : { as });
const grants = async (KeyId = key) =>
  (await fixture.kms<ListGrantsResponse>('ListGrants', { KeyId })).Grants ?? [];
const attach = (VolumeId: string | undefined, InstanceId: string, as?: Principal) =>
  fixture.ec2(
    'AttachVolume',
    { VolumeId, InstanceId, Device: '/dev/sdf' },
    as === undefined ? {} : { as },
  );
const snapshotOf = async (VolumeId: string | undefined): Promise<string> => {
  const { SnapshotId = '' } = await fixture.ec2<Snapshot>('CreateSnapshot', { VolumeId });
  await fixture.pass(5);
  return SnapshotId;
};

/** What CloudTrail has of KMS since it was asked last. */
const uses = async () =>
  (await fixture.events())
    .map(({ record }) => record)
    .filter((record) => record['eventSource'] === 'kms.amazonaws.com');
const useNames = async () => (await uses()).map((record) => record['eventName']);

/** Notices of EBS since they were asked for last. */
const notices = async (): Promise<readonly ServiceEvent[]> => {
  const found: ServiceEvent[] = [];
  await drainOutbox(fixture.store, EVENTS_TOPIC, 1000, async (_tx, rows) => {
    for (const { payload } of rows)
      found.push(...payload.split('\n').map((line) => JSON.parse(line) as ServiceEvent));
  });
  return found.filter(({ detailType }) => detailType === 'EBS Volume Notification');
};

/** Somebody who may do everything with EC2, and these things with keys. */
const userWithKeys = (name: string, ...actions: string[]) =>
  fixture.userWith(name, {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['ec2:*', ...actions], Resource: '*' }],
  });

describe('a volume', () => {
  test('has a data key of its own, made as the caller through EC2 and bound to its id', async () => {
    await fixture.kms('CreateAlias', { AliasName: 'alias/disks', TargetKeyId: key });
    await uses();

    const made = await volume({ Encrypted: true, KmsKeyId: 'alias/disks' });

    expect(made).toMatchObject({ Encrypted: true, KmsKeyId: key, State: 'creating' });
    expect(await shown(made.VolumeId)).toMatchObject({ KmsKeyId: key, State: 'available' });
    expect(await uses()).toMatchObject([
      {
        eventName: 'GenerateDataKeyWithoutPlaintext',
        userIdentity: { arn: fixture.admin.arn, invokedBy: 'ec2.amazonaws.com' },
        requestParameters: {
          keyId: key,
          numberOfBytes: 64,
          encryptionContext: { 'aws:ebs:id': made.VolumeId },
        },
      },
    ]);
  });

  test('is made with a key that lets in EC2 and nobody else', async () => {
    const only = (via: string) =>
      fixture.key({
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

    const good = await volume({
      Encrypted: true,
      KmsKeyId: await only('ec2.us-east-1.amazonaws.com'),
    });
    const bad = await volume({
      Encrypted: true,
      KmsKeyId: await only('rds.us-east-1.amazonaws.com'),
    });

    expect(await shown(good.VolumeId)).toMatchObject({ State: 'available' });
    expect(await shown(bad.VolumeId)).toMatchObject({ State: 'error' });
  });

  test('without a key that serves is an error, and an event says why', async () => {
    await fixture.kms('DisableKey', { KeyId: key });
    const none = `arn:aws:kms:${REGION}:${ACCOUNT}:key/12345678-1234-4234-8234-123456789012`;
    const nobody = userWithKeys('nobody');
    const cases = [
      [key, undefined, `${key} is disabled.`],
      [none, undefined, `Key '${none}' does not exist`],
      [await fixture.key(), nobody, expect.stringContaining('kms:GenerateDataKeyWithoutPlaintext')],
    ] as const;

    for (const [KmsKeyId, as, cause] of cases) {
      await notices();
      const made = await volume({ Encrypted: true, KmsKeyId }, as);
      const { VolumeId } = made;

      expect(made).toMatchObject({ State: 'creating', KmsKeyId });
      expect(await shown(VolumeId)).toMatchObject({ State: 'error' });
      expect(await notices()).toMatchObject([
        {
          resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:volume/${VolumeId}`],
          detail: { event: 'createVolume', result: 'failed', cause },
        },
      ]);
      for (const [operation, input] of [
        ['CreateSnapshot', { VolumeId }],
        ['AttachVolume', { VolumeId, InstanceId: await running(), Device: '/dev/sdf' }],
      ] as const)
        await expect(fixture.ec2(operation, input)).rejects.toMatchObject({
          name: 'IncorrectState',
        });
      await fixture.ec2('DeleteVolume', { VolumeId });
    }
  });

  test('is made by whoever a policy lets make it with this key', async () => {
    const as = fixture.userWith(
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

    await expect(volume(encrypted(), as)).resolves.toMatchObject({ KmsKeyId: key });
    for (const other of [
      {},
      { Encrypted: true },
      { Encrypted: true, KmsKeyId: await fixture.key() },
    ])
      await expect(volume(other, as)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  test('that is only tried out uses no key', async () => {
    await uses();

    const tried = volume({ ...encrypted(), DryRun: true });

    await expect(tried).rejects.toMatchObject({ name: 'DryRunOperation' });
    expect(await useNames()).toEqual([]);
  });
});

describe('the default key', () => {
  test('is one that AWS manages, made when it is needed first', async () => {
    const region = 'eu-west-1';
    const alias = `arn:aws:kms:${region}:${ACCOUNT}:alias/aws/ebs`;
    const get = () => fixture.ec2('GetEbsDefaultKmsKeyId', {}, { region });
    expect(await get()).toEqual({ KmsKeyId: alias });

    const made = await fixture.ec2<Volume>(
      'CreateVolume',
      { AvailabilityZone: 'eu-west-1a', Size: 1, Encrypted: true },
      // No policy of his speaks of keys.
      { region, as: userWithKeys('keyless') },
    );

    const { KmsKeyId } = made;
    expect(KmsKeyId).toMatch(/:key\//);
    expect(await get()).toEqual({ KmsKeyId });
    expect(await fixture.kms('DescribeKey', { KeyId: alias }, { region })).toMatchObject({
      KeyMetadata: { Arn: KmsKeyId, KeyManager: 'AWS' },
    });
    const { Volumes } = await fixture.ec2<DescribeVolumesResult>('DescribeVolumes', {}, { region });
    expect(Volumes).toMatchObject([{ State: 'available', KmsKeyId }]);
  });

  test('may be another, until it is set back', async () => {
    await fixture.kms('CreateAlias', { AliasName: 'alias/default-disks', TargetKeyId: key });

    const modified = await fixture.ec2('ModifyEbsDefaultKmsKeyId', {
      KmsKeyId: 'alias/default-disks',
    });
    const made = await volume({ Encrypted: true });
    const reset = await fixture.ec2<{ KmsKeyId: string }>('ResetEbsDefaultKmsKeyId');
    const later = await volume({ Encrypted: true });

    expect(modified).toEqual({ KmsKeyId: key });
    expect(made).toMatchObject({ KmsKeyId: key });
    expect(reset.KmsKeyId).not.toBe(key);
    expect(later).toMatchObject(reset);
  });
});

describe('an attachment', () => {
  test('is a grant for the instance’s machine, which reads the data key by it, until it is detached', async () => {
    const id = await running();
    const { VolumeId = '' } = await volume(encrypted());
    await uses();

    await attach(VolumeId, id);
    const attached = await grants();
    const used = await uses();
    await fixture.ec2('DetachVolume', { VolumeId });

    const context = { 'aws:ebs:id': VolumeId };
    expect(attached).toMatchObject([
      {
        GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${id}`,
        RetiringPrincipal: 'ec2.us-east-1.amazonaws.com',
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: context },
        IssuingAccount: ROOT,
      },
    ]);
    expect(used).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          eventName: 'CreateGrant',
          userIdentity: expect.objectContaining({
            arn: fixture.admin.arn,
            invokedBy: 'ec2.amazonaws.com',
          }),
        }),
        expect.objectContaining({
          eventName: 'Decrypt',
          userIdentity: expect.objectContaining({
            type: 'AssumedRole',
            arn: `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${id}`,
            principalId: `${ACCOUNT}:aws:ec2-infrastructure:${id}`,
          }),
          requestParameters: expect.objectContaining({ encryptionContext: context }),
        }),
      ]),
    );
    expect(await grants()).toEqual([]);
    expect(await uses()).toMatchObject([
      {
        eventName: 'RetireGrant',
        userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      },
      {},
    ]);
  });

  test.for([
    ['a disabled key', 'DisableKey', {}, 'is disabled.'],
    ['a key that will be deleted', 'ScheduleKeyDeletion', {}, 'is pending deletion.'],
  ] as const)('is not made with %s, and an event says so', async ([, operation, more, cause]) => {
    const id = await running();
    const { VolumeId } = await volume(encrypted());
    await fixture.kms(operation, { KeyId: key, ...more });
    await notices();

    const answer = await attach(VolumeId, id);

    expect(answer).toMatchObject({ State: 'attaching' });
    expect(await shown(VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
    expect((await instance(id)).BlockDeviceMappings).toHaveLength(1);
    expect(await notices()).toMatchObject([
      {
        resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:volume/${VolumeId}`, key],
        detail: { event: 'attachVolume', result: 'failed', cause: `${key} ${cause}` },
      },
    ]);
  });

  test('is not made by who may not make a grant, nor where the machine may not decrypt', async () => {
    const id = await running();
    const mayNotGrant = userWithKeys('no-grant', 'kms:Decrypt', 'kms:GenerateDataKey*');
    const { VolumeId } = await volume(encrypted());

    await attach(VolumeId, id, mayNotGrant);
    expect(await shown(VolumeId)).toMatchObject({ State: 'available' });

    await fixture.kms('PutKeyPolicy', {
      KeyId: key,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
        ],
      }),
    });
    await attach(VolumeId, id);
    expect(await shown(VolumeId)).toMatchObject({ State: 'available' });
    expect(await grants()).toEqual([]);
  });
});

describe('an instance', () => {
  test('has a grant for its encrypted volumes while it runs, a new one at each start', async () => {
    const id = await running(encrypted());
    const first = await grants();
    await change('Stop', id);
    expect(await grants()).toEqual([]);
    await fixture.pass(5);

    await change('Start', id);
    await fixture.pass(5);
    const second = await grants();
    expect((await instance(id)).State).toMatchObject({ Name: 'running' });
    await change('Terminate', id);

    expect(first).toMatchObject([{ GranteePrincipal: expect.stringContaining(id) }]);
    expect(second).toHaveLength(1);
    expect(second[0]?.GrantId).not.toBe(first[0]?.GrantId);
    expect(await grants()).toEqual([]);
  });

  const DENIED = {
    Code: 'Client.InternalError',
    Message: 'Client.InternalError: Client error on launch',
  };
  const INVALID = {
    Code: 'Client.InvalidKMSKey.InvalidState',
    Message: 'Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state',
  };

  test('does not start while its key is disabled, and does when it is enabled again', async () => {
    const id = await running(encrypted());
    await change('Stop', id);
    await fixture.pass(5);
    await fixture.kms('DisableKey', { KeyId: key });

    await expect(change('Start', id)).resolves.toMatchObject({
      StartingInstances: [{ CurrentState: { Name: 'pending' } }],
    });
    await fixture.pass(5);
    await fixture.pass(5);

    expect(await instance(id)).toMatchObject({ State: { Name: 'stopped' }, StateReason: INVALID });
    await fixture.kms('EnableKey', { KeyId: key });
    await change('Start', id);
    await fixture.pass(5);
    expect(await instance(id)).toMatchObject({ State: { Name: 'running' } });
  });

  test('does not start for who may not make a grant; one that was revoked is made anew', async () => {
    const id = await running(encrypted());
    const [grant] = await grants();
    await fixture.kms('RevokeGrant', { KeyId: key, GrantId: grant?.GrantId });
    await change('Stop', id);
    await fixture.pass(5);

    await change('Start', id, userWithKeys('starter'));
    await fixture.pass(5);
    await fixture.pass(5);
    expect(await instance(id)).toMatchObject({ State: { Name: 'stopped' }, StateReason: DENIED });
    expect(await grants()).toEqual([]);

    await change('Start', id);
    await fixture.pass(5);
    expect(await instance(id)).toMatchObject({ State: { Name: 'running' } });
    expect(await grants()).toHaveLength(1);
  });

  test('that cannot read its volumes is terminated by itself, and says why', async () => {
    const denied = await run(encrypted(), userWithKeys('runner', 'kms:GenerateDataKey*'));
    await fixture.kms('DisableKey', { KeyId: key });
    const invalid = await run(encrypted());

    expect(await instance(invalid)).toMatchObject({ State: { Name: 'pending' } });
    await fixture.pass(5);
    expect(await instance(invalid)).toMatchObject({
      State: { Name: 'shutting-down' },
      StateReason: INVALID,
    });
    await fixture.pass(5);

    expect(await instance(denied)).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: DENIED,
    });
    expect(await instance(invalid)).toMatchObject({ State: { Name: 'terminated' } });
    expect(await grants()).toEqual([]);
  });
});

describe('a snapshot', () => {
  const copy = async (SourceSnapshotId: string, more: object = {}, options: CallOptions = {}) => {
    const request = { SourceRegion: REGION, SourceSnapshotId, ...more };
    const { SnapshotId } = await fixture.ec2<CopySnapshotResult>('CopySnapshot', request, options);
    const found = await fixture.ec2<DescribeSnapshotsResult>(
      'DescribeSnapshots',
      { SnapshotIds: [SnapshotId] },
      options,
    );
    return found.Snapshots?.[0] ?? {};
  };

  test('keeps its volume’s key, and lends it to what is made from it: the same data key, bound anew', async () => {
    const made = await volume(encrypted());
    const id = await snapshotOf(made.VolumeId);
    await uses();

    const restored = await volume({ SnapshotId: id });
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
    expect(await uses()).toMatchObject([bound(restored.VolumeId), bound(copied.SnapshotId)]);
    await attach(restored.VolumeId, await running());
    expect(await shown(restored.VolumeId)).toMatchObject({ State: 'in-use' });
  });

  test('is copied under another key, and to another Region, by who may read it with the first', async () => {
    const { VolumeId } = await volume(encrypted());
    const id = await snapshotOf(VolumeId);
    const other = await fixture.key();
    await uses();

    const copied = await copy(id, { KmsKeyId: other });
    const names = await useNames();
    const moved = await copy(id, {}, { region: 'eu-central-1' });
    const mayNotRead = userWithKeys('copier', 'kms:GenerateDataKey*');
    const failed = await copy(id, { KmsKeyId: other }, { as: mayNotRead });

    expect(copied).toMatchObject({ KmsKeyId: other, State: 'pending' });
    expect(names).toEqual(['Decrypt', 'GenerateDataKeyWithoutPlaintext']);
    expect(moved).toMatchObject({ Encrypted: true, State: 'pending' });
    expect(moved.KmsKeyId).toMatch(/^arn:aws:kms:eu-central-1:/);
    expect(failed).toMatchObject({
      State: 'error',
      StateMessage: 'Given key ID is not accessible',
    });
    await fixture.kms('DisableKey', { KeyId: key });
    expect(await copy(id, { KmsKeyId: other })).toMatchObject({ State: 'error' });
  });

  test('serves another account when both the snapshot and its key are shared', async () => {
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
    const own = await fixture.key(shareable());
    const { VolumeId } = await volume({ Encrypted: true, KmsKeyId: own });
    const id = await snapshotOf(VolumeId);
    await fixture.ec2('ModifySnapshotAttribute', {
      SnapshotId: id,
      Attribute: 'createVolumePermission',
      OperationType: 'add',
      UserIds: [OTHER_ACCOUNT],
    });
    const use = async (more: object = {}) => {
      const made = await volume({ SnapshotId: id, ...more }, fixture.other);
      const found = await fixture.ec2<DescribeVolumesResult>(
        'DescribeVolumes',
        { VolumeIds: [made.VolumeId] },
        { as: fixture.other },
      );
      return found.Volumes?.[0];
    };

    expect(await use()).toMatchObject({ State: 'error' });
    const Policy = JSON.stringify(shareable('kms:Decrypt', 'kms:ReEncrypt*', 'kms:CreateGrant'));
    await fixture.kms('PutKeyPolicy', { KeyId: own, Policy });

    const theirs = await use();
    expect(theirs).toMatchObject({ State: 'available', Encrypted: true });
    expect(theirs?.KmsKeyId).toContain(`:${OTHER_ACCOUNT}:key/`);
    expect(await use({ KmsKeyId: own })).toMatchObject({ State: 'available', KmsKeyId: own });
  });

  test('of an image is launched with its key', async () => {
    const InstanceId = await running(encrypted());
    const { ImageId } = await fixture.ec2<CreateImageResult>('CreateImage', {
      InstanceId,
      Name: 'encrypted-image',
    });
    await fixture.pass(5);

    const { Instances } = await fixture.ec2<Reservation>('RunInstances', {
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
    await fixture.pass(5);

    const launched = await instance(Instances?.[0]?.InstanceId ?? '');
    const VolumeId = launched.BlockDeviceMappings?.[0]?.Ebs?.VolumeId;
    expect(launched).toMatchObject({ State: { Name: 'running' } });
    expect(await shown(VolumeId)).toMatchObject({ Encrypted: true, KmsKeyId: key });
    expect(await grants()).toHaveLength(2);
  });
});
