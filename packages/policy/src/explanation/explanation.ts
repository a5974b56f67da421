import type { Decision, Layer } from '../policy-set.ts';

/** One operator and key of a Condition element, as it was compared. */
export interface ConditionExplanation {
  readonly operator: string;
  readonly key: string;
  /** The policy's values with their variables replaced; a value whose variable has none keeps its `${…}`. */
  readonly expected: readonly string[];
  /** What the request has; `undefined` when the key is absent. */
  readonly actual: readonly string[] | undefined;
  readonly matched: boolean;
}

/** One element of a statement other than Condition. */
export interface ElementExplanation {
  readonly element:
    | 'Principal'
    | 'NotPrincipal'
    | 'Action'
    | 'NotAction'
    | 'Resource'
    | 'NotResource';
  readonly expected: readonly string[];
  readonly actual: string;
  readonly matched: boolean;
}

export interface StatementExplanation {
  readonly index: number;
  readonly sid?: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly matched: boolean;
  readonly elements: readonly ElementExplanation[];
  readonly conditions: readonly ConditionExplanation[];
}

export interface PolicyExplanation {
  readonly policyId: string;
  readonly statements: readonly StatementExplanation[];
}

/** One layer, or one organization level of it (`targetId`). */
export interface LayerExplanation {
  readonly layer: Layer;
  readonly targetId?: string | undefined;
  /** `not-applicable`: the layer does not bind this principal, or nothing is attached. */
  readonly outcome: 'explicit-deny' | 'allow' | 'no-allow' | 'not-applicable';
  /** What a reader must know beyond the statements: why a layer does not bind, or only delegates. */
  readonly note?: string | undefined;
  readonly policies: readonly PolicyExplanation[];
}

/** Plain data, safe to store or send as JSON. */
export interface Explanation {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly decision: Decision;
  readonly layers: readonly LayerExplanation[];
}
