import type { Eligible, FieldRule, IneligibleReason, Issued } from './ports.ts';
import type {
  AccessRequest,
  ApprovalStep,
  Cut,
  IssuedSession,
  Membership,
  Person,
  PersonId,
  RequestId,
  RequestState,
  SessionKind,
  Target,
} from './types.ts';

/** Who calls, as one verified token and the directory say. */
export interface Actor {
  readonly membership: Membership;
  /** For the audit log. */
  readonly sourceIp: string;
  readonly userAgent: string;
}

export interface NewRequest {
  readonly targets: readonly Target[];
  readonly justification: string;
  readonly durationSeconds: number;
  readonly startAt?: Date | undefined;
  readonly fields: ReadonlyMap<string, string>;
  readonly sessionPolicy?: string | undefined;
  readonly breakGlass: boolean;
}

export interface Extension {
  readonly durationSeconds: number;
  readonly justification: string;
  readonly fields: ReadonlyMap<string, string>;
}

export interface RequestFilter {
  /** `mine`: asked by the actor; `review`: pending and the actor may decide now; `all`: for auditors. */
  readonly scope: 'mine' | 'review' | 'all';
  readonly states?: readonly RequestState[] | undefined;
  readonly account?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly requester?: PersonId | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Part of id, justification, requester's name or ticket. */
  readonly text?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface RequestPage {
  readonly requests: readonly AccessRequest[];
  readonly nextCursor: string | undefined;
}

/** A request as one person sees it: what it is, and what they may do with it now. */
export interface RequestView {
  readonly request: AccessRequest;
  readonly steps: readonly StepView[];
  readonly sessions: readonly IssuedSession[];
  readonly cuts: readonly Cut[];
  readonly may: {
    readonly approve: boolean;
    readonly reject: boolean;
    readonly cancel: boolean;
    readonly end: boolean;
    readonly extend: boolean;
    readonly invoke: boolean;
    readonly review: boolean;
  };
  /** True where a pending request has a step that nobody present could satisfy. */
  readonly unapprovable: boolean;
}

export interface StepView extends ApprovalStep {
  readonly approvedBy: readonly Person[];
  /** Active people who could still approve this step, at most 50. */
  readonly couldApprove: readonly Person[];
  readonly satisfied: boolean;
  readonly escalated: boolean;
}

export interface Explanation {
  readonly eligible: boolean;
  readonly because: IneligibleReason | undefined;
  readonly maxDurationSeconds: number | undefined;
  readonly fields: readonly FieldRule[];
  readonly steps: readonly (ApprovalStep & { readonly couldApprove: readonly Person[] })[];
  /** Words for what makes the approval unnecessary. */
  readonly automatic: readonly string[];
  readonly breakGlass: boolean;
}

export interface EligiblePage {
  readonly eligible: readonly Eligible[];
  readonly nextCursor: string | undefined;
}

/** Everything a person can do about access. Each throws BrokerError; each refusal is in the audit log. */
export interface Requests {
  eligible(
    actor: Actor,
    page: {
      readonly cursor?: string | undefined;
      readonly limit: number;
      readonly query?: string | undefined;
    },
  ): Promise<EligiblePage>;
  explain(
    actor: Actor,
    question: { readonly targets: readonly Target[]; readonly breakGlass: boolean },
  ): Promise<Explanation>;
  create(
    actor: Actor,
    input: NewRequest,
    idempotencyKey?: string,
  ): Promise<{ readonly request: AccessRequest; readonly repeated: boolean }>;
  get(actor: Actor, id: RequestId): Promise<RequestView>;
  list(actor: Actor, filter: RequestFilter): Promise<RequestPage>;
  approve(
    actor: Actor,
    id: RequestId,
    input: {
      readonly version?: number | undefined;
      readonly comment: string;
      readonly durationSeconds?: number | undefined;
    },
  ): Promise<AccessRequest>;
  reject(
    actor: Actor,
    id: RequestId,
    input: { readonly version?: number | undefined; readonly comment: string },
  ): Promise<AccessRequest>;
  cancel(actor: Actor, id: RequestId): Promise<AccessRequest>;
  /** Ends live access early: by the requester, an approver of it, or who may end any. */
  end(actor: Actor, id: RequestId, input: { readonly reason: string }): Promise<AccessRequest>;
  extend(
    actor: Actor,
    id: RequestId,
    input: Extension,
    idempotencyKey?: string,
  ): Promise<AccessRequest>;
  review(
    actor: Actor,
    id: RequestId,
    input: { readonly verdict: 'accepted' | 'abuse'; readonly comment: string },
  ): Promise<AccessRequest>;
  /** A session of one target of an active request. */
  invoke(
    actor: Actor,
    id: RequestId,
    input: {
      /** From 1. */
      readonly grant: number;
      readonly kind: SessionKind;
      readonly destination?: string | undefined;
    },
  ): Promise<Issued>;
}
