import type {
  DBEngineVersionMessage,
  DBParameterGroupDetails,
  OrderableDBInstanceOptionsMessage,
} from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { arn, postgres, rdsFixture } from '../rds.fixture.ts';

test('a subnet group covers two zones, and stays while a database is in it', async () => {
  const { rds, pass } = await rdsFixture();
  const DBSubnetGroupName = 'Data';
  const group = { DBSubnetGroupName, DBSubnetGroupDescription: 'd' };

  for (const [SubnetIds, name] of [
    [['subnet-a'], 'DBSubnetGroupDoesNotCoverEnoughAZs'],
    [['subnet-a', 'subnet-x'], 'InvalidParameterValue'],
    [[], 'InvalidSubnet'],
  ] as const)
    await expect(rds('CreateDBSubnetGroup', { ...group, SubnetIds })).rejects.toMatchObject({
      name,
    });
  const SubnetIds = ['subnet-a', 'subnet-b'];
  await rds('CreateDBSubnetGroup', { ...group, SubnetIds });
  await rds('CreateDBInstance', postgres('a', { DBSubnetGroupName, MultiAZ: true }));
  await expect(rds('CreateDBSubnetGroup', { ...group, SubnetIds })).rejects.toMatchObject({
    name: 'DBSubnetGroupAlreadyExistsFault',
    message: "The DB subnet group 'data' already exists.",
  });
  await expect(rds('DeleteDBSubnetGroup', { DBSubnetGroupName })).rejects.toMatchObject({
    name: 'InvalidDBSubnetGroupStateFault',
  });
  expect(await rds('DescribeDBSubnetGroups', { DBSubnetGroupName })).toMatchObject({
    DBSubnetGroups: [{ DBSubnetGroupName: 'data', VpcId: 'vpc-1', Subnets: [{}, {}] }],
  });
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'a', SkipFinalSnapshot: true });
  await pass(5);
  await rds('DeleteDBSubnetGroup', { DBSubnetGroupName });
  await expect(rds('DescribeDBSubnetGroups', { DBSubnetGroupName })).rejects.toMatchObject({
    name: 'DBSubnetGroupNotFoundFault',
  });
});

test('parameters are set, checked and reset in a group of their family', async () => {
  const { rds } = await rdsFixture();
  const DBParameterGroupName = 'strict';
  const name = { DBParameterGroupName };
  await rds('CreateDBParameterGroup', {
    ...name,
    DBParameterGroupFamily: 'postgres17',
    Description: 'd',
  });
  const set = (ParameterName: string, ParameterValue: string) =>
    rds('ModifyDBParameterGroup', {
      ...name,
      Parameters: [{ ParameterName, ParameterValue, ApplyMethod: 'immediate' }],
    });
  await set('log_statement', 'all');
  for (const [parameter, value] of [
    ['log_statement', 'some'],
    ['colour', '1'],
    ['__proto__', '1'],
    ['max_connections', '9'],
  ] as const)
    await expect(set(parameter, value)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  const users = async () =>
    (await rds<DBParameterGroupDetails>('DescribeDBParameters', { ...name, Source: 'user' }))
      .Parameters;

  expect(await users()).toMatchObject([{ ParameterName: 'log_statement', ParameterValue: 'all' }]);
  await rds('CreateDBInstance', postgres('a', name));
  await expect(rds('DeleteDBParameterGroup', name)).rejects.toMatchObject({
    name: 'InvalidDBParameterGroupStateFault',
  });
  await expect(
    rds('CreateDBInstance', postgres('b', { ...name, EngineVersion: '16' })),
  ).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  await rds('ResetDBParameterGroup', { ...name, ResetAllParameters: true });
  expect(await users()).toEqual([]);
});

test('the catalogue names versions and classes by pages', async () => {
  const { rds } = await rdsFixture();
  const versions = await rds<DBEngineVersionMessage>('DescribeDBEngineVersions', {
    Engine: 'postgres',
    DefaultOnly: true,
  });
  const input = { Engine: 'mysql', MaxRecords: 20 };
  const operation = 'DescribeOrderableDBInstanceOptions';
  const first = await rds<OrderableDBInstanceOptionsMessage>(operation, input);
  const { Marker } = first;
  const second = await rds<OrderableDBInstanceOptionsMessage>(operation, { ...input, Marker });

  expect(versions.DBEngineVersions).toMatchObject([
    { EngineVersion: '17.2', DBParameterGroupFamily: 'postgres17' },
  ]);
  expect(first.OrderableDBInstanceOptions).toHaveLength(20);
  expect(second.OrderableDBInstanceOptions?.[0]).not.toEqual(first.OrderableDBInstanceOptions?.[0]);
});

test('tags are put, listed and removed by ARN, and subscriptions of events kept', async () => {
  const { rds } = await rdsFixture();
  const SubscriptionName = 'Ops';
  const SnsTopicArn = 'arn:aws:sns:us-east-1:111122223333:ops';
  await rds('CreateEventSubscription', {
    SubscriptionName,
    SnsTopicArn,
    SourceType: 'db-instance',
  });
  const ResourceName = arn('es:ops');
  await rds('AddTagsToResource', {
    ResourceName,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await rds('RemoveTagsFromResource', { ResourceName, TagKeys: ['a'] });

  expect(await rds('ListTagsForResource', { ResourceName })).toEqual({
    TagList: [{ Key: 'b', Value: '2' }],
  });
  for (const [name, code] of [
    [arn('nothing:x'), 'InvalidParameterValue'],
    [arn('db:x'), 'DBInstanceNotFoundFault'],
    [arn('db:x', '999999999999'), 'AccessDenied'],
  ] as const)
    await expect(rds('ListTagsForResource', { ResourceName: name })).rejects.toMatchObject({
      name: code,
    });
  expect(await rds('DescribeEventSubscriptions')).toMatchObject({
    EventSubscriptionsList: [{ CustSubscriptionId: 'Ops', Status: 'active', SnsTopicArn }],
  });
  expect(await rds('DeleteEventSubscription', { SubscriptionName })).toMatchObject({
    EventSubscription: { EventSubscriptionArn: ResourceName },
  });
  await expect(rds('DeleteEventSubscription', { SubscriptionName })).rejects.toMatchObject({
    name: 'SubscriptionNotFoundFault',
  });
});
