import type { CreateDBInstanceResult, DBInstanceMessage, EventsMessage } from '@aws-sdk/client-rds';
import { EVENTS_TOPIC } from '@gatehouse/service-kit';
import { drainOutbox } from '@gatehouse/store';
import { expect, test } from 'vitest';
import { arn, PASSWORD, postgres, rdsFixture } from '../rds.fixture.ts';

test('an instance is created, has an endpoint when it is available, and is gone after its deletion', async () => {
  const fixture = await rdsFixture();
  const { rds, pass, store } = fixture;
  const made = await rds<CreateDBInstanceResult>(
    'CreateDBInstance',
    postgres('Orders', { StorageEncrypted: true, Tags: [{ Key: 'team', Value: 'shop' }] }),
  );
  const before = await rds<DBInstanceMessage>('DescribeDBInstances', {
    DBInstanceIdentifier: 'ORDERS',
  });
  await pass(5);
  const after = await rds<DBInstanceMessage>('DescribeDBInstances');
  const FinalDBSnapshotIdentifier = 'orders-last';
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'orders', FinalDBSnapshotIdentifier });
  await pass(5);

  expect(made.DBInstance).toMatchObject({
    DBInstanceIdentifier: 'orders',
    DBInstanceStatus: 'creating',
    EngineVersion: '17.2',
    KmsKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\//),
    TagList: [{ Key: 'team', Value: 'shop' }],
    DBInstanceArn: arn('db:orders'),
    VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-default', Status: 'active' }],
    DBSubnetGroup: { DBSubnetGroupName: 'default', VpcId: 'vpc-1' },
  });
  expect(before.DBInstances?.[0]?.Endpoint).toBeUndefined();
  expect(after.DBInstances).toMatchObject([
    {
      DBInstanceStatus: 'available',
      Endpoint: { Port: 5432, Address: expect.stringMatching(/^orders\./) },
      MultiAZ: false,
    },
  ]);

  await expect(
    rds('DescribeDBInstances', { DBInstanceIdentifier: 'orders' }),
  ).rejects.toMatchObject({
    name: 'DBInstanceNotFoundFault',
    message: 'DBInstance orders not found.',
  });
  expect(await rds('DescribeDBSnapshots')).toMatchObject({
    DBSnapshots: [{ DBSnapshotIdentifier: FinalDBSnapshotIdentifier, Encrypted: true }],
  });
  const kept = await rds<EventsMessage>('DescribeEvents', { SourceType: 'db-instance' });
  expect(kept.Events?.map(({ Message }) => Message)).toEqual([
    'DB instance created.',
    'DB instance deleted.',
  ]);
  const records = await fixture.events();
  expect(records.map(({ record }) => record)).toContainEqual(
    expect.objectContaining({
      eventName: 'CreateDBInstance',
      requestParameters: expect.objectContaining({
        dBInstanceIdentifier: 'Orders',
        masterUserPassword: '****',
      }),
      responseElements: expect.objectContaining({ dBInstanceArn: arn('db:orders') }),
    }),
  );
  expect(JSON.stringify(records)).not.toContain(PASSWORD);
  const told: string[] = [];
  await drainOutbox(store, EVENTS_TOPIC, 100, async (_tx, rows) => {
    for (const { payload } of rows) told.push(payload);
  });
  expect(told.join('\n')).toContain('RDS-EVENT-0005');
  expect(told.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({
      source: 'aws.rds',
      detailType: 'RDS DB Instance Event',
      resources: [arn('db:orders')],
      detail: expect.objectContaining({ EventID: 'RDS-EVENT-0003', SourceIdentifier: 'orders' }),
    }),
  );
});

