/** The parts of a policy document, checked but not yet compiled. Values keep the case they are written in. */
export interface PolicyDocument {
  /** Only 2012-10-17 knows variables. */
  readonly version: '2008-10-17' | '2012-10-17';
  readonly id: string | undefined;
  readonly statements: readonly StatementDocument[];
}

export interface StatementDocument {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly principal: PrincipalElement | undefined;
  readonly action: ListElement<'Action' | 'NotAction'>;
  /** `undefined` in a trust policy and wherever the policy is about the resource it is attached to. */
  readonly resource: ListElement<'Resource' | 'NotResource'> | undefined;
  readonly conditions: readonly ConditionDocument[];
}

export interface ListElement<Name extends string> {
  readonly element: Name;
  readonly values: readonly string[];
}

export interface PrincipalElement {
  readonly element: 'Principal' | 'NotPrincipal';
  readonly principals: readonly PolicyPrincipal[];
}

/** One principal that a policy names. `"*"` and `{"AWS": "*"}` are both of type `AWS`, value `*`. */
export interface PolicyPrincipal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  readonly value: string;
}

export interface ConditionDocument {
  /** As written, with prefix and suffix: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly comparison: ComparisonName;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** IAM User Guide, "IAM JSON policy elements: Condition operators". */
export const COMPARISONS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnNotEquals',
  'ArnLike',
  'ArnNotLike',
  'Null',
] as const;

export type ComparisonName = (typeof COMPARISONS)[number];
