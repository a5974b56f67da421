import type { DescribeInstancesResult, Reservation, Snapshot } from '@aws-sdk/client-ec2';
import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, ec2Fixture, LINUX, OTHER_ACCOUNT, REGION } from './ec2.fixture.ts';
import { databaseHostId } from './hosts/model.ts';

const server = await testPostgres();

const suite = (open: () => Promise<Store>): void => {
  test('encrypted volumes are read by grants that come and go with their instances; hosts are kept', async () => {
    const { ec2, hosts, key, kms, pass, store } = await ec2Fixture({
      open: async () => {
        const opened = await open();
        onTestFinished(() => opened.close());
        return opened;
      },
    });
    const KmsKeyId = await key();
    const grants = async () =>
      (await kms<ListGrantsResponse>('ListGrants', { KeyId: KmsKeyId })).Grants?.length;
    const { Instances = [] } = await ec2<Reservation>('RunInstances', {
      ImageId: LINUX,
      InstanceType: 't3.micro',
      MinCount: 2,
      MaxCount: 2,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId } }],
    });
    const InstanceIds = Instances.map(({ InstanceId }) => InstanceId);
    const counts = [await grants()];
    for (const verb of ['Stop', 'Start', 'Terminate']) {
      await pass(5);
      await ec2(`${verb}Instances`, { InstanceIds });
      counts.push(await grants());
    }
    const host = await store.write((tx) =>
      hosts.reserve(tx, { account: ACCOUNT, region: REGION }, { sizeGiB: 20 }),
    );
    const context = { 'aws:rds:db-id': 'db-1' };
    await kms(
      'CreateGrant',
      {
        KeyId: KmsKeyId,
        GranteePrincipal: databaseHostId(host),
        Operations: ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'],
        Constraints: { EncryptionContextSubset: context },
      },
      { via: 'rds.amazonaws.com' },
    );
    await hosts.encrypt(host, { keyArn: KmsKeyId, context });
    await hosts.attach(host);
    counts.push(await grants());
    await hosts.remove(host);

    expect(counts).toEqual([2, 0, 2, 0, 2]);
    expect(await grants()).toBe(1);
  });

  test('instances are launched, paged and terminated, snapshots shared, names told once', async () => {
    const { ec2, other, pass } = await ec2Fixture({
      open: async () => {
        const store = await open();
        onTestFinished(() => store.close());
        return store;
      },
    });
    const launch = { ImageId: LINUX, InstanceType: 't3.micro', MinCount: 6, MaxCount: 6 };
    const { Instances = [] } = await ec2<Reservation>('RunInstances', launch);
    await pass(5);
    const page = { MaxResults: 5 };
    const first = await ec2<DescribeInstancesResult>('DescribeInstances', page);
    const more = { ...page, NextToken: first.NextToken };
    const second = await ec2<DescribeInstancesResult>('DescribeInstances', more);
    const VolumeId = Instances[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId;
    const { SnapshotId } = await ec2<Snapshot>('CreateSnapshot', { VolumeId });
    await ec2('ModifySnapshotAttribute', {
      SnapshotId,
      CreateVolumePermission: { Add: [{ UserId: OTHER_ACCOUNT }] },
    });
    const Tags = [{ Key: 'a', Value: 'b' }];
    await ec2('CreateTags', { Resources: [SnapshotId], Tags });
    const group = { GroupName: 'g', Description: 'd' };
    await ec2('CreateSecurityGroup', group);

    await expect(ec2('CreateSecurityGroup', group)).rejects.toMatchObject({
      name: 'InvalidGroup.Duplicate',
    });
    expect(first.Reservations?.[0]?.Instances).toHaveLength(5);
    expect(second).toMatchObject({
      Reservations: [{ Instances: [{ State: { Name: 'running' } }] }],
    });
    const seen = await ec2('DescribeSnapshots', { SnapshotIds: [SnapshotId] }, { as: other });
    expect(seen).toMatchObject({ Snapshots: [{ SnapshotId, Tags: [] }] });
    expect(await ec2('DescribeTags')).toMatchObject({ Tags: [{ ResourceId: SnapshotId }] });
    await ec2('TerminateInstances', { InstanceIds: Instances.map(({ InstanceId }) => InstanceId) });
    await pass(5);
    await pass(3600);
    expect(await ec2('DescribeInstances')).toEqual({ Reservations: [] });
  });
};

describe('on SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    return openPostgres({ url: await server.database(), clock: systemClock, log: silentLog });
  });
});