test.for([
  [{ DBInstanceIdentifier: '1st' }, 'InvalidParameterValue', /not a valid identifier/],
  [{ Engine: 'dbase' }, 'InvalidParameterValue', /^Invalid DB engine$/],
  [{ EngineVersion: '9' }, 'InvalidParameterCombination', /^Cannot find version 9 for postgres$/],
  [{ DBInstanceClass: 'm5' }, 'InvalidParameterValue', /^Invalid DB Instance class: m5$/],
  [{ MasterUserPassword: 'short' }, 'InvalidParameterValue', /shorter than 8 characters/],
  [{ MasterUserPassword: 'with space/@' }, 'InvalidParameterValue', /Only printable ASCII/],
  [{ MasterUsername: undefined }, 'InvalidParameterValue', /MasterUsername must be provided/],
  [{ AllocatedStorage: 1 }, 'InvalidParameterValue', /Invalid storage size .* gp2: 1$/],
  [{ ManageMasterUserPassword: true }, 'InvalidParameterCombination', /MasterUserPassword/],
  [{ KmsKeyId: 'alias/k' }, 'InvalidParameterCombination', /StorageEncrypted/],
  [
    { StorageEncrypted: true, KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
    'KMSKeyNotAccessibleFault',
    /^The specified KMS key \[arn:aws:kms:eu-west-1:/,
  ],
  [{ VpcSecurityGroupIds: ['sg-9'] }, 'InvalidParameterValue', /groupId= sg-9/],
  [{ DBSubnetGroupName: 'none' }, 'DBSubnetGroupNotFoundFault', /'none' does not exist/],
  [{ DBParameterGroupName: 'none' }, 'DBParameterGroupNotFoundFault', /not found: none/],
  [{ DBClusterIdentifier: 'none' }, 'DBClusterNotFoundFault', /DBCluster none not found/],
  [{ PreferredMaintenanceWindow: 'sunday' }, 'InvalidParameterValue', /maintenance window/],
  [{ DBInstanceIdentifier: 'TAKEN' }, 'DBInstanceAlreadyExistsFault', /already exists/],
  [{ AllocatedStorage: 60_000 }, 'StorageQuotaExceededFault', /exceed/],
] as const)('a creation with %j answers %s', async ([wrong, name, message]) => {
  const { rds } = await rdsFixture();
  await rds('CreateDBInstance', postgres('taken', { AllocatedStorage: 50_000 }));

  const refused = rds('CreateDBInstance', postgres('second', wrong));

  await expect(refused).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});

test('a deletion without a last word on snapshots, or of what is protected, is refused', async () => {
  const { rds, pass } = await rdsFixture();
  await rds('CreateDBInstance', postgres('kept', { DeletionProtection: true }));
  const DBInstanceIdentifier = 'kept';
  const skip = { DBInstanceIdentifier, SkipFinalSnapshot: true };

  const both = { ...skip, FinalDBSnapshotIdentifier: 'x' };
  for (const [input, message] of [
    [{ DBInstanceIdentifier }, 'FinalDBSnapshotIdentifier is required unless'],
    [both, 'You cannot specify both'],
    [skip, 'Cannot delete protected DB Instance'],
  ] as const)
    await expect(rds('DeleteDBInstance', input)).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
      message: expect.stringContaining(message),
    });
  await pass(5);
  await rds('ModifyDBInstance', { DBInstanceIdentifier, DeletionProtection: false });
  await rds('DeleteDBInstance', skip);
  await expect(rds('DeleteDBInstance', skip)).rejects.toMatchObject({
    name: 'InvalidDBInstanceStateFault',
    message: 'Instance kept is already being deleted.',
  });
});

test('what interrupts waits for the maintenance window unless it is asked for at once', async () => {
  const { rds, pass } = await rdsFixture();
  const DBInstanceIdentifier = 'orders';
  await rds('CreateDBInstance', postgres(DBInstanceIdentifier));
  await pass(5);
  const change = { DBInstanceIdentifier, AllocatedStorage: 50, BackupRetentionPeriod: 7 };
  const seen = async () => (await rds<DBInstanceMessage>('DescribeDBInstances')).DBInstances?.[0];

  await rds('ModifyDBInstance', change);
  const waiting = await seen();
  await rds('ModifyDBInstance', {
    DBInstanceIdentifier,
    DBInstanceClass: 'db.m5.large',
    ApplyImmediately: true,
  });
  const changing = await seen();
  await pass(5);
  const changed = await seen();
  await rds('ModifyDBInstance', { DBInstanceIdentifier, EngineVersion: '17.2', MultiAZ: true });
  await pass(8 * 86_400);
  await pass(10);
  const maintained = await seen();
  await rds('ModifyDBInstance', {
    DBInstanceIdentifier,
    NewDBInstanceIdentifier: 'renamed',
    ApplyImmediately: true,
  });
  await pass(5);

  expect(waiting).toMatchObject({
    AllocatedStorage: 20,
    BackupRetentionPeriod: 7,
    PendingModifiedValues: { AllocatedStorage: 50 },
    DBInstanceStatus: 'available',
  });
  expect(changing).toMatchObject({ DBInstanceStatus: 'modifying', DBInstanceClass: 'db.t3.micro' });
  expect(changed).toMatchObject({
    DBInstanceStatus: 'available',
    DBInstanceClass: 'db.m5.large',
    AllocatedStorage: 50,
    PendingModifiedValues: {},
  });
  expect(maintained).toMatchObject({ MultiAZ: true, DBInstanceStatus: 'available' });
  expect(await seen()).toMatchObject({ DBInstanceIdentifier: 'renamed' });
});

