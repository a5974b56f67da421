import { request } from './request.ts';

/**
 * `POST /api/keys/{grant-tree,grants-audit,who}`: what the analysis of keys (solutions/keys) says, asked of the
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
  /** Why it has no parent. */
  readonly because?: string;
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
  /** What it rests on, to be looked up. */
  readonly evidence?: readonly { readonly text: string; readonly eventId?: string }[];
}

export interface AuditFix {
  readonly text: string;
  readonly grantIds: readonly string[];
  /** Commands of the AWS CLI, in their order. */
  readonly commands: readonly string[];
  /** `review`: it rests on what CloudTrail shows, which is not everything. */
  readonly risk?: 'safe' | 'review';
}

export interface GrantsAudit {
  readonly grants: number;
  readonly truncated: boolean;
  readonly findings: readonly AuditFinding[];
  readonly plan: readonly AuditFix[];
  readonly remarks: readonly string[];
}

/**
 * `delegated`: another account is let, and its own policies decide the rest. `conditional`: it depends on something that
 * the question does not say.
 */
export type AccessResult = 'allowed' | 'denied' | 'conditional' | 'delegated';

/** `Answer` of `whoCan` in solutions/keys. */
export interface Access {
  /** `user`, `role`, `account`, `everybody`, `service`, `machine`, … */
  readonly kind: string;
  /** ARN, account, service or unique id. */
  readonly name: string;
  readonly account?: string;
  readonly result: AccessResult;
  /** One sentence. */
  readonly explanation: string;
  /** The statements that decide, with their text where it can be read. */
  readonly statements: readonly {
    readonly policyId: string;
    readonly layer: string;
    readonly index: number;
    readonly sid?: string;
    readonly statement?: unknown;
  }[];
  /** The grants that allow, or could. */
  readonly grants: readonly string[];
  /** On what it depends. */
  readonly depends: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
    readonly policyId: string;
    readonly effect: string;
  }[];
  readonly notes: readonly string[];
}

export interface WhoQuestion extends KeyPlace {
  /** `Decrypt`, `ReEncryptFrom`, as IAM names it. */
  readonly operation: string;
  /** All of the encryption context; absent: any may be given. */
  readonly context?: EncryptionContext;
  /** `s3.us-east-1.amazonaws.com`; `direct`: through no service; absent: either way. */
  readonly via?: string;
}

/** `WhoCan` in solutions/keys. */
export interface WhoAnswer {
  readonly answers: readonly Access[];
  /** What keeps everybody from it for now: the key's state. */
  readonly blocked?: string;
  /** What could not be read, so that somebody may be missing or too many. */
  readonly unread: readonly { readonly what: string; readonly because: string }[];
}

const ask = <Answer>(what: string, body: object, signal?: AbortSignal): Promise<Answer> =>
  request(`/api/keys/${what}`, { method: 'POST', body, signal });

export const loadGrantTree = (place: KeyPlace, signal?: AbortSignal): Promise<GrantTree> =>
  ask('grant-tree', place, signal);

export const auditGrants = (place: KeyPlace, signal?: AbortSignal): Promise<GrantsAudit> =>
  ask('grants-audit', place, signal);

export const whoCanUse = (question: WhoQuestion, signal?: AbortSignal): Promise<WhoAnswer> =>
  ask('who', question, signal);
