import type { DBClusterMessage, DBClusterSnapshotMessage } from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { arn, OTHER_ACCOUNT, PASSWORD, rdsFixture } from '../rds.fixture.ts';

const DBClusterIdentifier = 'shop';
const CLUSTER = {
  DBClusterIdentifier,
  Engine: 'aurora-postgresql',
  MasterUsername: 'owner',
  MasterUserPassword: PASSWORD,
  StorageEncrypted: true,
};
const MEMBER = {
  DBInstanceIdentifier: 'shop-1',
  DBClusterIdentifier,
  DBInstanceClass: 'db.r6g.large',
  Engine: 'aurora-postgresql',
};

test('a cluster lives with its instances, and is deleted after them', async () => {
  const { rds, pass } = await rdsFixture();
  const cluster = async () => (await rds<DBClusterMessage>('DescribeDBClusters')).DBClusters?.[0];
  await rds('CreateDBCluster', CLUSTER);
  await rds('CreateDBInstance', MEMBER);
  await pass(5);
  expect(await cluster()).toMatchObject({
    DBClusterArn: arn('cluster:shop'),
    Status: 'available',
    EngineVersion: '16.6',
    DBClusterParameterGroup: 'default.aurora-postgresql16',
    DBClusterMembers: [{ DBInstanceIdentifier: 'shop-1', IsClusterWriter: true }],
  });
  expect(await rds('DescribeDBInstances')).toMatchObject({
    DBInstances: [{ DBClusterIdentifier: 'shop', StorageEncrypted: true, StorageType: 'aurora' }],
  });
  await rds('StopDBCluster', { DBClusterIdentifier });
  await pass(5);
  expect(await rds('DescribeDBInstances')).toMatchObject({
    DBInstances: [{ DBInstanceStatus: 'stopped' }],
  });
  await rds('StartDBCluster', { DBClusterIdentifier });
  await pass(5);
  await rds('ModifyDBCluster', {
    DBClusterIdentifier,
    NewDBClusterIdentifier: 'store',
    DeletionProtection: true,
    ApplyImmediately: true,
  });
  await pass(5);
  const store = { DBClusterIdentifier: 'store', SkipFinalSnapshot: true };
  await expect(rds('DeleteDBCluster', store)).rejects.toMatchObject({
    message: 'Cannot delete protected Cluster, please disable deletion protection and try again.',
  });
  await rds('ModifyDBCluster', { ...store, DeletionProtection: false });
  await expect(rds('DeleteDBCluster', store)).rejects.toMatchObject({
    name: 'InvalidDBClusterStateFault',
    message: 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
  });
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'shop-1' });
  await rds('DeleteDBCluster', {
    DBClusterIdentifier: 'store',
    FinalDBSnapshotIdentifier: 'store-last',
  });
  await pass(5);
  expect(await cluster()).toBeUndefined();
  const { DBClusterSnapshots } = await rds<DBClusterSnapshotMessage>('DescribeDBClusterSnapshots');
  expect(DBClusterSnapshots).toMatchObject([
    {
      DBClusterSnapshotIdentifier: 'store-last',
      DBClusterIdentifier: 'store',
      Status: 'available',
    },
  ]);
});

test('a member must fit its cluster, and leaves the cluster what is its own', async () => {
  const { rds } = await rdsFixture();
  await rds('CreateDBCluster', CLUSTER);

  for (const wrong of [{ Engine: 'aurora-mysql' }, { MasterUsername: 'me' }])
    await expect(rds('CreateDBInstance', { ...MEMBER, ...wrong })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
  await expect(rds('CreateDBCluster', CLUSTER)).rejects.toMatchObject({
    name: 'DBClusterAlreadyExistsFault',
  });
  await expect(rds('CreateDBCluster', { ...CLUSTER, Engine: 'mariadb' })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});

test('a snapshot of a cluster is shared, copied and restored', async () => {
  const { rds, pass, other } = await rdsFixture();
  await rds('CreateDBCluster', { ...CLUSTER, StorageEncrypted: false });
  await pass(5);
  const DBClusterSnapshotIdentifier = 'snap';
  await rds('CreateDBClusterSnapshot', { DBClusterIdentifier, DBClusterSnapshotIdentifier });
  await pass(5);
  await rds('ModifyDBClusterSnapshotAttribute', {
    DBClusterSnapshotIdentifier,
    AttributeName: 'restore',
    ValuesToAdd: [OTHER_ACCOUNT],
  });
  const as = { as: other };
  const shared = arn('cluster-snapshot:snap');
  const copy = {
    SourceDBClusterSnapshotIdentifier: shared,
    TargetDBClusterSnapshotIdentifier: 'mine',
  };
  await expect(
    rds('CopyDBClusterSnapshot', { ...copy, KmsKeyId: 'alias/k' }, as),
  ).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  await rds('CopyDBClusterSnapshot', copy, as);
  await pass(5);
  const restored = {
    DBClusterIdentifier: 'restored',
    SnapshotIdentifier: 'mine',
    Engine: 'aurora-postgresql',
  };

  expect(await rds('RestoreDBClusterFromSnapshot', restored, as)).toMatchObject({
    DBCluster: { DBClusterArn: arn('cluster:restored', OTHER_ACCOUNT), MasterUsername: 'owner' },
  });
  expect(
    await rds('DescribeDBClusterSnapshotAttributes', { DBClusterSnapshotIdentifier }),
  ).toMatchObject({
    DBClusterSnapshotAttributesResult: {
      DBClusterSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [OTHER_ACCOUNT] }],
    },
  });
  expect(await rds('DeleteDBClusterSnapshot', { DBClusterSnapshotIdentifier })).toMatchObject({
    DBClusterSnapshot: { Status: 'deleted' },
  });
});
