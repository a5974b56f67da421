/** How a finding may name a resource in `Resources[].Id`. */
export type ResourceName =
  /** An ARN, or an id that no other resource ever has: `i-0123456789abcdef0`. */
  | { readonly kind: 'exact'; readonly id: string }
  /** An ARN of which the event does not tell what stands between these parts. */
  | { readonly kind: 'pattern'; readonly parts: readonly string[] }
  /** A bare name: only together with the type of the resource does it say which. */
  | { readonly kind: 'named'; readonly id: string; readonly type: string };

/** A resource that is gone. */
export interface Deletion {
  /** Id of the event that told it, and for several resources in one event their number: the same each time it is read. */
  readonly id: string;
  /** ASFF resource type, `AwsS3Bucket`; `Other` where ASFF has none. */
  readonly type: string;
  /** What a person would call it: the bucket's name, the instance's id. */
  readonly label: string;
  readonly names: readonly ResourceName[];
  /** Another resource may get the same name later. */
  readonly reusable: boolean;
  readonly account: string;
  /** Where it was; undefined for resources of global services, whose findings are in any Region. */
  readonly region: string | undefined;
  readonly at: Date;
  readonly cause: Cause;
}

/** Why we hold it for gone. */
export interface Cause {
  readonly eventId: string;
  /** `s3:DeleteBucket`, or the type of an event that is no API call: `EC2 Instance State-change Notification`. */
  readonly action: string;
  /** ARN of who did it, where the event names one. */
  readonly by: string | undefined;
}

/** Why an event about a deletion leads to nothing. */
export type Ignored =
  /** Put on a bus by somebody else than AWS, whatever it says. */
  | 'not-by-aws'
  | 'not-a-deletion'
  | 'failed-call'
  | 'scheduled-only'
  | 'part-of-a-resource'
  | 'unknown-resource'
  | 'unreadable';

export type Reading =
  | { readonly deletions: readonly Deletion[] }
  | { readonly ignored: Ignored; readonly what: string };
