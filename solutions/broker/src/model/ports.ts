import type { Tx } from '@gatehouse/store';
import type {
  AccessRequest,
  Catalog,
  ConditionSource,
  Cut,
  Grant,
  GrantId,
  IssuedSession,
  Membership,
  Person,
  PersonId,
  RequestId,
  Requirement,
  SessionKind,
  Target,
} from './types.ts';

/** Who people are now. Rejects when it cannot know: then nothing is allowed. */
export interface Directory {
  /** No cache. Undefined: nobody known by this id. */
  current(person: PersonId): Promise<Membership | undefined>;
  /** Active people of any of these groups, for notices and "who can approve"; at most 10 s old. */
  members(groups: readonly string[]): Promise<readonly Person[]>;
}

/** What one person may ask for. */
export interface Eligible {
  readonly target: Target;
  readonly accountName: string;
  readonly roleName: string;
  readonly ruleId: string;
  readonly requirement: Requirement;
  /** Required fields and what they must look like. */
  readonly fields: readonly FieldRule[];
}

export interface FieldRule {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  /** In the safe subset of regular expressions that the schema admits; matches the whole value. */
  readonly pattern: string | undefined;
}

export type EligibilityAnswer =
  | {
      readonly eligible: true;
      readonly requirement: Requirement;
      readonly fields: readonly FieldRule[];
    }
  | { readonly eligible: false; readonly because: IneligibleReason };

export interface IneligibleReason {
  readonly code: 'no-rule' | 'denied' | 'unknown-target' | 'inactive' | 'duration' | 'field';
  /** A sentence for the person who asks. */
  readonly message: string;
  readonly ruleId?: string | undefined;
}

/** The access policy in force, compiled. */
export interface AccessPolicy {
  readonly version: number;
  /** All targets in (account, role ARN) order after `after`; at most `limit`. `query` matches account id, account name, role name. */
  eligible(
    membership: Membership,
    catalog: Catalog,
    page: {
      readonly after?: Target | undefined;
      readonly limit: number;
      readonly query?: string | undefined;
    },
  ): readonly Eligible[];
  /** Exact question about one or several targets together; one refused target refuses all. */
  check(
    membership: Membership,
    catalog: Catalog,
    targets: readonly Target[],
    breakGlass: boolean,
  ): EligibilityAnswer;
  /** Whether a person of these groups may act for the whole broker. */
  may(
    membership: Membership,
    what: 'audit' | 'administer-policy' | 'end-any' | 'review-break-glass',
  ): boolean;
  /** Webhook sources of typed conditions, by name. */
  readonly sources: ReadonlyMap<
    string,
    { readonly url: string; readonly timeoutMilliseconds: number }
  >;
  readonly templates: readonly RequestTemplate[];
}

export interface RequestTemplate {
  readonly id: string;
  readonly title: string;
  readonly targets: readonly Target[];
  readonly durationSeconds: number;
  readonly justification: string;
  readonly sessionPolicy: string | undefined;
}

/** The access policy in force and its history; a cached read unless `tx` is given. */
export interface PolicySource {
  inForce(): Promise<AccessPolicy>;
  version(version: number): Promise<AccessPolicy>;
}

export interface CatalogSource {
  current(): Promise<Catalog>;
}

/** Typed conditions that make an approval unnecessary. Rejects, or never answers, where it cannot know: then people decide. */
export interface ConditionPort {
  /** Asked outside of transactions. `request` is not stored yet; `evidence` is one sentence for the record. */
  holds(
    source: Exclude<ConditionSource, { readonly kind: 'time-window' }>,
    request: AccessRequest,
  ): Promise<{ readonly holds: boolean; readonly evidence: string }>;
}

/** One leaf of the audit log. `data` holds no secret; it is canonical JSON in the log. */
export interface AuditLeaf {
  /** `request.created`, `request.approved`, `session.issuing`, `refused`, `policy.changed`, … */
  readonly type: string;
  readonly at: Date;
  /** Who did it: a person, or `system`. */
  readonly actor: string;
  readonly requestId?: RequestId | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface AuditLog {
  /** In the transaction of the change itself. */
  append(tx: Tx, leaves: readonly AuditLeaf[]): Promise<void>;
}

/** What people are told. Written in the transaction of what happened, sent later, at least once. */
export interface Notice {
  readonly kind:
    | 'request-created'
    | 'request-approved'
    | 'request-rejected'
    | 'request-expired'
    | 'request-escalated'
    | 'request-unapprovable'
    | 'access-started'
    | 'access-ending'
    | 'access-ended'
    | 'access-revoked'
    | 'break-glass-used'
    | 'review-due'
    | 'policy-proposed'
    | 'policy-changed'
    | 'finding';
  readonly requestId?: RequestId | undefined;
  /** Repeats of the same key are one notice. */
  readonly key: string;
  /** What the message needs beside the request: names of groups, reasons. No secret. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Notifier {
  tell(tx: Tx, notices: readonly Notice[]): Promise<void>;
}

/** Temporary credentials on their way to the person; never stored, never logged. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export type Issued =
  | {
      readonly kind: 'cli';
      readonly session: IssuedSession;
      readonly credentials: Credentials;
    }
  | { readonly kind: 'console'; readonly session: IssuedSession; readonly url: string };

/** The AWS side of a grant. */
export interface Sessions {
  /**
   * Writes `session.issuing`, calls AssumeRole once, writes `session.issued` only where the grant is still live, then answers.
   * `stillLive` is asked in that last transaction. Throws BrokerError.
   */
  issue(
    grant: Grant,
    kind: SessionKind,
    options: {
      readonly actor: PersonId;
      readonly destination?: string | undefined;
      stillLive(tx: Tx): Promise<boolean>;
    },
  ): Promise<Issued>;
  /** In the transaction that ends the grant early: schedules the cut. */
  cut(tx: Tx, grant: Pick<Grant, 'id' | 'requestId' | 'target'>, endsAt: Date): Promise<void>;
  /** In the transaction that closes a window that is over: nothing is left to cut, since sessions carry the end. */
  ended?(tx: Tx, requestId: RequestId): Promise<void>;
  ofRequest(tx: Tx, requestId: RequestId): Promise<readonly IssuedSession[]>;
  cutsOf(tx: Tx, requestId: RequestId): Promise<readonly Cut[]>;
}

/** Grants as the AWS side asks for them. */
export interface Grants {
  byId(tx: Tx, id: GrantId): Promise<Grant | undefined>;
  request(tx: Tx, id: RequestId): Promise<AccessRequest | undefined>;
  /** Grants of active requests whose window holds `now`, of one role or one person. */
  live(
    tx: Tx,
    of: { readonly roleArn?: string | undefined; readonly requester?: PersonId | undefined },
    now: Date,
  ): Promise<readonly Grant[]>;
}
