import type { GroupKinds } from './groups/model.ts';
import type { SnapshotDetails } from './snapshots/model.ts';
import type { SubscriptionDetails } from './subscriptions/model.ts';

export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** The hidden machine of an instance, and what lets it use the key. */
export interface HostOfDatabase {
  /** `i-…` */
  readonly instance: string;
  /** `vol-…` */
  readonly volume: string;
  /** Of the grant to the host, the post's EBS grant; undefined until it is made. */
  readonly grant?: string | undefined;
}

/** What makes an encrypted database readable: made with it, and gone with it. */
export interface Encryption {
  /** Of the grant to RDS. */
  readonly grant: string;
  /** A data key as KMS encrypted it for this database, in base64: logs, backups and snapshots are under it. */
  readonly dataKey: string;
  /** Only of an instance that has storage of its own. */
  readonly host?: HostOfDatabase | undefined;
  /** Since when the key cannot be used; milliseconds since 1970. */
  readonly closedAt?: number | undefined;
}

/** The secret that RDS keeps with Secrets Manager for the master user, and rotates. */
export interface MasterSecret {
  readonly arn: string;
  /** ARN. */
  readonly kmsKey: string;
  /** Of the grant by which RDS uses a customer managed key for it; undefined: every principal may through Secrets Manager. */
  readonly grant?: string | undefined;
  readonly status: 'creating' | 'active' | 'rotating' | 'impaired';
}

/** What an instance and a cluster have in common. */
export interface DatabaseDetails {
  readonly engine: string;
  readonly engineVersion: string;
  readonly status: string;
  /** `db-…` or `cluster-…`: never given twice, whatever the identifier becomes. */
  readonly resourceId: string;
  readonly masterUsername: string;
  /** Undefined: whoever made it keeps its password himself. */
  readonly masterSecret?: MasterSecret | undefined;
  readonly databaseName?: string | undefined;
  readonly port: number;
  readonly multiAz: boolean;
  readonly publiclyAccessible: boolean;
  readonly encrypted: boolean;
  /** ARN; only of what is encrypted. */
  readonly kmsKey?: string | undefined;
  /** Of what is encrypted; a cluster's instances have the cluster's. */
  readonly encryption?: Encryption | undefined;
  /** Days. */
  readonly backupRetention: number;
  readonly backupWindow: string;
  readonly maintenanceWindow: string;
  readonly securityGroups: readonly string[];
  readonly subnetGroup: string;
  readonly parameterGroup: string;
  readonly autoMinorUpgrade: boolean;
  readonly copyTags: boolean;
  readonly iamAuthentication: boolean;
  readonly deletionProtection: boolean;
  readonly logs: readonly string[];
  /** GiB. */
  readonly storage: number;
  readonly storageType: string;
  readonly iops?: number | undefined;
  /** Changes that were asked for and are not made yet, by the member of `PendingModifiedValues`. */
  readonly pending: PendingChanges;
  /** Seen by clients once it was available for the first time. */
  readonly hasEndpoint: boolean;
}

export interface PendingChanges {
  readonly AllocatedStorage?: number;
  readonly DBInstanceClass?: string;
  readonly DBInstanceIdentifier?: string;
  readonly EngineVersion?: string;
  readonly Iops?: number;
  readonly MultiAZ?: boolean;
  readonly Port?: number;
  readonly StorageType?: string;
  readonly StorageThroughput?: number;
}

export interface InstanceDetails extends DatabaseDetails {
  readonly class: string;
  readonly zone: string;
  readonly secondaryZone?: string | undefined;
  /** MiB/s. */
  readonly throughput?: number | undefined;
  readonly maxStorage?: number | undefined;
  readonly licenseModel: string;
  readonly promotionTier?: number | undefined;
  /** Seconds; 0 is off. */
  readonly monitoringInterval: number;
  readonly performanceInsights: boolean;
}

export interface ClusterDetails extends DatabaseDetails {
  readonly zones: readonly string[];
  /** Of a Multi-AZ cluster that is not Aurora's. */
  readonly class?: string | undefined;
}

/** Each kind of resource, by the ARN's resource type. */
export interface Kinds extends GroupKinds {
  readonly db: InstanceDetails;
  readonly cluster: ClusterDetails;
  readonly snapshot: SnapshotDetails;
  readonly 'cluster-snapshot': SnapshotDetails;
  readonly es: SubscriptionDetails;
}

export type Kind = keyof Kinds;
export type DatabaseKind = 'db' | 'cluster';
export type SnapshotKind = 'snapshot' | 'cluster-snapshot';

export interface Resource<K extends Kind> extends Scope {
  readonly kind: K;
  /** In lower case. */
  readonly id: string;
  /** The cluster of an instance, the database of a snapshot. */
  readonly parent?: string | undefined;
  readonly createdAt: Date;
  readonly details: Kinds[K];
  /** The master user's password, sealed for `secretContext` of this resource. */
  readonly secret?: Uint8Array | undefined;
}

export const withDetails = <K extends Kind>(
  resource: Resource<K>,
  changes: Partial<Kinds[K]>,
): Resource<K> => ({ ...resource, details: { ...resource.details, ...changes } });
