import type { DBCluster } from '@aws-sdk/client-rds';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { hostName } from '../instances/view.ts';
import { shownMasterSecret } from '../managed-password/apply.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { shownTags } from '../tags.ts';

const TIER = 1;

const pendingOf = ({ details }: Resource<'cluster'>): Partial<DBCluster> => {
  const { EngineVersion, DBInstanceIdentifier, AllocatedStorage } = details.pending;
  const shown = {
    ...(AllocatedStorage === undefined ? {} : { AllocatedStorage }),
    ...(EngineVersion === undefined ? {} : { EngineVersion }),
    ...(DBInstanceIdentifier === undefined ? {} : { DBClusterIdentifier: DBInstanceIdentifier }),
  };
  return Object.keys(shown).length === 0 ? {} : { PendingModifiedValues: shown };
};

const membersOf = (members: readonly Resource<'db'>[]): DBCluster['DBClusterMembers'] =>
  members.map((one, at) => ({
    DBInstanceIdentifier: one.id,
    // The first one writes; nothing fails over here.
    IsClusterWriter: at === 0,
    DBClusterParameterGroupStatus: 'in-sync',
    PromotionTier: one.details.promotionTier ?? TIER,
  }));

/** A cluster as the API shows it. */
export const viewedCluster = async (
  { tx }: Pick<Call, 'tx'>,
  cluster: Resource<'cluster'>,
  tags: Tags,
): Promise<DBCluster> => {
  const { details, createdAt } = cluster;
  const members = await resources.of(tx, cluster, 'db', cluster.id);
  return {
    AllocatedStorage: details.storage,
    AvailabilityZones: [...details.zones],
    BackupRetentionPeriod: details.backupRetention,
    ...(details.databaseName === undefined ? {} : { DatabaseName: details.databaseName }),
    DBClusterIdentifier: cluster.id,
    DBClusterParameterGroup: details.parameterGroup,
    DBSubnetGroup: details.subnetGroup,
    Status: details.status,
    Endpoint: hostName(cluster, 'cluster-'),
    ReaderEndpoint: hostName(cluster, 'cluster-ro-'),
    MultiAZ: details.multiAz || new Set(members.map((one) => one.details.zone)).size > 1,
    Engine: details.engine,
    EngineVersion: details.engineVersion,
    EarliestRestorableTime: createdAt,
    LatestRestorableTime: createdAt,
    Port: details.port,
    MasterUsername: details.masterUsername,
    ...shownMasterSecret(details),
    PreferredBackupWindow: details.backupWindow,
    PreferredMaintenanceWindow: details.maintenanceWindow,
    ReadReplicaIdentifiers: [],
    DBClusterMembers: membersOf(members),
    VpcSecurityGroups: details.securityGroups.map((VpcSecurityGroupId) => ({
      VpcSecurityGroupId,
      Status: 'active',
    })),
    HostedZoneId: 'Z2R2ITUGPM61AM',
    StorageEncrypted: details.encrypted,
    ...(details.kmsKey === undefined ? {} : { KmsKeyId: details.kmsKey }),
    DbClusterResourceId: details.resourceId,
    DBClusterArn: arnOfResource(cluster),
    AssociatedRoles: [],
    IAMDatabaseAuthenticationEnabled: details.iamAuthentication,
    ClusterCreateTime: createdAt,
    ...(details.logs.length === 0 ? {} : { EnabledCloudwatchLogsExports: [...details.logs] }),
    ...pendingOf(cluster),
    EngineMode: 'provisioned',
    ...(details.class === undefined ? {} : { DBClusterInstanceClass: details.class }),
    StorageType: details.storageType,
    ...(details.iops === undefined ? {} : { Iops: details.iops }),
    AutoMinorVersionUpgrade: details.autoMinorUpgrade,
    DeletionProtection: details.deletionProtection,
    HttpEndpointEnabled: false,
    CopyTagsToSnapshot: details.copyTags,
    CrossAccountClone: false,
    DomainMemberships: [],
    TagList: shownTags(tags),
    NetworkType: 'IPV4',
  };
};
