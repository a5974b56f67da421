import type { Explanation } from './api-error.ts';
import { request } from './request.ts';

/**
 * `POST /api/keys/{grant-tree,grants-audit,who,probe}`: what the analysis of keys (solutions/keys) says, asked of the
 * embedded cloud through the AWS API as whoever is signed in. Refusals of AWS come back as AWS's.
 */
export interface KeyPlace {
  readonly region: string;
  /** Id or ARN of the key. */
  readonly keyId: string;
}

export type EncryptionContext = Readonly<Record<string, string>>;

export interface ContextConstraint {
  readonly kind: 'EncryptionContextEquals' | 'EncryptionContextSubset';
  readonly pairs: EncryptionContext;
}

/** What a grant of a tree asks for that the one above it did not. */
export interface Narrowing {
  readonly operationsDropped: readonly string[];
  readonly pairsAdded: EncryptionContext;
  /** Subset above, Equals here. */
  readonly becameExact: boolean;
}

export interface GrantNode {
  readonly grantId: string;
  readonly name?: string;
  /** As ListGrants shows it. */
  readonly grantee: string;
  readonly retiring?: string;
  readonly issuingAccount?: string;
  /** Who called CreateGrant, where CloudTrail still tells it. */
  readonly issuer?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly operations: readonly string[];
  readonly constraint?: ContextConstraint;
  readonly sourceArn?: string;
  /** Absent in a root: a policy allowed it. `certain`: CloudTrail names the issuer; else it follows from the grants. */
  readonly parent?: {
    readonly grantId: string;
    readonly certain: boolean;
    readonly because: string;
  };
  readonly narrowed?: Narrowing;
  readonly children: readonly GrantNode[];
}

export interface GrantTree {
  readonly roots: readonly GrantNode[];
  readonly total: number;
  /** Not all grants were read: there are more than the analysis looks at. */
  readonly truncated: boolean;
  /** What the tree could not be told of, such as events that the session may not read. */
  readonly remarks: readonly string[];
}

export interface AuditFinding {
  /** `duplicate`, `no-constraint`, `delegates-unconstrained`, `foreign-account`, `unused`, `no-retiring-principal`, … */
  readonly rule: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  readonly title: string;
  readonly text: string;
  readonly grantIds: readonly string[];
}

export interface AuditFix {
  readonly text: string;
  readonly grantIds: readonly string[];
  /** Commands of the AWS CLI, in their order. */
  readonly commands: readonly string[];
}

export interface GrantsAudit {
  readonly grants: number;
  readonly truncated: boolean;
  readonly findings: readonly AuditFinding[];
  readonly plan: readonly AuditFix[];
  readonly remarks: readonly string[];
}

/** What a principal's access rests on. */
export type Reason =
  | { readonly kind: 'key-policy'; readonly sid: string }
  | { readonly kind: 'iam'; readonly policy: string; readonly sid: string }
  | { readonly kind: 'grant'; readonly grantId: string; readonly name?: string };

export interface Access {
  /** ARN of a user or role, name of a service, or account root. */
  readonly principal: string;
  readonly kind: 'user' | 'role' | 'account' | 'service' | 'session' | 'everybody';
  readonly reasons: readonly Reason[];
  /** What else must hold, such as a condition on the network; empty: always. */
  readonly conditions: readonly string[];
}

export interface WhoQuestion extends KeyPlace {
  /** `Decrypt`, as in the API. */
  readonly operation: string;
  readonly context: EncryptionContext;
}

export interface WhoAnswer {
  readonly allowed: readonly Access[];
  /** Principals that were looked at, those who are refused too. */
  readonly asked: number;
  readonly truncated: boolean;
  readonly remarks: readonly string[];
}

export interface ProbeQuestion extends WhoQuestion {
  readonly principal: string;
}

export interface ProbedGrant {
  readonly grantId: string;
  readonly name?: string;
  readonly permits: boolean;
  /** Why it permits or does not: `the context lacks "aws:ebs:id"`. */
  readonly because: string;
}

export interface ProbeAnswer {
  readonly allowed: boolean;
  readonly reasons: readonly Reason[];
  readonly summary: string;
  /** The policies, as the refusals of other calls explain them. */
  readonly explanation?: Explanation;
  /** Grants of the key to this principal. */
  readonly grants: readonly ProbedGrant[];
  readonly remarks: readonly string[];
}

const ask = <Answer>(what: string, body: object, signal?: AbortSignal): Promise<Answer> =>
  request(`/api/keys/${what}`, { method: 'POST', body, signal });

export const loadGrantTree = (place: KeyPlace, signal?: AbortSignal): Promise<GrantTree> =>
  ask('grant-tree', place, signal);

export const auditGrants = (place: KeyPlace, signal?: AbortSignal): Promise<GrantsAudit> =>
  ask('grants-audit', place, signal);

export const whoCanUse = (question: WhoQuestion, signal?: AbortSignal): Promise<WhoAnswer> =>
  ask('who', question, signal);

export const probeKey = (question: ProbeQuestion, signal?: AbortSignal): Promise<ProbeAnswer> =>
  ask('probe', question, signal);