test('instances stop, start and reboot from the states that allow it', async () => {
  const { rds, pass } = await rdsFixture();
  const DBInstanceIdentifier = 'orders';
  await rds('CreateDBInstance', postgres(DBInstanceIdentifier));
  const input = { DBInstanceIdentifier };
  const status = async () =>
    (await rds<DBInstanceMessage>('DescribeDBInstances')).DBInstances?.[0]?.DBInstanceStatus;

  await expect(rds('StopDBInstance', input)).rejects.toMatchObject({
    message: 'Instance orders is not in available state.',
  });
  await pass(5);
  await expect(rds('StartDBInstance', input)).rejects.toMatchObject({
    message: 'Instance orders is not stopped, it cannot be started.',
  });
  await rds('StopDBInstance', input);
  await pass(5);
  expect(await status()).toBe('stopped');
  await rds('StartDBInstance', input);
  await pass(5);
  await rds('RebootDBInstance', input);
  expect(await status()).toBe('rebooting');
  await pass(5);
  expect(await status()).toBe('available');
});

test('policies decide by engine, encryption, exposure and tags', async () => {
  const fixture = await rdsFixture();
  const { rds, pass } = fixture;
  const as = fixture.userWith('careful', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['rds:CreateDBInstance', 'rds:AddTagsToResource'],
        Resource: '*',
        Condition: { StringEqualsIfExists: { 'rds:DatabaseEngine': 'postgres' } },
      },
      {
        Effect: 'Deny',
        Action: 'rds:CreateDBInstance',
        Resource: arn('db:*'),
        Condition: { Bool: { 'rds:StorageEncrypted': 'false' } },
      },
      {
        Effect: 'Deny',
        Action: 'rds:CreateDBInstance',
        Resource: arn('db:*'),
        Condition: { Bool: { 'rds:PubliclyAccessible': 'true' } },
      },
      {
        Effect: 'Allow',
        Action: 'rds:DeleteDBInstance',
        Resource: '*',
        Condition: { StringEquals: { 'rds:db-tag/team': 'shop' } },
      },
    ],
  });
  const secure = { StorageEncrypted: true, PubliclyAccessible: false };
  const Tags = [{ Key: 'team', Value: 'shop' }];
  const refused = { name: 'AccessDenied' };

  await expect(
    rds('CreateDBInstance', postgres('a', { PubliclyAccessible: false }), { as }),
  ).rejects.toMatchObject(refused);
  await expect(
    rds('CreateDBInstance', postgres('a', { StorageEncrypted: true }), { as }),
  ).rejects.toMatchObject(refused);
  await rds('CreateDBInstance', postgres('a', { ...secure, Tags }), { as });
  await rds('CreateDBInstance', postgres('b', secure), { as });
  await pass(5);
  const SkipFinalSnapshot = true;
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'a', SkipFinalSnapshot }, { as });
  for (const DBInstanceIdentifier of ['b', 'nowhere'])
    await expect(
      rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot }, { as }),
    ).rejects.toMatchObject(refused);
});

test('instances are listed by pages and filters, with markers that fit only their question', async () => {
  const { rds } = await rdsFixture();
  for (let at = 10; at < 34; at += 1)
    await rds('CreateDBInstance', postgres(`db${at}`, at === 33 ? { Engine: 'mysql' } : {}));
  const first = await rds<DBInstanceMessage>('DescribeDBInstances', { MaxRecords: 20 });
  const Marker = first.Marker;
  const second = await rds<DBInstanceMessage>('DescribeDBInstances', { MaxRecords: 20, Marker });
  const Filters = [{ Name: 'engine', Values: ['mysql'] }];

  expect(first.DBInstances).toHaveLength(20);
  expect(second.DBInstances).toHaveLength(4);
  expect(second.Marker).toBeUndefined();
  expect(await rds('DescribeDBInstances', { Filters })).toMatchObject({
    DBInstances: [{ DBInstanceIdentifier: 'db33' }],
  });
  for (const [wrong, message] of [
    [{ MaxRecords: 5 }, 'Invalid value 5 for MaxRecords. Must be between 20 and 100'],
    [{ Filters, Marker }, 'The specified marker is invalid.'],
    [{ Filters: [{ Name: 'colour', Values: ['x'] }] }, 'Unrecognized filter name: colour'],
  ] as const)
    await expect(rds('DescribeDBInstances', wrong)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message,
    });
});
