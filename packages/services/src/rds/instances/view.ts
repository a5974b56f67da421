import type { DBInstance, DBSubnetGroup, PendingModifiedValues } from '@aws-sdk/client-rds';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { engineNamed } from '../engines.ts';
import { shownSubnetGroup } from '../groups/views.ts';
import { shownMasterSecret } from '../managed-password/apply.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { shownTags } from '../tags.ts';

const CERTIFICATE = 'rds-ca-rsa2048-g1';
// A restore to a moment can reach what the transaction logs of the last five minutes do not hold yet.
const LOG_LAG_MS = 300_000;

/** Where clients would find it; the digits are the account's and Region's own. */
export const hostName = (
  { id, account, region }: Pick<Resource<'db'>, 'id' | 'account' | 'region'>,
  part = '',
): string => `${id}.${part}c${account.slice(-10)}gh.${region}.rds.amazonaws.com`;

const endpointOf = (instance: Resource<'db'>): Partial<DBInstance> =>
  instance.details.hasEndpoint
    ? {
        Endpoint: {
          Address: hostName(instance),
          Port: instance.details.port,
          HostedZoneId: 'Z2R2ITUGPM61AM',
        },
      }
    : {};

const pendingOf = ({ details }: Resource<'db'>): PendingModifiedValues => ({
  ...details.pending,
  ...(details.status === 'resetting-master-credentials' ? { MasterUserPassword: '****' } : {}),
});

const storageOf = ({ details }: Resource<'db'>): Partial<DBInstance> => ({
  AllocatedStorage: details.storage,
  StorageType: details.storageType,
  ...(details.iops === undefined ? {} : { Iops: details.iops }),
  StorageThroughput: details.throughput ?? 0,
  ...(details.maxStorage === undefined ? {} : { MaxAllocatedStorage: details.maxStorage }),
  StorageEncrypted: details.encrypted,
  ...(details.kmsKey === undefined ? {} : { KmsKeyId: details.kmsKey }),
});

const groupsOf = ({ details }: Resource<'db'>): Partial<DBInstance> => ({
  DBSecurityGroups: [],
  VpcSecurityGroups: details.securityGroups.map((VpcSecurityGroupId) => ({
    VpcSecurityGroupId,
    Status: 'active',
  })),
  DBParameterGroups: [
    { DBParameterGroupName: details.parameterGroup, ParameterApplyStatus: 'in-sync' },
  ],
});

const switchesOf = ({ details }: Resource<'db'>): Partial<DBInstance> => ({
  MultiAZ: details.multiAz,
  ...(details.multiAz && details.secondaryZone !== undefined
    ? { SecondaryAvailabilityZone: details.secondaryZone }
    : {}),
  AutoMinorVersionUpgrade: details.autoMinorUpgrade,
  PubliclyAccessible: details.publiclyAccessible,
  CopyTagsToSnapshot: details.copyTags,
  MonitoringInterval: details.monitoringInterval,
  IAMDatabaseAuthenticationEnabled: details.iamAuthentication,
  PerformanceInsightsEnabled: details.performanceInsights,
  DeletionProtection: details.deletionProtection,
  ...(details.logs.length === 0 ? {} : { EnabledCloudwatchLogsExports: [...details.logs] }),
});

/** An instance as the API shows it. */
export const shownInstance = (
  instance: Resource<'db'>,
  { tags, group, now }: { tags: Tags; group: DBSubnetGroup | undefined; now: Date },
): DBInstance => {
  const { details } = instance;
  const isBackedUp = details.hasEndpoint && details.backupRetention > 0;
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceClass: details.class,
    Engine: details.engine,
    DBInstanceStatus: details.status,
    MasterUsername: details.masterUsername,
    ...shownMasterSecret(details),
    ...(details.databaseName === undefined ? {} : { DBName: details.databaseName }),
    ...endpointOf(instance),
    ...storageOf(instance),
    ...(details.hasEndpoint ? { InstanceCreateTime: instance.createdAt } : {}),
    PreferredBackupWindow: details.backupWindow,
    BackupRetentionPeriod: details.backupRetention,
    ...groupsOf(instance),
    ...(details.hasEndpoint ? { AvailabilityZone: details.zone } : {}),
    ...(group === undefined ? {} : { DBSubnetGroup: group }),
    PreferredMaintenanceWindow: details.maintenanceWindow,
    PendingModifiedValues: pendingOf(instance),
    ...(isBackedUp ? { LatestRestorableTime: new Date(now.getTime() - LOG_LAG_MS) } : {}),
    EngineVersion: details.engineVersion,
    ReadReplicaDBInstanceIdentifiers: [],
    LicenseModel: details.licenseModel,
    OptionGroupMemberships: [
      { OptionGroupName: optionGroup(details.engine, details.engineVersion), Status: 'in-sync' },
    ],
    DbInstancePort: 0,
    ...(instance.parent === undefined ? {} : { DBClusterIdentifier: instance.parent }),
    DbiResourceId: details.resourceId,
    CACertificateIdentifier: CERTIFICATE,
    DomainMemberships: [],
    ...(details.promotionTier === undefined ? {} : { PromotionTier: details.promotionTier }),
    DBInstanceArn: arnOfResource(instance),
    ...switchesOf(instance),
    AssociatedRoles: [],
    TagList: shownTags(tags),
    CustomerOwnedIpEnabled: false,
    NetworkType: 'IPV4',
    BackupTarget: 'region',
    DedicatedLogVolume: false,
  };
};

/** `default:mysql-8-0`: there are no others here. */
export const optionGroup = (engine: string, version: string): string => {
  const { familyParts } = engineNamed(engine);
  return `default:${engine}-${version.split('.').slice(0, familyParts).join('-')}`;
};

/** One instance as the API shows it, with what it takes to show it. */
export const viewedInstance = async (
  call: Pick<Call, 'tx' | 'now'>,
  instance: Resource<'db'>,
  tags: Tags,
): Promise<DBInstance> => {
  const { account, region, details } = instance;
  const name = { account, region, kind: 'subgrp', id: details.subnetGroup } as const;
  const group = await resources.find(call.tx, name);
  return shownInstance(instance, {
    tags,
    group: group === undefined ? undefined : shownSubnetGroup(group),
    now: call.now,
  });
};
