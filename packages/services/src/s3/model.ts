/** The name is unique over all accounts; an account owns it and a Region holds it. */
export interface Bucket {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  /** undefined: never switched on. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  readonly objectLock: boolean;
  /** What is needed with nearly every request: policy, acl, ownership, publicAccessBlock, encryption, …; as JSON. */
  readonly settings: ReadonlyMap<SettingKind, string>;
}

/** The small settings, which come with their bucket. */
export const SMALL_SETTINGS = [
  'accelerate',
  'acl',
  'encryption',
  'notification',
  'objectLock',
  'ownership',
  'policy',
  'publicAccessBlock',
  'requestPayment',
] as const;

/** Those that may have a thousand rules are read when they are asked for. */
export const LARGE_SETTINGS = ['cors', 'lifecycle', 'logging', 'replication', 'website'] as const;

export type SettingKind = (typeof SMALL_SETTINGS)[number] | (typeof LARGE_SETTINGS)[number];

export const ALGORITHMS = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'MD5',
  'SHA1',
  'SHA256',
  'SHA512',
] as const;

export type Algorithm = (typeof ALGORITHMS)[number];

export interface Checksum {
  readonly algorithm: Algorithm;
  /** Base64; a composite one ends with `-` and the number of parts. */
  readonly value: string;
  readonly type: 'COMPOSITE' | 'FULL_OBJECT';
}

/** Who may do what by an access control list. */
export interface Grant {
  readonly grantee: { readonly id: string } | { readonly uri: string };
  readonly permission: 'FULL_CONTROL' | 'READ' | 'READ_ACP' | 'WRITE' | 'WRITE_ACP';
}

export interface Lock {
  readonly mode?: 'COMPLIANCE' | 'GOVERNANCE' | undefined;
  /** Milliseconds since 1970. */
  readonly until?: number | undefined;
  readonly legalHold?: 'OFF' | 'ON' | undefined;
}

export interface Sse {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** Of an object its KMS key's ARN; before there is one, as the request or the bucket names the key. Default: `alias/aws/s3`. */
  readonly keyId?: string | undefined;
  readonly bucketKey?: boolean | undefined;
  /** What the caller added to the encryption context. */
  readonly context?: Readonly<Record<string, string>> | undefined;
  /** The object's own key under a data key, and the data key under the KMS key; base64. */
  readonly sealed?: { readonly dataKey: string; readonly objectKey: string } | undefined;
}

/** What is told of an object with its content; stored as JSON. */
export interface Details {
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  readonly contentType?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expires?: number | undefined;
  readonly redirect?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly sse?: Sse | undefined;
  readonly checksum?: Checksum | undefined;
  readonly lock?: Lock | undefined;
  /** Where ACLs are enabled; default: the owner has everything. */
  readonly acl?: readonly Grant[] | undefined;
  /** Of an object that was put in parts. */
  readonly parts?: readonly PartDetails[] | undefined;
}

export interface PartDetails {
  readonly number: number;
  readonly size: number;
  readonly checksum?: string | undefined;
}

export interface ObjectVersion {
  readonly key: string;
  /** Counts the versions of a key: the greatest is the latest. */
  readonly seq: number;
  /** `null` where the bucket had no versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly storageClass: string;
  readonly modifiedAt: Date;
  readonly contentId: string;
  readonly details: Details;
  readonly tags: ReadonlyMap<string, string>;
}

/** A stretch of a content on disk; an object is one or more of them, in order. */
export interface Stretch {
  readonly blob: string;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: Date;
  /** ARN of who began it. */
  readonly initiator: string;
  readonly storageClass: string;
  readonly algorithm: Algorithm | undefined;
  readonly checksumType: Checksum['type'] | undefined;
  readonly details: Details;
  readonly tags: ReadonlyMap<string, string>;
}

export interface Part {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly contentId: string;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string | undefined;
}
