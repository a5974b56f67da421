import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { brokerRoleArn } from '../iam/documents.ts';
import { bucketOf } from '../interfaces.ts';
import type { DeploySettings } from '../settings.ts';

export interface Records {
  readonly key: Key;
  /** Signed states of the audit log, which nobody can change or delete before their time. */
  readonly checkpoints: Bucket;
  readonly accessLogs: Bucket;
  readonly serviceLogs: LogGroup;
  readonly flowLogs: LogGroup;
  readonly databaseLogs: LogGroup;
  readonly notices: Topic;
}

/** Name of the database cluster; its log group has it in its own. */
export const CLUSTER = 'gatehouse-broker';

const createKey = (scope: Construct, { partition, region, brokerAccount }: DeploySettings): Key => {
  const key = new Key(scope, 'Key', {
    alias: 'gatehouse-broker',
    description: 'Logs, secrets, database and notices of the access broker',
    enableKeyRotation: true,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:Describe*',
      ],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${brokerAccount}:log-group:*`,
        },
      },
    }),
  );
  return key;
};

const createLogGroup = (
  scope: Construct,
  id: string,
  logGroupName: string,
  key: Key,
  days: number,
) =>
  new LogGroup(scope, id, {
    logGroupName,
    retention: days,
    encryptionKey: key,
    removalPolicy: RemovalPolicy.RETAIN,
  });

const createAccessLogs = (scope: Construct, days: number): Bucket =>
  new Bucket(scope, 'AccessLogs', {
    // Elastic Load Balancing writes to buckets with S3's own keys only.
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    lifecycleRules: [
      { expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(30) },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });

const createCheckpoints = (
  scope: Construct,
  settings: DeploySettings,
  accessLogs: Bucket,
): Bucket => {
  const bucket = new Bucket(scope, 'Checkpoints', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    objectLockEnabled: true,
    // Compliance: not even the account's root user shortens it.
    objectLockDefaultRetention: ObjectLockRetention.compliance(
      Duration.days(settings.service.checkpointRetentionDays),
    ),
    serverAccessLogsBucket: bucketOf(accessLogs),
    serverAccessLogsPrefix: 'checkpoints/',
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // Another role of the account may have s3:* and could add checkpoints of a log that never was.
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'OnlyTheBrokerWrites',
      effect: Effect.DENY,
      principals: [new ArnPrincipal('*')],
      actions: ['s3:PutObject', 's3:PutObjectRetention', 's3:PutObjectLegalHold'],
      resources: [bucket.arnForObjects('*')],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': brokerRoleArn(settings) } },
    }),
  );
  return bucket;
};

/** What is written down, and the key it is encrypted with. */
export const createRecords = (scope: Construct, settings: DeploySettings): Records => {
  const { logRetentionDays: days } = settings.service;
  const key = createKey(scope, settings);
  const logs = (id: string, name: string): LogGroup => createLogGroup(scope, id, name, key, days);
  const accessLogs = createAccessLogs(scope, days);
  return {
    key,
    accessLogs,
    checkpoints: createCheckpoints(scope, settings, accessLogs),
    serviceLogs: logs('ServiceLogs', '/gatehouse/broker'),
    flowLogs: logs('FlowLogs', '/gatehouse/broker-network'),
    databaseLogs: logs('DatabaseLogs', `/aws/rds/cluster/${CLUSTER}/postgresql`),
    notices: new Topic(scope, 'Notices', {
      topicName: 'gatehouse-broker-notices',
      displayName: 'Gatehouse access broker',
      masterKey: key,
      enforceSSL: true,
    }),
  };
};
