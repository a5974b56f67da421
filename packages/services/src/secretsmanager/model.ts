import type { Tags } from '@gatehouse/service-kit';

/** Where a secret is: names are unique there. */
export interface SecretRef {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** As RotateSecret was given them. */
export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined;
  readonly Duration?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
}

/** What a secret knows of its rotation; times are milliseconds since 1970. */
export interface Rotation {
  readonly enabled: boolean;
  readonly lambdaArn: string | undefined;
  readonly rules: RotationRules | undefined;
  readonly lastRotatedAt: number | undefined;
  readonly nextRotationAt: number | undefined;
  /** JSON that only the rotation reads. */
  readonly state: string | undefined;
}

export const NO_ROTATION: Rotation = {
  enabled: false,
  lambdaArn: undefined,
  rules: undefined,
  lastRotatedAt: undefined,
  nextRotationAt: undefined,
  state: undefined,
};

/** A secret without its values; times are milliseconds since 1970. */
export interface Secret extends SecretRef {
  /** Ours: versions and labels are rows of it. */
  readonly id: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** The KMS key as the caller named it; undefined: `aws/secretsmanager`. */
  readonly kmsKeyId: string | undefined;
  /** Type of a managed external secret. */
  readonly type: string | undefined;
  /** The service that manages it: `rds`. */
  readonly owningService: string | undefined;
  readonly policy: ResourcePolicy | undefined;
  /** Set for secrets that are, or were, replicated. */
  readonly primaryRegion: string | undefined;
  /** The primary's id, for a replica. */
  readonly primaryId: string | undefined;
  /** Of a primary. */
  readonly replicas: readonly Replica[];
  readonly createdAt: number;
  readonly changedAt: number;
  /** Midnight UTC of the day on which a value was read last. */
  readonly accessedAt: number | undefined;
  /** When DeleteSecret was asked. */
  readonly deletedAt: number | undefined;
  /** When the recovery window ends. */
  readonly deletionAt: number | undefined;
  readonly rotation: Rotation;
}

/** A secret's copy in another Region, as its primary knows it. */
export interface Replica {
  readonly region: string;
  /** As ReplicateSecretToRegions named it; undefined: `aws/secretsmanager` of that Region. */
  readonly kmsKeyId?: string | undefined;
  readonly status: 'InSync' | 'InProgress' | 'Failed';
  readonly message?: string | undefined;
}

export interface ResourcePolicy {
  readonly document: string;
  /** Unique ids of the users and roles that it names, by ARN. */
  readonly principals: ReadonlyMap<string, string>;
}

/** A value as it is stored: sealed under a data key, of which there is only what KMS made of it. */
export interface SealedValue {
  readonly kind: 'string' | 'binary';
  readonly sealed: Uint8Array;
  /** ARN of the KMS key. */
  readonly keyArn: string;
  /** The data key as KMS encrypted it. */
  readonly dataKey: Uint8Array;
}

export interface Version {
  readonly secretId: string;
  readonly versionId: string;
  readonly createdAt: number;
  readonly accessedAt: number | undefined;
  /** Undefined: made by a rotation that has not put a value yet. */
  readonly value: SealedValue | undefined;
}

/** Label → version id. */
export type Labels = ReadonlyMap<string, string>;

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

export const isReplica = ({ primaryId }: Secret): boolean => primaryId !== undefined;

/** A secret with what describes it. */
export interface DescribedSecret {
  readonly secret: Secret;
  readonly tags: Tags;
  readonly labels: Labels;
}

/** The type of a secret as the tagging API spells it. */
export const TAG_TYPE = 'secretsmanager:secret';

export const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
