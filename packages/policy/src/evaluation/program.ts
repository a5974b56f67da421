import type {
  ConditionDocument,
  PolicyDocument,
  StatementDocument,
} from '../language/policy-document.ts';
import type { AuthorizationRequest, PolicyType, RequestPrincipal } from '../model.ts';

export type RequestTest = (request: AuthorizationRequest) => boolean;

/**
 * How closely a policy names a principal. `account`: it only delegates to the principal's account. `role`: the role
 * of a session, or the user of a federated session. `exact`: the principal as it signs, or everyone.
 */
export const NAMED = { not: 0, account: 1, role: 2, exact: 3 } as const;

export type Named = (typeof NAMED)[keyof typeof NAMED];

export interface CompiledPrincipal {
  readonly inverted: boolean;
  readonly names: (principal: RequestPrincipal) => Named;
}

export interface CompiledCondition {
  readonly document: ConditionDocument;
  readonly test: RequestTest;
  /** The policy's values for one request, as people write them. */
  readonly expected: (request: AuthorizationRequest) => readonly string[];
}

/** A statement as code. Its action is tested by the index, its principal by the layer that has one. */
export interface CompiledStatement {
  readonly document: StatementDocument;
  readonly index: number;
  readonly sid: string | undefined;
  readonly allows: boolean;
  readonly principal: CompiledPrincipal | undefined;
  readonly coversAction: (lowerCaseAction: string) => boolean;
  readonly coversResource: RequestTest;
  readonly conditions: readonly CompiledCondition[];
  /** Resource and conditions, as far as they can fail at all: the statement applies when every one holds. */
  readonly tests: readonly RequestTest[];
}

/** The statements of one policy, or of several, that are about one action. */
export interface Candidates {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

/** What a policy compiles to. */
export interface Program {
  readonly type: PolicyType;
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];
  /** Condition keys that conditions and variables mention, as written. */
  readonly contextKeys: readonly string[];
  readonly candidates: (lowerCaseAction: string) => Candidates;
}
