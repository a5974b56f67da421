import type { Program } from './evaluation/program.ts';

/** A policy together with what names it in a decision: the ARN of a managed policy or the name of an inline one. */
export interface NamedPolicy {
  readonly id: string;
  readonly policy: CompiledPolicy;
}

/** A checked policy, made by `compilePolicy`. Only this package looks inside. */
export interface CompiledPolicy {
  /** The JSON text it was made from. */
  readonly document: string;
  readonly program: Program;
}

/** The policies attached to the root, one organizational unit or the account. */
export interface OrganizationLevel {
  readonly targetId: string;
  readonly policies: readonly NamedPolicy[];
}

/**
 * Everything that applies to one request. Lists are indexed once and remembered by identity, so pass the same array
 * for the same session; the evaluator freezes it.
 */
export interface PolicySet {
  readonly identity: readonly NamedPolicy[];
  readonly resource?: NamedPolicy | undefined;
  /**
   * `delegates` (the default): ordinary. `trust`: a role's trust policy, without which nothing allows. `kms`: the key
   * policy must allow the principal, or delegate to its account before identity policies count.
   */
  readonly resourceKind?: 'delegates' | 'trust' | 'kms' | undefined;
  readonly boundary?: NamedPolicy | undefined;
  /**
   * `undefined`: no session policy, which leaves a role what it has and a federated user nothing. Several limit as
   * their union; none at all allow nothing.
   */
  readonly session?: readonly NamedPolicy[] | undefined;
  /** From the root to the principal's account, each of which must allow; `undefined`: none apply. */
  readonly scps?: readonly OrganizationLevel[] | undefined;
  /**
   * From the root to the resource's account, each of which must allow; `undefined`: none apply, as for services that
   * resource control policies do not cover.
   */
  readonly rcps?: readonly OrganizationLevel[] | undefined;
  /** Policy of the VPC endpoint that the request came through. */
  readonly endpoint?: NamedPolicy | undefined;
  /**
   * The KMS grant that permits this request, when its service has found one. It needs the organization's and the
   * endpoint's permission, and an explicit deny overrides it. One whose grantee is an account delegates to that account:
   * its identity policies, boundaries and sessions decide there, as where a resource policy names an account. One to a role
   * (`toRole`) is within what boundary and session policies allow, as where a resource policy names a role.
   */
  readonly grant?:
    | {
        readonly id: string;
        readonly delegates?: boolean | undefined;
        readonly toRole?: boolean | undefined;
      }
    | undefined;
}

export type Layer = 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'endpoint';

/** One statement of one attached policy. `index` counts from 0. */
export interface StatementRef {
  readonly policyId: string;
  readonly layer: Layer;
  readonly index: number;
  readonly sid?: string | undefined;
}

/**
 * Allowed: one statement of each layer that had to allow. Refused: the first layer that refused, with its denying
 * statement if there is one; `targetId` is the organization level whose policies refused.
 */
export type Decision =
  | { readonly allowed: true; readonly by: readonly StatementRef[] }
  | {
      readonly allowed: false;
      readonly because: 'explicit-deny' | 'no-allow';
      readonly layer: Layer;
      readonly by: readonly StatementRef[];
      readonly targetId?: string | undefined;
    };
