import type { VolumeType } from '@aws-sdk/client-ec2';

export interface VolumeAttachmentDetails {
  readonly instance: string;
  readonly device: string;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
  /** Of an encrypted volume: the grant by which the instance reads its data key. */
  readonly grant?: string | undefined;
}

/** What KMS gave for a volume or a snapshot, in base64, and the id that it is bound to as `aws:ebs:id`. */
export interface KeptDataKey {
  readonly encrypted: string;
  readonly boundTo: string;
}

/** What KMS refused. */
export interface KeyFailure {
  readonly denied: boolean;
  /** In its own words. */
  readonly cause: string;
}

export interface VolumeDetails {
  readonly size: number;
  readonly type: VolumeType;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly encrypted: boolean;
  /** ARN. */
  readonly kmsKey?: string | undefined;
  readonly dataKey?: KeptDataKey | undefined;
  /** Why it came to nothing. */
  readonly failure?: KeyFailure | undefined;
  readonly snapshot?: string | undefined;
  readonly zone: string;
  readonly multiAttach: boolean;
  readonly attachment?: VolumeAttachmentDetails | undefined;
  readonly modification?: VolumeModificationDetails | undefined;
}

export interface VolumeModificationDetails {
  readonly startedAt: number;
  readonly from: VolumeShape;
  readonly to: VolumeShape;
}

export interface VolumeShape {
  readonly size: number;
  readonly type: VolumeType;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

export interface SnapshotDetails {
  readonly volume: string;
  readonly size: number;
  readonly description: string;
  readonly encrypted: boolean;
  /** ARN. */
  readonly kmsKey?: string | undefined;
  readonly dataKey?: KeptDataKey | undefined;
  /** Why it came to nothing. */
  readonly failure?: KeyFailure | undefined;
  /** From then on it is `completed`. */
  readonly completedAt: number;
}

export interface StorageKinds {
  readonly volume: VolumeDetails;
  readonly snapshot: SnapshotDetails;
}
