import type { ResourceKind } from './kind.ts';
import { member, textAt, textsAt } from './members.ts';

const rds = (
  type: string,
  event: string,
  id: string,
  arn: string,
  answered?: string,
): ResourceKind => ({
  type,
  service: 'rds',
  events: [event],
  arn: `arn:{p}:rds:{r}:{a}:${arn}:{id}`,
  ...(answered === undefined ? {} : { answered }),
  // RDS keeps identifiers in small letters, whatever the call spells.
  find: ({ request }) => textsAt(request, id).map((found) => ({ id: found.toLowerCase() })),
});

const lastSegment = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

export const DATA_KINDS: readonly ResourceKind[] = [
  {
    type: 'AwsS3Bucket',
    service: 's3',
    events: ['DeleteBucket'],
    paths: ['bucketName'],
    arn: 'arn:{p}:s3:::{id}',
  },
  {
    type: 'AwsS3AccessPoint',
    service: 's3',
    events: ['DeleteAccessPoint'],
    paths: ['name'],
    arn: 'arn:{p}:s3:{r}:{a}:accesspoint/{id}',
  },
  rds('AwsRdsDbInstance', 'DeleteDBInstance', 'dBInstanceIdentifier', 'db', 'dBInstanceArn'),
  rds('AwsRdsDbCluster', 'DeleteDBCluster', 'dBClusterIdentifier', 'cluster', 'dBClusterArn'),
  rds('AwsRdsDbSnapshot', 'DeleteDBSnapshot', 'dBSnapshotIdentifier', 'snapshot', 'dBSnapshotArn'),
  rds(
    'AwsRdsDbClusterSnapshot',
    'DeleteDBClusterSnapshot',
    'dBClusterSnapshotIdentifier',
    'cluster-snapshot',
    'dBClusterSnapshotArn',
  ),
  rds(
    'AwsRdsEventSubscription',
    'DeleteEventSubscription',
    'subscriptionName',
    'es',
    'eventSubscriptionArn',
  ),
  rds('AwsRdsDbSecurityGroup', 'DeleteDBSecurityGroup', 'dBSecurityGroupName', 'secgrp'),
  {
    type: 'AwsDynamoDbTable',
    service: 'dynamodb',
    events: ['DeleteTable'],
    paths: ['tableName'],
    arn: 'arn:{p}:dynamodb:{r}:{a}:table/{id}',
    answered: 'tableDescription.tableArn',
  },
  {
    type: 'AwsSnsTopic',
    service: 'sns',
    events: ['DeleteTopic'],
    paths: ['topicArn'],
    arn: '{id}',
  },
  {
    type: 'AwsSqsQueue',
    service: 'sqs',
    events: ['DeleteQueue'],
    arn: 'arn:{p}:sqs:{r}:{a}:{id}',
    find: ({ request }) =>
      textsAt(request, 'queueUrl').map((url) => {
        const owner = url.split('/').at(-2) ?? '';
        return { id: lastSegment(url), ...(/^\d{12}$/.test(owner) ? { parts: { a: owner } } : {}) };
      }),
  },
  {
    type: 'AwsKinesisStream',
    service: 'kinesis',
    events: ['DeleteStream'],
    paths: ['streamARN', 'streamName'],
    arn: 'arn:{p}:kinesis:{r}:{a}:stream/{id}',
  },
  {
    type: 'Other',
    service: 'firehose',
    events: ['DeleteDeliveryStream'],
    paths: ['deliveryStreamName'],
    arn: 'arn:{p}:firehose:{r}:{a}:deliverystream/{id}',
  },
  {
    type: 'Other',
    service: 'elasticfilesystem',
    events: ['DeleteFileSystem'],
    paths: ['fileSystemId'],
    arn: 'arn:{p}:elasticfilesystem:{r}:{a}:file-system/{id}',
    unique: true,
  },
  {
    type: 'AwsEfsAccessPoint',
    service: 'elasticfilesystem',
    events: ['DeleteAccessPoint'],
    paths: ['accessPointId'],
    arn: 'arn:{p}:elasticfilesystem:{r}:{a}:access-point/{id}',
    unique: true,
  },
  {
    type: 'AwsElasticsearchDomain',
    service: 'es',
    events: ['DeleteElasticsearchDomain'],
    paths: ['domainName'],
    arn: 'arn:{p}:es:{r}:{a}:domain/{id}',
    answered: 'domainStatus.aRN',
  },
  {
    type: 'AwsOpenSearchServiceDomain',
    service: 'es',
    events: ['DeleteDomain'],
    paths: ['domainName'],
    arn: 'arn:{p}:es:{r}:{a}:domain/{id}',
    answered: 'domainStatus.aRN',
  },
  {
    type: 'AwsRedshiftCluster',
    service: 'redshift',
    events: ['DeleteCluster'],
    paths: ['clusterIdentifier'],
    arn: 'arn:{p}:redshift:{r}:{a}:cluster:{id}',
  },
  {
    type: 'AwsMskCluster',
    service: 'kafka',
    events: ['DeleteCluster'],
    paths: ['clusterArn'],
    arn: '{id}',
  },
  {
    type: 'Other',
    service: 'elasticache',
    events: ['DeleteCacheCluster'],
    paths: ['cacheClusterId'],
    arn: 'arn:{p}:elasticache:{r}:{a}:cluster:{id}',
  },
  {
    type: 'Other',
    service: 'elasticache',
    events: ['DeleteReplicationGroup'],
    paths: ['replicationGroupId'],
    arn: 'arn:{p}:elasticache:{r}:{a}:replicationgroup:{id}',
  },
  {
    type: 'AwsBackupBackupVault',
    service: 'backup',
    events: ['DeleteBackupVault'],
    paths: ['backupVaultName'],
    arn: 'arn:{p}:backup:{r}:{a}:backup-vault:{id}',
  },
  {
    type: 'AwsBackupBackupPlan',
    service: 'backup',
    events: ['DeleteBackupPlan'],
    paths: ['backupPlanId'],
    arn: 'arn:{p}:backup:{r}:{a}:backup-plan:{id}',
    answered: 'backupPlanArn',
    unique: true,
  },
  {
    type: 'AwsBackupRecoveryPoint',
    service: 'backup',
    events: ['DeleteRecoveryPoint'],
    paths: ['recoveryPointArn'],
    arn: '{id}',
    unique: true,
  },
  ...['Instance', 'Task'].map((what): ResourceKind => ({
    type: `AwsDmsReplication${what}`,
    service: 'dms',
    events: [`DeleteReplication${what}`],
    paths: [`replication${what}Arn`],
    arn: '{id}',
  })),
  {
    type: 'AwsDmsEndpoint',
    service: 'dms',
    events: ['DeleteEndpoint'],
    paths: ['endpointArn'],
    arn: '{id}',
  },
  {
    type: 'AwsAthenaWorkGroup',
    service: 'athena',
    events: ['DeleteWorkGroup'],
    paths: ['workGroup'],
    arn: 'arn:{p}:athena:{r}:{a}:workgroup/{id}',
  },
  {
    type: 'Other',
    service: 'glue',
    events: ['DeleteJob'],
    paths: ['jobName'],
    arn: 'arn:{p}:glue:{r}:{a}:job/{id}',
  },
  {
    type: 'AwsSecretsManagerSecret',
    service: 'secretsmanager',
    events: ['DeleteSecret'],
    arn: '{id}',
    // Otherwise it is only scheduled, and may be restored until its window ends.
    find: ({ request, response }) => {
      if (String(member(request, 'forceDeleteWithoutRecovery')) !== 'true') return [];
      const arn = textAt(response, 'aRN');
      return arn === undefined ? [] : [{ id: arn }];
    },
  },
];
