/** Of an instance or of a cluster. */
export interface SnapshotDetails {
  readonly type: 'manual' | 'automated';
  /** The `db-…` or `cluster-…` of what it was taken of. */
  readonly resourceId: string;
  /** Milliseconds since 1970. */
  readonly sourceCreatedAt: number;
  readonly completedAt: number;
  readonly engine: string;
  readonly engineVersion: string;
  readonly class?: string | undefined;
  readonly masterUsername: string;
  readonly databaseName?: string | undefined;
  readonly licenseModel: string;
  readonly port: number;
  readonly zones: readonly string[];
  readonly vpc: string | undefined;
  readonly storage: number;
  readonly storageType: string;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly encrypted: boolean;
  readonly kmsKey?: string | undefined;
  /** The data key that it is under, as `kmsKey` encrypted it for the database, in base64. */
  readonly dataKey?: string | undefined;
  readonly iamAuthentication: boolean;
  readonly multiAz: boolean;
  readonly parameterGroup: string;
  /** Of a copy: the ARN and the Region of what was copied. */
  readonly copiedFrom?: string | undefined;
  readonly copiedFromRegion?: string | undefined;
}
