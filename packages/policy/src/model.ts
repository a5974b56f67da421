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
      /** Unique id of that user; undefined: the root user. */
      readonly userId?: string | undefined;
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
