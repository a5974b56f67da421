import type {
  CopyDBSnapshotResult,
  CreateDBSnapshotResult,
  DBSnapshotMessage,
  RestoreDBInstanceFromDBSnapshotResult,
} from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, OTHER_ACCOUNT, postgres, rdsFixture } from '../rds.fixture.ts';

/** Whoever has the key for a copy: its account, and another as far as a copy takes. */
const sharedKeyPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` },
      Action: ['kms:Decrypt', 'kms:CreateGrant'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' } },
    },
  ],
};

/** An instance without encryption, one with the default key and one with an own key, each with a snapshot. */
const snapshotsFixture = async () => {
  const fixture = await rdsFixture();
  const { rds, pass } = fixture;
  await rds('CreateDBInstance', postgres('open'));
  await rds('CreateDBInstance', postgres('default', { StorageEncrypted: true }));
  const KmsKeyId = await fixture.key(sharedKeyPolicy);
  await rds('CreateDBInstance', postgres('keyed', { StorageEncrypted: true, KmsKeyId }));
  await pass(5);
  for (const DBInstanceIdentifier of ['open', 'default', 'keyed'])
    await rds('CreateDBSnapshot', {
      DBInstanceIdentifier,
      DBSnapshotIdentifier: `${DBInstanceIdentifier}-snap`,
    });
  await pass(5);
  const share = (DBSnapshotIdentifier: string, ...ValuesToAdd: string[]) =>
    rds('ModifyDBSnapshotAttribute', {
      DBSnapshotIdentifier,
      AttributeName: 'restore',
      ValuesToAdd,
    });
  return { ...fixture, KmsKeyId, share };
};

test('a snapshot is being made before it is there, and may be taken once under a name', async () => {
  const { rds, pass } = await rdsFixture();
  await rds(
    'CreateDBInstance',
    postgres('a', { CopyTagsToSnapshot: true, Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  const input = { DBInstanceIdentifier: 'a', DBSnapshotIdentifier: 'Snap' };
  await expect(rds('CreateDBSnapshot', input)).rejects.toMatchObject({
    name: 'InvalidDBInstanceStateFault',
  });
  await pass(5);
  const made = await rds<CreateDBSnapshotResult>('CreateDBSnapshot', input);
  await expect(rds('DeleteDBSnapshot', input)).rejects.toMatchObject({
    name: 'InvalidDBSnapshotStateFault',
  });
  await pass(5);

  expect(made.DBSnapshot).toMatchObject({
    DBSnapshotIdentifier: 'snap',
    Status: 'creating',
    SnapshotType: 'manual',
    DBSnapshotArn: arn('snapshot:snap'),
    TagList: [{ Key: 'k', Value: 'v' }],
  });
  expect(await rds('DescribeDBSnapshots', { SnapshotType: 'manual' })).toMatchObject({
    DBSnapshots: [{ Status: 'available', PercentProgress: 100 }],
  });
  await expect(rds('CreateDBSnapshot', input)).rejects.toMatchObject({
    name: 'DBSnapshotAlreadyExistsFault',
    message:
      'Cannot create the snapshot because a snapshot with the identifier snap already exists.',
  });
  expect(await rds('DeleteDBSnapshot', input)).toMatchObject({ DBSnapshot: { Status: 'deleted' } });
  await expect(rds('DeleteDBSnapshot', input)).rejects.toMatchObject({
    name: 'DBSnapshotNotFoundFault',
  });
});

test('another account sees and restores what is shared with it, and nothing else', async () => {
  const { rds, share, other, pass } = await snapshotsFixture();
  const as = { as: other };
  const DBSnapshotIdentifier = arn('snapshot:open-snap');
  const restore = { DBInstanceIdentifier: 'mine', DBSnapshotIdentifier };
  const seen = (input: object) => rds<DBSnapshotMessage>('DescribeDBSnapshots', input, as);

  const notFound = { name: 'DBSnapshotNotFoundFault' };
  await expect(seen({ DBSnapshotIdentifier })).rejects.toMatchObject(notFound);
  await expect(rds('RestoreDBInstanceFromDBSnapshot', restore, as)).rejects.toMatchObject(notFound);
  expect(await seen({ IncludeShared: true, IncludePublic: true })).toEqual({ DBSnapshots: [] });

  await share('open-snap', OTHER_ACCOUNT);
  expect(await seen({})).toEqual({ DBSnapshots: [] });
  for (const input of [
    { SnapshotType: 'shared' },
    { IncludeShared: true },
    { DBSnapshotIdentifier },
  ])
    expect((await seen(input)).DBSnapshots).toMatchObject([
      { DBSnapshotIdentifier, DBSnapshotArn: DBSnapshotIdentifier, TagList: [] },
    ]);
  const restored = await rds<RestoreDBInstanceFromDBSnapshotResult>(
    'RestoreDBInstanceFromDBSnapshot',
    restore,
    as,
  );
  expect(restored.DBInstance).toMatchObject({
    DBInstanceArn: arn('db:mine', OTHER_ACCOUNT),
    MasterUsername: 'owner',
    DBInstanceClass: 'db.t3.micro',
  });
  await expect(rds('DeleteDBSnapshot', { DBSnapshotIdentifier }, as)).rejects.toMatchObject({
    name: 'AccessDenied',
  });

  await share('open-snap', 'all');
  expect((await seen({ SnapshotType: 'public' })).DBSnapshots).toHaveLength(1);
  await rds('ModifyDBSnapshotAttribute', {
    DBSnapshotIdentifier: 'open-snap',
    AttributeName: 'restore',
    ValuesToRemove: ['all', OTHER_ACCOUNT],
  });
  await pass(1);
  expect(await seen({ IncludeShared: true, IncludePublic: true })).toEqual({ DBSnapshots: [] });
});

test.for([
  ['default-snap', OTHER_ACCOUNT, 'InvalidDBSnapshotStateFault', /default AWS KMS key/],
  ['keyed-snap', 'all', 'InvalidDBSnapshotStateFault', /cannot be shared publicly/],
  ['open-snap', 'everybody', 'InvalidParameterValue', /Invalid attribute value: everybody/],
  ['none', OTHER_ACCOUNT, 'DBSnapshotNotFoundFault', /DBSnapshot not found: none/],
] as const)('sharing %s with %s answers %s', async ([snapshot, grantee, name, message]) => {
  const { share } = await snapshotsFixture();

  await expect(share(snapshot, grantee)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('what is shared and encrypted is copied under an own key before it is restored', async () => {
  const { rds, kms, key, share, other, pass } = await snapshotsFixture();
  const as = { as: other };
  const KmsKeyId = await key(undefined, as);
  await kms('CreateAlias', { AliasName: 'alias/own', TargetKeyId: KmsKeyId }, as);
  await share('keyed-snap', OTHER_ACCOUNT);
  const SourceDBSnapshotIdentifier = arn('snapshot:keyed-snap');
  const copy = { SourceDBSnapshotIdentifier, TargetDBSnapshotIdentifier: 'mine' };

  await expect(
    rds(
      'RestoreDBInstanceFromDBSnapshot',
      { DBInstanceIdentifier: 'x', DBSnapshotIdentifier: SourceDBSnapshotIdentifier },
      as,
    ),
  ).rejects.toMatchObject({ name: 'InvalidRestoreFault' });
  await expect(rds('CopyDBSnapshot', copy, as)).rejects.toMatchObject({
    name: 'KMSKeyNotAccessibleFault',
  });
  const made = await rds<CopyDBSnapshotResult>(
    'CopyDBSnapshot',
    { ...copy, KmsKeyId: 'alias/own' },
    as,
  );
  await pass(5);
  await rds(
    'RestoreDBInstanceFromDBSnapshot',
    { DBInstanceIdentifier: 'x', DBSnapshotIdentifier: 'mine' },
    as,
  );

  expect(made.DBSnapshot).toMatchObject({ KmsKeyId, Encrypted: true, SourceDBSnapshotIdentifier });
  expect(await rds('DescribeDBInstances', {}, as)).toMatchObject({ DBInstances: [{ KmsKeyId }] });
});

test('an open snapshot is encrypted by a copy, also into another Region', async () => {
  const { rds, KmsKeyId } = await snapshotsFixture();
  const TargetDBSnapshotIdentifier = 'copy';

  const here = await rds<CopyDBSnapshotResult>('CopyDBSnapshot', {
    SourceDBSnapshotIdentifier: 'open-snap',
    TargetDBSnapshotIdentifier,
    KmsKeyId,
  });
  const there = await rds<CopyDBSnapshotResult>(
    'CopyDBSnapshot',
    { SourceDBSnapshotIdentifier: arn('snapshot:open-snap'), TargetDBSnapshotIdentifier },
    { region: 'eu-west-1' },
  );

  expect(here.DBSnapshot).toMatchObject({ Encrypted: true, KmsKeyId });
  expect(there.DBSnapshot).toMatchObject({ Encrypted: false, SourceRegion: 'us-east-1' });
});
