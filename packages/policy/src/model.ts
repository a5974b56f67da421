/** Where a policy is attached; it decides the grammar and what the policy can do. */
export type PolicyType =
  | 'identity'
  | 'resource'
  | 'trust'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'endpoint';

/** A policy together with what names it in a decision: the ARN of a managed policy or the name of an inline one. */
export interface NamedPolicy {
  readonly id: string;
  readonly policy: CompiledPolicy;
}

/** A checked policy, made by `compilePolicy`. Only this package looks inside. */
export interface CompiledPolicy {
  /** The JSON text it was made from. */
  readonly document: string;
}

export type ContextValue = string | readonly string[];

/** Condition keys of one request; the names are in lower case. */
export type RequestContext = ReadonlyMap<string, ContextValue>;

type RawScalar = string | number | boolean;

/** Condition keys as a service states them; `undefined` means that the key is absent. */
export type RawContext = Readonly<
  Record<string, RawScalar | Date | readonly RawScalar[] | undefined>
>;

/** Who asks. An ARN of an assumed role or federated user is that of the session (`arn:aws:sts::…`). */
export type RequestPrincipal =
  | {
      readonly kind: 'root';
      readonly account: string;
      readonly arn: string;
      readonly id: string;
    }
  | {
      readonly kind: 'user';
      readonly account: string;
      readonly arn: string;
      /** AIDA… */
      readonly id: string;
    }
  | {
      readonly kind: 'assumed-role';
      readonly account: string;
      readonly arn: string;
      /** AROA…:session-name */
      readonly id: string;
      readonly roleArn: string;
      readonly roleId: string;
      readonly serviceLinked?: boolean | undefined;
    }
  | {
      readonly kind: 'federated-user';
      readonly account: string;
      readonly arn: string;
      readonly id: string;
      /** The user who called GetFederationToken. */
      readonly userArn: string;
    }
  | {
      readonly kind: 'service';
      /** `lambda.amazonaws.com` */
      readonly name: string;
      readonly account?: string | undefined;
    }
  | {
      readonly kind: 'federated';
      /** Host of an OIDC provider, or the ARN of a SAML or OIDC provider. */
      readonly provider: string;
    }
  | { readonly kind: 'anonymous' };

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
  /** `undefined`: no session policy. Several limit as their union; none at all allow nothing. */
  readonly session?: readonly NamedPolicy[] | undefined;
  /** From the root to the principal's account, each of which must allow; `undefined`: none apply. */
  readonly scps?: readonly OrganizationLevel[] | undefined;
  /** From the root to the resource's account, each of which must allow; `undefined`: none apply. */
  readonly rcps?: readonly OrganizationLevel[] | undefined;
  /** Policy of the VPC endpoint that the request came through. */
  readonly endpoint?: NamedPolicy | undefined;
  /** The KMS grant that permits this request, when its service has found one. Only an explicit deny overrides it. */
  readonly grant?: { readonly id: string } | undefined;
}

export interface AuthorizationRequest {
  /** `ecs:RunTask` */
  readonly action: string;
  /** An ARN, or `*` for an action without resource. */
  readonly resource: string;
  /** `undefined` for an action without resource: the principal's own account. */
  readonly resourceAccount: string | undefined;
  readonly principal: RequestPrincipal;
  readonly context: RequestContext;
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
