import type { VolumeType } from '@aws-sdk/client-ec2';

export interface VolumeAttachmentDetails {
  readonly instance: string;
  readonly device: string;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
}

export interface VolumeDetails {
  readonly size: number;
  readonly type: VolumeType;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
  readonly encrypted: boolean;
  readonly kmsKey?: string | undefined;
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
  readonly kmsKey?: string | undefined;
  /** From then on it is `completed`. */
  readonly completedAt: number;
}

export interface StorageKinds {
  readonly volume: VolumeDetails;
  readonly snapshot: SnapshotDetails;
}
