import type {
  _InstanceType,
  ArchitectureValues,
  InstanceMetadataOptionsResponse,
  InstanceStateName,
  ShutdownBehavior,
  Tenancy,
} from '@aws-sdk/client-ec2';

export type StateName = InstanceStateName;

export interface BlockDevice {
  readonly device: string;
  readonly volume: string;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
}

/** Why an instance does not start, as its StateReason says it. */
export interface StartFailure {
  readonly code: string;
  readonly message: string;
}

export interface InstanceDetails {
  readonly image: string;
  readonly type: _InstanceType;
  readonly architecture: ArchitectureValues;
  readonly platform?: string | undefined;
  readonly keyName?: string | undefined;
  readonly subnet: string;
  readonly vpc: string;
  readonly zone: string;
  readonly tenancy: Tenancy;
  readonly state: StateName;
  readonly stateReason?: { readonly code: string; readonly message: string } | undefined;
  /** Of one that is pending and will not run: what it says, and where it goes instead. */
  readonly failure?: (StartFailure & { readonly next: 'shutting-down' | 'stopping' }) | undefined;
  /** `User initiated (2026-03-02 10:00:00 GMT)` */
  readonly transition: string;
  readonly launchedAt: number;
  readonly launchIndex: number;
  readonly reservation: string;
  readonly clientToken?: string | undefined;
  readonly profile?: { readonly arn: string; readonly id: string } | undefined;
  /** Ids of network interfaces, the primary one first. */
  readonly interfaces: readonly string[];
  readonly blockDevices: readonly BlockDevice[];
  readonly rootDevice: string;
  /** Sealed: people put secrets into it. */
  readonly userData?: string | undefined;
  readonly metadata: InstanceMetadataOptionsResponse;
  readonly monitoring: boolean;
  readonly terminationProtected: boolean;
  readonly stopProtected: boolean;
  readonly shutdownBehavior: ShutdownBehavior;
  /** Whether it was launched with a public address, which it gets anew at each start. */
  readonly publicIp: boolean;
  readonly sourceDestCheck: boolean;
  readonly ebsOptimized: boolean;
  readonly cpuCredits?: string | undefined;
}

export interface KeyPairDetails {
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly fingerprint: string;
  /** OpenSSH form. */
  readonly publicKey: string;
}

export interface InstanceKinds {
  readonly instance: InstanceDetails;
  readonly 'key-pair': KeyPairDetails;
}
