import type { Decision, NamedPolicy, RequestPrincipal } from '@gatehouse/policy';
import type { Tx } from '@gatehouse/store';
import type { Principal, RolePrincipal, ServicePrincipal } from './principal.ts';

export type ConditionValue =
  | string
  | number
  | boolean
  | Date
  | readonly (string | number | boolean)[]
  | undefined;

/** Condition keys as AWS spells them; undefined is an absent key. */
export type ConditionKeys = Readonly<Record<string, ConditionValue>>;

export interface FoundGrant {
  readonly id: string;
  /** Its grantee is the caller's account, whose own policies must let him, too. */
  readonly delegates: boolean;
  /** Its grantee is the caller's role: boundary and session policies limit what it gives. */
  readonly toRole?: boolean;
}

export interface AuthorizeOptions {
  /** The resource's own policy: bucket policy, role trust policy, key policy. */
  readonly resourcePolicy?: NamedPolicy | undefined;
  /**
   * Looks for the KMS grant that permits it; asked only where no policy allows and none denies. A grant to an account
   * delegates to the account's own policies.
   */
  readonly findGrant?: (() => Promise<FoundGrant | undefined>) | undefined;
  readonly resourceKind?: 'delegates' | 'trust' | 'kms' | undefined;
  /** Owner of the resource; default: the account in its ARN, else the caller's. */
  readonly resourceAccount?: string | undefined;
  /** Someone else than the caller: the provider in AssumeRoleWithSAML. */
  readonly principal?: RequestPrincipal | undefined;
}

/** A resource as CloudTrail's LookupEvents names it. */
export interface TouchedResource {
  /** CloudFormation type, `AWS::IAM::User`. */
  readonly type: string;
  /** What a person would search for: the name or the id. */
  readonly name: string;
  /** Given where CloudTrail's own `resources` field has it (STS, KMS, S3). */
  readonly arn?: string | undefined;
  /** In place of `arn` where a call is about all resources that begin so: S3's listings. */
  readonly arnPrefix?: string | undefined;
  /** Its owner, where the ARN does not tell. */
  readonly account?: string | undefined;
}

/** How a request came over the network. */
export interface Transport {
  /** The host name that the client addressed; undefined for a call that a service or the console makes. */
  readonly host: string | undefined;
  readonly authType: 'REST-HEADER' | 'REST-QUERY-STRING' | 'none' | undefined;
  readonly secure: boolean;
  /** `1.3`, where the connection is encrypted. */
  readonly tlsVersion: string | undefined;
}

/** One request, as an operation sees it. */
export interface Call {
  readonly tx: Tx;
  readonly principal: Principal;
  /** The caller's account, where an operation looks for and makes its resources. */
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly requestId: string;
  readonly accessKeyId: string | undefined;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly now: Date;
  /** How the request came. */
  readonly transport: Transport;
  /** The service through which the call comes, `ec2.amazonaws.com`; undefined when the caller makes it himself. */
  readonly via: string | undefined;
  /** The resource for which a service calls (`aws:SourceArn`); undefined for everybody else. */
  readonly source: { readonly arn: string; readonly account: string } | undefined;

  /** Throws the service's AccessDenied unless every applicable policy lets the caller do `action` on `resource`. */
  authorize(
    action: string,
    resource: string,
    keys?: ConditionKeys,
    options?: AuthorizeOptions,
  ): Promise<void>;
  /** The same decision as a value; it does not count as having authorized. */
  decide(
    action: string,
    resource: string,
    keys?: ConditionKeys,
    options?: AuthorizeOptions,
  ): Promise<Decision>;
  /** For the few operations that AWS lets everybody call (`sts:GetCallerIdentity`); `because` is for the reader. */
  allowEverybody(because: string): void;

  /** Names a resource for the CloudTrail event; one that is named again is told what was not known of it. */
  touch(resource: TouchedResource): void;
  /** Records the event in the account that owns the resource too (cross-account AssumeRole). */
  alsoRecordIn(account: string): void;
  /** Replaces CloudTrail's `userIdentity` where the request has no signature (WebIdentityUser, SAMLUser). */
  identify(userIdentity: Readonly<Record<string, unknown>>, account: string): void;
  /** Members for CloudTrail's `additionalEventData` or `serviceEventDetails`. */
  remark(data: Readonly<Record<string, unknown>>): void;

  /**
   * Another service's operation, in this transaction, as the same caller or as a principal of this service; it authorizes
   * and records for itself. One that fails after it wrote something ends the whole call: what it wrote cannot be told apart.
   * `region`: default is that of this call.
   */
  invoke(
    service: string,
    operation: string,
    input: unknown,
    as?: ServicePrincipal | RolePrincipal,
    region?: string,
  ): Promise<unknown>;
}
