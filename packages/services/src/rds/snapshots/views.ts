import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import type { Tags } from '@gatehouse/service-kit';
import { arnOf, arnOfResource } from '../arns.ts';
import { optionGroup } from '../instances/view.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { shownTags } from '../tags.ts';

const DONE = 100;

/** A snapshot is being made, or it is there. */
export const statusOf = ({ details }: Resource<SnapshotKind>, now: Date): string =>
  now.getTime() >= details.completedAt ? 'available' : 'creating';

const keyOf = ({ details }: Resource<SnapshotKind>): { readonly KmsKeyId?: string } =>
  details.kmsKey === undefined ? {} : { KmsKeyId: details.kmsKey };

const copyOf = ({ details }: Resource<'snapshot'>): Partial<DBSnapshot> =>
  details.copiedFrom === undefined
    ? {}
    : {
        SourceDBSnapshotIdentifier: details.copiedFrom,
        ...(details.copiedFromRegion === undefined
          ? {}
          : { SourceRegion: details.copiedFromRegion }),
      };

/** As AWS shows it to another account: under its ARN. */
const identifierFor = (snapshot: Resource<SnapshotKind>, account: string): string =>
  snapshot.account === account ? snapshot.id : arnOfResource(snapshot);

export interface Viewing {
  readonly account: string;
  readonly now: Date;
}

export const shownSnapshot = (
  snapshot: Resource<'snapshot'>,
  tags: Tags,
  { account, now }: Viewing,
): DBSnapshot => {
  const { details } = snapshot;
  const status = statusOf(snapshot, now);
  return {
    DBSnapshotIdentifier: identifierFor(snapshot, account),
    DBInstanceIdentifier: snapshot.parent,
    SnapshotCreateTime: snapshot.createdAt,
    OriginalSnapshotCreateTime: snapshot.createdAt,
    Engine: details.engine,
    AllocatedStorage: details.storage,
    Status: status,
    Port: details.port,
    AvailabilityZone: details.zones[0],
    ...(details.vpc === undefined ? {} : { VpcId: details.vpc }),
    InstanceCreateTime: new Date(details.sourceCreatedAt),
    MasterUsername: details.masterUsername,
    EngineVersion: details.engineVersion,
    LicenseModel: details.licenseModel,
    SnapshotType: details.type,
    ...(details.iops === undefined ? {} : { Iops: details.iops }),
    StorageThroughput: details.throughput ?? 0,
    OptionGroupName: optionGroup(details.engine, details.engineVersion),
    PercentProgress: status === 'available' ? DONE : 0,
    ...copyOf(snapshot),
    StorageType: details.storageType,
    Encrypted: details.encrypted,
    ...keyOf(snapshot),
    DBSnapshotArn: arnOfResource(snapshot),
    IAMDatabaseAuthenticationEnabled: details.iamAuthentication,
    ProcessorFeatures: [],
    DbiResourceId: details.resourceId,
    TagList: shownTags(tags),
    SnapshotTarget: 'region',
    DedicatedLogVolume: false,
  };
};

export const shownClusterSnapshot = (
  snapshot: Resource<'cluster-snapshot'>,
  tags: Tags,
  { account, now }: Viewing,
): DBClusterSnapshot => {
  const { details, parent = '' } = snapshot;
  const status = statusOf(snapshot, now);
  return {
    AvailabilityZones: [...details.zones],
    DBClusterSnapshotIdentifier: identifierFor(snapshot, account),
    DBClusterIdentifier: parent,
    SnapshotCreateTime: snapshot.createdAt,
    Engine: details.engine,
    EngineMode: 'provisioned',
    AllocatedStorage: details.storage,
    Status: status,
    Port: details.port,
    ...(details.vpc === undefined ? {} : { VpcId: details.vpc }),
    ClusterCreateTime: new Date(details.sourceCreatedAt),
    MasterUsername: details.masterUsername,
    EngineVersion: details.engineVersion,
    LicenseModel: details.licenseModel,
    SnapshotType: details.type,
    PercentProgress: status === 'available' ? DONE : 0,
    StorageEncrypted: details.encrypted,
    ...keyOf(snapshot),
    DBClusterSnapshotArn: arnOfResource(snapshot),
    ...(details.copiedFrom === undefined ? {} : { SourceDBClusterSnapshotArn: details.copiedFrom }),
    IAMDatabaseAuthenticationEnabled: details.iamAuthentication,
    TagList: shownTags(tags),
    StorageType: details.storageType,
    DbClusterResourceId: details.resourceId,
  };
};

/** What filters may name a snapshot's database by. */
export const databaseNames = (
  snapshot: Resource<SnapshotKind>,
): readonly (string | undefined)[] => [
  snapshot.parent,
  arnOf(snapshot, snapshot.kind === 'snapshot' ? 'db' : 'cluster', snapshot.parent ?? ''),
];
