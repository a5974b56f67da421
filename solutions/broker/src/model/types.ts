/** `p-` and 26 base32 letters over issuer and subject; the identity of a person, whatever their e-mail is today. */
export type PersonId = string;
/** `r-` and 20 letters of [a-z0-9]. */
export type RequestId = string;
/** `<request id>.<n>`, n from 1; the value of the session tag `gatehouse:grant`. */
export type GrantId = string;

export interface Person {
  readonly id: PersonId;
  readonly issuer: string;
  readonly subject: string;
  /** For display, and for mail. Never for a decision. */
  readonly name: string;
  readonly email: string | undefined;
}

/** What the directory says of a person right now. */
export interface Membership {
  readonly person: Person;
  readonly groups: ReadonlySet<string>;
  /** Attributes by name, for `who.attributes` of the access policy. */
  readonly attributes: ReadonlyMap<string, string>;
  /** False for somebody disabled or deleted: they may do nothing. */
  readonly active: boolean;
}

export interface Target {
  /** Twelve digits. */
  readonly account: string;
  /** `arn:aws:iam::<account>:role/<path><name>` */
  readonly roleArn: string;
}

/** An account as Organizations has it. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** From the root down: `r-…`, `ou-…`, the account's own unit last. */
  readonly units: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
}

/** A role that trusts the broker. */
export interface BrokeredRole {
  readonly account: string;
  readonly arn: string;
  /** `path/name` without the leading slash, as policies name it. */
  readonly name: string;
  readonly maxSessionSeconds: number;
}

/** Everything that people could be given; a snapshot that is replaced as a whole. */
export interface Catalog {
  /** Grows with every change of accounts or roles. */
  readonly version: number;
  readonly accounts: ReadonlyMap<string, Account>;
  /** By role ARN. */
  readonly roles: ReadonlyMap<string, BrokeredRole>;
}

export type RequestState =
  | 'pending'
  | 'scheduled'
  | 'active'
  | 'ended'
  | 'revoked'
  | 'rejected'
  | 'cancelled'
  | 'expired';

/** One step of an approval: `quorum` different people of any of `groups`. All steps must be satisfied. */
export interface ApprovalStep {
  readonly name: string;
  readonly groups: readonly string[];
  readonly quorum: number;
  readonly escalation?:
    | { readonly afterSeconds: number; readonly groups: readonly string[] }
    | undefined;
}

/** Why no person has to approve. */
export type AutoApproval =
  | { readonly by: 'rule'; readonly ruleId: string }
  | { readonly by: 'conditions'; readonly ruleId: string; readonly evidence: readonly string[] };

/** What the access policy asks before a request becomes active; pinned on the request. */
export interface Requirement {
  readonly policyVersion: number;
  /** The rules that matched, one for each target in order. */
  readonly ruleIds: readonly string[];
  readonly maxDurationSeconds: number;
  readonly pendingSeconds: number;
  readonly steps: readonly ApprovalStep[];
  /** Typed conditions that would make the approval unnecessary; evaluated outside of transactions, unknown is false. */
  readonly automatic: readonly AutomaticCondition[];
  readonly breakGlass: BreakGlassRule | undefined;
}

export type AutomaticCondition =
  | { readonly kind: 'always'; readonly ruleId: string }
  | {
      readonly kind: 'all';
      readonly ruleId: string;
      readonly sources: readonly ConditionSource[];
    };

export type ConditionSource =
  | { readonly kind: 'on-call'; readonly source: string; readonly schedule: string }
  | { readonly kind: 'ticket'; readonly source: string; readonly field: string }
  | {
      readonly kind: 'time-window';
      /** `Mon`…`Sun` */
      readonly days: readonly string[];
      /** `HH:MM`, in `zone` (IANA). */
      readonly from: string;
      readonly to: string;
      readonly zone: string;
    };

export interface BreakGlassRule {
  readonly maxDurationSeconds: number;
  /** Groups whose members review the use afterwards. */
  readonly reviewers: readonly string[];
}

export interface Approval {
  readonly person: PersonId;
  readonly name: string;
  readonly decision: 'approve' | 'reject';
  readonly comment: string;
  /** What the approver cut the duration to; undefined leaves it. */
  readonly durationSeconds?: number | undefined;
  readonly at: Date;
  /** The person as they were then, for display. */
  readonly approver?: Person | undefined;
}

/** Whose approvals satisfied a step when access was given: what the groups were then cannot be asked later. */
export interface CountedStep {
  readonly step: string;
  readonly people: readonly PersonId[];
}

export interface AccessRequest {
  readonly id: RequestId;
  /** Grows by one with every change. */
  readonly version: number;
  readonly state: RequestState;
  readonly requester: Person;
  readonly targets: readonly Target[];
  readonly justification: string;
  /** Required fields of the matching rules, such as `ticket`. */
  readonly fields: ReadonlyMap<string, string>;
  readonly durationSeconds: number;
  /** Wanted start; undefined starts at approval. */
  readonly startAt: Date | undefined;
  /** Narrower than the role: an IAM policy document, JSON. */
  readonly sessionPolicy: string | undefined;
  readonly breakGlass: boolean;
  /** The request that this one prolongs. */
  readonly extends: RequestId | undefined;
  readonly requirement: Requirement;
  readonly autoApproval: AutoApproval | undefined;
  readonly approvals: readonly Approval[];
  /** Set with scheduled and active where people approved; counted again at a scheduled start. */
  readonly counted?: readonly CountedStep[] | undefined;
  /** Steps whose escalation has taken effect, by name. */
  readonly escalated: readonly string[];
  readonly createdAt: Date;
  /** When a pending request expires. */
  readonly pendingUntil: Date;
  /** Set with scheduled and active. */
  readonly startsAt: Date | undefined;
  readonly endsAt: Date | undefined;
  /** When it reached its terminal state. */
  readonly closedAt: Date | undefined;
  /** Why it reached it: a person's words or the system's. */
  readonly closedReason: string | undefined;
  readonly closedBy: PersonId | undefined;
  readonly review: Review | undefined;
}

/** The look back at a use of break-glass. */
export interface Review {
  readonly state: 'due' | 'accepted' | 'abuse';
  readonly by: PersonId | undefined;
  readonly comment: string | undefined;
  readonly at: Date | undefined;
}

export interface Grant {
  readonly id: GrantId;
  readonly requestId: RequestId;
  readonly target: Target;
  readonly requester: Person;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly sessionPolicy: string | undefined;
}

export type SessionKind = 'cli' | 'console';

/** One AssumeRole. The credentials themselves are nowhere. */
export interface IssuedSession {
  readonly id: string;
  readonly grantId: GrantId;
  readonly requestId: RequestId;
  readonly kind: SessionKind;
  readonly roleSessionName: string;
  /** `issuing`: asked for, no answer yet; `unknown`: there was none, so credentials may exist that nobody has. */
  readonly state: 'issuing' | 'issued' | 'unknown' | 'failed';
  readonly accessKeyId: string | undefined;
  readonly askedAt: Date;
  readonly expiresAt: Date | undefined;
}

/** How a grant was cut inside AWS. */
export interface Cut {
  readonly grantId: GrantId;
  readonly state: 'none-issued' | 'applying' | 'applied' | 'probed' | 'unproven';
  /** From the decision to the first refused call, milliseconds. */
  readonly latencyMilliseconds: number | undefined;
  readonly detail: string | undefined;
}
