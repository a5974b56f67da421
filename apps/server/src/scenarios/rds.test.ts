import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as rds from '@aws-sdk/client-rds';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  TagResourcesCommand,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { awsCli, type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ACCOUNT = '111122223333';
const ARN = `arn:aws:rds:us-east-1:${ACCOUNT}`;
const PASSWORD = 'correct-horse-9';

let cloud: StartedCloud;
let client: rds.RDSClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new rds.RDSClient(cloud.client('workloads'));
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const cli = (line: string) => awsCli.run(cloud.client('workloads'), ['rds', ...line.split(' ')]);

test('the SDK creates an encrypted database in the default VPC, waits for it, and deletes it', async () => {
  const DBInstanceIdentifier = 'orders';
  await client.send(
    new rds.CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: PASSWORD,
      StorageEncrypted: true,
      Tags: [{ Key: 'app', Value: 'a & <b>' }],
    }),
  );
  const waiting = { client, minDelay: 1, maxWaitTime: 5 };
  await rds.waitUntilDBInstanceAvailable(waiting, { DBInstanceIdentifier });
  const { DBInstances } = await client.send(
    new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier }),
  );
  await client.send(
    new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true }),
  );
  await rds.waitUntilDBInstanceDeleted(waiting, { DBInstanceIdentifier });

  expect(DBInstances).toMatchObject([
    {
      DBInstanceArn: `${ARN}:db:orders`,
      StorageEncrypted: true,
      InstanceCreateTime: expect.any(Date),
      TagList: [{ Key: 'app', Value: 'a & <b>' }],
      DBSubnetGroup: {
        VpcId: expect.stringMatching(/^vpc-/),
        Subnets: [{}, {}, { SubnetAvailabilityZone: { Name: 'us-east-1c' } }],
      },
      VpcSecurityGroups: [{ VpcSecurityGroupId: expect.stringMatching(/^sg-/) }],
    },
  ]);
  await expect(
    client.send(new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier })),
  ).rejects.toMatchObject({
    name: 'DBInstanceNotFoundFault',
    message: 'DBInstance orders not found.',
    $metadata: { httpStatusCode: 404 },
  });
});

test('awscli works a cluster and its snapshots, and is told in the words of RDS', async () => {
  await cli(
    `create-db-cluster --db-cluster-identifier shop --engine aurora-mysql --master-username owner --master-user-password ${PASSWORD} --tags Key=team,Value=shop`,
  );
  const DBClusterIdentifier = 'shop';
  await client.send(
    new rds.CreateDBInstanceCommand({
      DBInstanceIdentifier: 'shop-1',
      DBClusterIdentifier,
      Engine: 'aurora-mysql',
      DBInstanceClass: 'db.r6g.large',
    }),
  );
  await client.send(
    new rds.CreateDBClusterSnapshotCommand({
      DBClusterIdentifier,
      DBClusterSnapshotIdentifier: 'before',
    }),
  );
  const deleted = await cli('delete-db-cluster --db-cluster-identifier shop --skip-final-snapshot');
  const listed = await cli(
    'describe-db-cluster-snapshots --query DBClusterSnapshots[].[DBClusterSnapshotIdentifier,Status]',
  );

  expect(deleted.stderr).toContain('(InvalidDBClusterStateFault)');
  expect(deleted.stderr).toContain('it still contains DB instances in non-deleting state.');
  expect(listed.output).toEqual([['before', 'available']]);
});

test('the tagging API finds and tags databases, and CloudTrail shows them without passwords', async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(cloud.client('workloads'));
  const trail = new CloudTrailClient(cloud.client('workloads'));
  const cluster = `${ARN}:cluster:shop`;
  await tagging.send(
    new TagResourcesCommand({ ResourceARNList: [cluster], Tags: { stage: 'test' } }),
  );
  const found = await tagging.send(
    new GetResourcesCommand({ ResourceTypeFilters: ['rds:cluster'] }),
  );
  const attribute = { AttributeKey: 'EventName', AttributeValue: 'CreateDBCluster' } as const;
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({ LookupAttributes: [attribute] }),
  );
  tagging.destroy();
  trail.destroy();

  expect(found.ResourceTagMappingList).toEqual([
    {
      ResourceARN: cluster,
      Tags: [
        { Key: 'stage', Value: 'test' },
        { Key: 'team', Value: 'shop' },
      ],
    },
  ]);
  const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');
  expect(record).toMatchObject({
    eventSource: 'rds.amazonaws.com',
    requestParameters: { dBClusterIdentifier: 'shop', masterUserPassword: '****' },
    responseElements: { dBClusterArn: cluster, status: 'creating' },
  });
  expect(JSON.stringify(Events)).not.toContain(PASSWORD);
});
