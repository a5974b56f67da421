/** Where parameters are: keys are unique there. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

export interface ParameterRef extends Scope {
  /** The name without the slash that it begins with: `TestParam1` and `/TestParam1` are one parameter. */
  readonly key: string;
  readonly arn: string;
}

export type ParameterType = 'SecureString' | 'String' | 'StringList';
export type Tier = 'Advanced' | 'Standard';

/** A policy of a parameter (Systems Manager User Guide, "Assigning parameter policies"). */
export interface ParameterPolicy {
  readonly type: string;
  /** Its JSON, as the caller sent it. */
  readonly text: string;
  readonly status: 'Finished' | 'Pending';
  /** When it was given, in milliseconds since 1970. */
  readonly createdAt: number;
}

/** A value as it is stored: sealed by the vault, or by a key of KMS alone. */
export interface SealedValue {
  readonly sealed: Uint8Array;
  /** ARN of the KMS key; undefined: no key of KMS has sealed it. */
  readonly keyArn: string | undefined;
  /** The data key as KMS encrypted it; undefined: KMS encrypted the value itself. */
  readonly dataKey: Uint8Array | undefined;
}

/** What each version of a parameter has of its own. */
export interface Version {
  readonly version: number;
  readonly type: ParameterType;
  readonly tier: Tier;
  readonly dataType: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  /** The KMS key as the caller named it. */
  readonly keyId: string | undefined;
  readonly policies: readonly ParameterPolicy[];
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** ARN of who did. */
  readonly modifiedBy: string;
  readonly value: SealedValue;
}

export interface SharingPolicy {
  readonly id: string;
  readonly hash: string;
  readonly document: string;
  /** Unique ids of the users and roles that it names, by ARN. */
  readonly principals: ReadonlyMap<string, string>;
}

/** A parameter with its newest version. */
export interface Parameter extends ParameterRef {
  /** Ours: versions and labels are rows of it. */
  readonly id: string;
  /** As it was created. */
  readonly name: string;
  readonly sharing: SharingPolicy | undefined;
  readonly latest: Version;
}

export const TAG_TYPE = 'ssm:parameter';
export const DEFAULT_KEY = 'alias/aws/ssm';
export const STANDARD_BYTES = 4096;
export const ADVANCED_BYTES = 8192;
export const MOST_VERSIONS = 100;
export const MOST_LABELS = 10;
