/** A KMS key as its own account's API tells about it. */
export interface KeyFacts {
  readonly arn: string;
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** `arn:` + this: `aws`, `aws-cn`. */
  readonly partition: string;
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
  readonly origin: string;
  readonly manager: string;
  readonly multiRegion: 'PRIMARY' | 'REPLICA' | undefined;
  readonly description: string;
  readonly createdAt: Date | undefined;
  readonly deletionAt: Date | undefined;
  /** Undefined: they could not be read. */
  readonly aliases: readonly string[] | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
  /** Undefined: it could not be read. */
  readonly policy: string | undefined;
}

export type Context = ReadonlyMap<string, string>;

/** At most one of `equals` and `subset`. */
export interface Constraints {
  readonly equals?: Context | undefined;
  readonly subset?: Context | undefined;
  readonly sourceArn?: string | undefined;
}

/** Whom a grant names, or who is behind an event. */
export type Party =
  | { readonly kind: 'user' | 'role'; readonly account: string; readonly arn: string }
  | { readonly kind: 'session'; readonly account: string; readonly arn: string }
  | { readonly kind: 'federated-user'; readonly account: string; readonly arn: string }
  | { readonly kind: 'account'; readonly account: string }
  /** `rds.amazonaws.com`; the name without its Region. */
  | { readonly kind: 'service'; readonly service: string; readonly region: string | undefined }
  /** A machine of a service: `111122223333:aws:ec2-infrastructure:i-…`. */
  | {
      readonly kind: 'machine';
      readonly account: string;
      readonly role: string;
      readonly machine: string;
    }
  /** A unique id that stands where an ARN was: its user or role is deleted. */
  | { readonly kind: 'deleted'; readonly id: string }
  | { readonly kind: 'unknown' };

export interface Grant {
  readonly keyArn: string;
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date | undefined;
  /** As the API writes it. */
  readonly grantee: string;
  readonly granteeParty: Party;
  readonly retiring: string | undefined;
  readonly retiringParty: Party | undefined;
  readonly issuingAccount: string;
  readonly operations: readonly string[];
  readonly constraints: Constraints;
  /** The service principal forms of the newer API were used. */
  readonly byServiceName: { readonly grantee: boolean; readonly retiring: boolean };
}

/** Something that could not be read: the answer holds only as far as it does not matter. */
export interface Unread {
  readonly what: string;
  readonly because: string;
}
