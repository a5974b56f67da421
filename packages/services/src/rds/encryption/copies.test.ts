import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import type {
  CopyDBSnapshotResult,
  CreateDBClusterResult,
  DBClusterMessage,
  DBInstanceMessage,
  RestoreDBClusterFromSnapshotResult,
  RestoreDBInstanceFromDBSnapshotResult,
} from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { arn, PASSWORD } from '../rds.fixture.ts';
import {
  DBInstanceIdentifier,
  keyedFixture,
  LOST,
  NOT_ACCESSIBLE,
  RDS,
  RECOVERABLE,
  told,
} from './keyed.fixture.ts';

const DBSnapshotIdentifier = 'snap';
const DBClusterIdentifier = 'shop';
const SOURCE = 'source snapshot KMS key';
const TARGET = 'target KMS key';

/** Leaves a key to IAM of its account. */
const OPEN = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'kms:*',
    Resource: '*',
  },
};

const saying = (role: string, key: string) => ({
  ...NOT_ACCESSIBLE,
  message: `The ${role} [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
});

/** The owner of a key and of a snapshot under it, and an administrator of other keys. */
const snapshotFixture = async () => {
  const fixture = await keyedFixture();
  const { create, pass, rds } = fixture;
  await create();
  await pass(5);
  await rds('CreateDBSnapshot', { DBInstanceIdentifier, DBSnapshotIdentifier });
  await pass(5);
  return fixture;
};

test('what is restored has a chain of its own under the key of its snapshot, which its maker must be able to use', async () => {
  const fixture = await snapshotFixture();
  const { grants, kms, pass, rds, owner, KeyId } = fixture;
  const restore = { DBInstanceIdentifier: 'restored', DBSnapshotIdentifier };
  const stranger = fixture.userWith('stranger', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['rds:*', 'kms:*'], Resource: '*' },
  });
  await rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: true });
  await pass(5);

  await expect(
    rds('RestoreDBInstanceFromDBSnapshot', restore, { as: stranger }),
  ).rejects.toMatchObject(NOT_ACCESSIBLE);
  await kms('DisableKey', { KeyId });
  await expect(
    rds('RestoreDBInstanceFromDBSnapshot', restore, { as: owner }),
  ).rejects.toMatchObject(saying('specified KMS key', KeyId));
  await kms('EnableKey', { KeyId });
  const restored = await rds<RestoreDBInstanceFromDBSnapshotResult>(
    'RestoreDBInstanceFromDBSnapshot',
    restore,
    { as: owner },
  );
  await pass(5);
  const all = await grants();

  expect(restored.DBInstance).toMatchObject({ KmsKeyId: KeyId, StorageEncrypted: true });
  expect(all).toHaveLength(3);
  for (const { Constraints } of all)
    expect(Constraints?.EncryptionContextSubset).toMatchObject({
      'aws:rds:db-id': restored.DBInstance?.DbiResourceId,
    });
});

const copy = (SourceDBSnapshotIdentifier: string, KmsKeyId?: string) => ({
  SourceDBSnapshotIdentifier,
  TargetDBSnapshotIdentifier: 'copy',
  KmsKeyId,
});

test('a copy is under the key that is asked for, also in another Region, and needs both keys', async () => {
  const fixture = await snapshotFixture();
  const { key, kms, pass, rds, owner, KeyId } = fixture;
  const there = { region: 'eu-west-1' };
  const near = await key();
  const far = await key(undefined, there);
  // May use the keys that leave that to IAM, and not the snapshot's.
  const stranger = fixture.userWith('stranger', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['rds:*', 'kms:*'], Resource: '*' },
  });
  const shown = arn('snapshot:snap');

  await expect(rds('CopyDBSnapshot', copy('snap', near), { as: stranger })).rejects.toMatchObject(
    saying(SOURCE, KeyId),
  );
  await expect(
    rds('CopyDBSnapshot', copy(shown, far), { ...there, as: stranger }),
  ).rejects.toMatchObject(saying(SOURCE, KeyId));
  await expect(rds('CopyDBSnapshot', copy('snap', near), { as: owner })).rejects.toMatchObject(
    saying(TARGET, near),
  );
  await expect(rds('CopyDBSnapshot', copy(shown), there)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'Must specify new KMS key for cross region encrypted snapshot copy.',
  });
  await expect(rds('CopyDBSnapshot', copy(shown, near), there)).rejects.toMatchObject(
    saying(TARGET, near),
  );
  await kms('PutKeyPolicy', { KeyId, Policy: JSON.stringify(OPEN) });
  const here = await rds<CopyDBSnapshotResult>('CopyDBSnapshot', copy('snap', near));
  const beyond = await rds<CopyDBSnapshotResult>('CopyDBSnapshot', copy(shown, far), there);
  await pass(5);
  expect(here.DBSnapshot).toMatchObject({ Encrypted: true, KmsKeyId: near });
  expect(beyond.DBSnapshot).toMatchObject({ Encrypted: true, KmsKeyId: far });
  expect(await kms('ListGrants', { KeyId: near })).toMatchObject({ Grants: [] });

  // The copies need the key of their source no more.
  await kms('DisableKey', { KeyId });
  const restore = { DBInstanceIdentifier: 'restored', DBSnapshotIdentifier: 'copy' };
  for (const [options, KmsKeyId] of [
    [{}, near],
    [there, far],
  ] as const) {
    await rds('RestoreDBInstanceFromDBSnapshot', restore, options);
    await pass(5);
    const { DBInstances } = await rds<DBInstanceMessage>(
      'DescribeDBInstances',
      { DBInstanceIdentifier: 'restored' },
      options,
    );
    expect(DBInstances).toMatchObject([{ DBInstanceStatus: 'available', KmsKeyId }]);
    const { Grants } = await kms<ListGrantsResponse>('ListGrants', { KeyId: KmsKeyId }, options);
    expect(Grants).toHaveLength(3);
  }
});

const READS = ['Decrypt', 'CreateGrant'];
const WRITES = ['GenerateDataKeyWithoutPlaintext', 'Decrypt', 'CreateGrant'];

test.for([
  [SOURCE, ['Decrypt'], WRITES],
  [SOURCE, ['CreateGrant'], WRITES],
  [TARGET, READS, ['GenerateDataKeyWithoutPlaintext', 'Decrypt']],
  [TARGET, READS, READS],
  [undefined, READS, WRITES],
] as const)(
  'a copier is refused the %s who has %j for the source and %j for the target',
  async ([role, reading, writing]) => {
    const fixture = await snapshotFixture();
    const { key, kms, rds, KeyId } = fixture;
    const as = fixture.userWith('copier', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'rds:*', Resource: '*' },
    });
    const also = (actions: readonly string[]) => ({
      Version: '2012-10-17',
      Statement: [
        OPEN.Statement,
        {
          Effect: 'Allow',
          Principal: { AWS: as.arn },
          Action: actions.map((action) => `kms:${action}`),
          Resource: '*',
        },
      ],
    });
    await kms('PutKeyPolicy', { KeyId, Policy: JSON.stringify(also(reading)) });
    const target = await key(also(writing));

    const answer = await rds('CopyDBSnapshot', copy('snap', target), { as }).then(
      () => 'copied',
      (error: Error) => error.message,
    );

    const refusal = saying(role ?? '', role === SOURCE ? KeyId : target).message;
    expect(answer).toBe(role === undefined ? 'copied' : refusal);
  },
);

/** A cluster of Aurora with one instance under the owner's key. */
const clusterFixture = async () => {
  const fixture = await keyedFixture();
  const { pass, rds, owner, KeyId } = fixture;
  const made = await rds<CreateDBClusterResult>(
    'CreateDBCluster',
    {
      DBClusterIdentifier,
      Engine: 'aurora-postgresql',
      MasterUsername: 'owner',
      MasterUserPassword: PASSWORD,
      StorageEncrypted: true,
      KmsKeyId: KeyId,
    },
    { as: owner },
  );
  await rds('CreateDBInstance', {
    DBInstanceIdentifier: 'shop-1',
    DBClusterIdentifier,
    DBInstanceClass: 'db.r6g.large',
    Engine: 'aurora-postgresql',
  });
  await pass(5);
  const clusterStatus = async () =>
    (await rds<DBClusterMessage>('DescribeDBClusters')).DBClusters?.[0]?.Status;
  return { ...fixture, clusterStatus, resource: made.DBCluster?.DbClusterResourceId };
};

test('storage of Aurora needs the grant to RDS alone, whose context names the cluster', async () => {
  const { grants, pass, rds, owner, KeyId, resource } = await clusterFixture();
  const DBClusterSnapshotIdentifier = 'before';
  await rds('CreateDBClusterSnapshot', { DBClusterIdentifier, DBClusterSnapshotIdentifier });
  await pass(5);
  const live = await grants();
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'shop-1' });
  await rds('DeleteDBCluster', { DBClusterIdentifier, SkipFinalSnapshot: true });
  await pass(5);
  const left = await grants();
  const restored = await rds<RestoreDBClusterFromSnapshotResult>(
    'RestoreDBClusterFromSnapshot',
    {
      DBClusterIdentifier,
      SnapshotIdentifier: DBClusterSnapshotIdentifier,
      Engine: 'aurora-postgresql',
    },
    { as: owner },
  );

  expect(live.map(told)).toEqual([
    {
      to: RDS,
      retiredBy: RDS,
      operations: ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'],
      context: { 'aws:rds:dbc-id': resource },
    },
  ]);
  expect(left).toEqual([]);
  expect(restored.DBCluster).toMatchObject({ StorageEncrypted: true, KmsKeyId: KeyId });
  expect(await grants()).toHaveLength(1);
});

test('a cluster and its instances share what becomes of the key', async () => {
  const { clusterStatus, grants, kms, pass, rds, status, KeyId } = await clusterFixture();
  const input = { DBClusterIdentifier };
  const states = async () => [await clusterStatus(), await status('shop-1')];
  await kms('DisableKey', { KeyId });
  await pass(601);
  expect(await states()).toEqual([RECOVERABLE, RECOVERABLE]);
  await expect(rds('StartDBCluster', input)).rejects.toMatchObject(NOT_ACCESSIBLE);
  await kms('EnableKey', { KeyId });
  await rds('StartDBCluster', input);
  await pass(5);
  expect(await states()).toEqual(['available', 'available']);

  for (const { GrantId } of await grants()) await kms('RevokeGrant', { KeyId, GrantId });
  await pass(601);
  expect(await states()).toEqual([LOST, LOST]);
  await expect(rds('StartDBCluster', input)).rejects.toMatchObject({
    name: 'InvalidDBClusterStateFault',
  });
});
