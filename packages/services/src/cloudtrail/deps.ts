import type { Timers } from '@gatehouse/core';
import type {
  AuditEntry,
  LogPort,
  OperationCall,
  OrganizationPort,
  ServiceDeps,
  ServiceRoles,
  ServiceSource,
  TopicCheck,
  TopicPort,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';

/** An object that CloudTrail puts into somebody's bucket. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** The ARN of the KMS key that it is encrypted with, and the context that its policy asks for. */
  readonly encryption?:
    | { readonly keyArn: string; readonly context: Readonly<Record<string, string>> }
    | undefined;
  readonly source: ServiceSource;
  /** Where the service is that writes. */
  readonly region: string;
}

/**
 * How other services put objects; the bucket's policy decides, with `s3:x-amz-acl` bucket-owner-full-control. The object
 * belongs to the bucket's owner.
 */
export interface ObjectWriter {
  /** Undefined when it is there; else what S3 said, `AccessDenied`, `NoSuchBucket`. What may pass rejects. */
  write(object: NewObject): Promise<string | undefined>;
  /** What `write` would say, without writing. */
  check(object: Pick<NewObject, 'bucket' | 'key' | 'source'>): Promise<string | undefined>;
}

/** What trails deliver by. */
export interface TrailPorts {
  readonly timers: Timers;
  readonly objects: ObjectWriter;
  readonly logs: LogPort;
  readonly topics: TopicPort & TopicCheck;
  readonly roles: Pick<ServiceRoles, 'assume'>;
  readonly call: OperationCall;
  /** Puts records on the default buses: Insights events. */
  readonly publish: (tx: Tx, entries: readonly AuditEntry[]) => Promise<void>;
}

export interface CloudTrailDeps extends ServiceDeps, TrailPorts {
  readonly organizations: OrganizationPort;
  /**
   * For test suites of emulators, where access is not enforced: an account without an organization may have an
   * organization's trail, and what a trail delivers to need not be there. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}
