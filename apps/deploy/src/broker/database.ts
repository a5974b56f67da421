import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  ParameterGroup,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { vpcOf } from '../interfaces.ts';
import type { Network } from './network.ts';
import { CLUSTER, type Records } from './records.ts';

const BACKUP_DAYS = 35;
const LEAST_UNITS = 0.5;
const MOST_UNITS = 4;
export const DATABASE_NAME = 'gatehouse';

export interface Database {
  readonly cluster: DatabaseCluster;
  /** With `username`, `password`, `host` and `port`. */
  readonly secret: ISecret;
}

/** PostgreSQL in two zones; the reader takes over when the writer is gone. */
export const createDatabase = (
  scope: Construct,
  { vpc, database }: Network,
  { key, databaseLogs }: Records,
): Database => {
  const engine = DatabaseClusterEngine.auroraPostgres({
    version: AuroraPostgresEngineVersion.VER_16_13,
  });
  const instance = { publiclyAccessible: false, autoMinorVersionUpgrade: true };
  const cluster = new DatabaseCluster(scope, 'Database', {
    clusterIdentifier: CLUSTER,
    engine,
    writer: ClusterInstance.serverlessV2('Writer', instance),
    readers: [ClusterInstance.serverlessV2('Reader', { ...instance, scaleWithWriter: true })],
    serverlessV2MinCapacity: LEAST_UNITS,
    serverlessV2MaxCapacity: MOST_UNITS,
    vpc: vpcOf(vpc),
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    securityGroups: [database],
    defaultDatabaseName: DATABASE_NAME,
    // The password becomes part of a URL: letters and digits only.
    credentials: Credentials.fromGeneratedSecret('gatehouse', {
      secretName: 'gatehouse-broker/database',
      encryptionKey: key,
      excludeCharacters: ' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    }),
    parameterGroup: new ParameterGroup(scope, 'DatabaseParameters', {
      engine,
      parameters: { 'rds.force_ssl': '1', log_connections: '1', log_disconnections: '1' },
    }),
    storageEncrypted: true,
    storageEncryptionKey: key,
    backup: { retention: Duration.days(BACKUP_DAYS) },
    copyTagsToSnapshot: true,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.SNAPSHOT,
    cloudwatchLogsExports: ['postgresql'],
  });
  // RDS would make the group itself, without a key and without an end.
  cluster.node.addDependency(databaseLogs);
  const { secret } = cluster;
  if (secret === undefined) throw new Error('a cluster with generated credentials has no secret');
  return { cluster, secret };
};
