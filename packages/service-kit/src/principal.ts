import type { NamedPolicy, RequestPrincipal } from '@gatehouse/policy';

/** Tags by key. A Map, because a tag key may be any text, `__proto__` included. */
export type Tags = ReadonlyMap<string, string>;

/** What a temporary credential carries. */
export interface Session {
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly mfaAuthenticated: boolean;
  /** A person signed in to the console: not a temporary credential, so what STS refuses to those does not apply. */
  readonly console?: boolean | undefined;
  readonly sourceIdentity?: string | undefined;
  /** Session policies, inline first; undefined when the session was made without. */
  readonly policies?: readonly NamedPolicy[] | undefined;
}

export interface RootPrincipal {
  readonly kind: 'root';
  readonly account: string;
  readonly session?: Session | undefined;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly account: string;
  readonly arn: string;
  /** Unique id, AIDA… */
  readonly id: string;
  readonly name: string;
  readonly tags: Tags;
  /** GetSessionToken's. */
  readonly session?: Session | undefined;
}

export interface RolePrincipal {
  readonly kind: 'assumed-role';
  readonly account: string;
  /** `arn:aws:sts::account:assumed-role/name/session` */
  readonly arn: string;
  readonly roleArn: string;
  readonly roleName: string;
  /** Unique id, AROA… */
  readonly roleId: string;
  readonly sessionName: string;
  readonly serviceLinked: boolean;
  /** The service whose infrastructure this is, `ec2.amazonaws.com`: its role is none of IAM's and has no policies. */
  readonly infrastructureOf?: string | undefined;
  /** The role's tags with the session's over them. */
  readonly tags: Tags;
  readonly transitiveTagKeys: readonly string[];
  readonly session: Session;
  /** Another role's session assumed this role: at most one hour. */
  readonly chained: boolean;
  /** ARN of the SAML or OIDC provider, or an OIDC provider's host name, that vouched for the person. */
  readonly federatedProvider?: string | undefined;
  /** Condition keys that the federation set, for instance `saml:sub` and `accounts.google.com:aud`. */
  readonly federatedKeys?: Readonly<Record<string, string>> | undefined;
}

export interface FederatedUserPrincipal {
  readonly kind: 'federated-user';
  readonly account: string;
  /** `arn:aws:sts::account:federated-user/name` */
  readonly arn: string;
  readonly name: string;
  /** The user that called GetFederationToken; undefined for the root user. */
  readonly user?: { readonly arn: string; readonly id: string; readonly name: string } | undefined;
  readonly tags: Tags;
  readonly session: Session;
}

export interface ServicePrincipal {
  readonly kind: 'service';
  /** `ecs.amazonaws.com` */
  readonly name: string;
  /** The account it acts for. */
  readonly account: string;
}

export interface AnonymousPrincipal {
  readonly kind: 'anonymous';
}

/** Who calls. The same object for the same credential while nothing about it changed, so that work on it can be kept. */
export type Principal =
  | RootPrincipal
  | UserPrincipal
  | RolePrincipal
  | FederatedUserPrincipal
  | ServicePrincipal
  | AnonymousPrincipal;

export const rootArn = (account: string): string => `arn:aws:iam::${account}:root`;

/** The ARN that error messages and `aws:PrincipalArn`-less texts name: the session's own for sessions. */
export const principalArn = (principal: Principal): string => {
  switch (principal.kind) {
    case 'root':
      return rootArn(principal.account);
    case 'user':
    case 'assumed-role':
    case 'federated-user':
      return principal.arn;
    case 'service':
      return principal.name;
    case 'anonymous':
      return 'anonymous';
    default:
      return principal satisfies never;
  }
};

/** `aws:userid` (IAM User Guide, "IAM JSON policy elements: Variables", table of principal key values). */
export const userId = (principal: Principal): string | undefined => {
  switch (principal.kind) {
    case 'root':
      return principal.account;
    case 'user':
      return principal.id;
    case 'assumed-role':
      return `${principal.roleId}:${principal.sessionName}`;
    case 'federated-user':
      return `${principal.account}:${principal.name}`;
    case 'service':
      return undefined;
    case 'anonymous':
      return 'anonymous';
    default:
      return principal satisfies never;
  }
};

export const sessionOf = (principal: Principal): Session | undefined =>
  principal.kind === 'service' || principal.kind === 'anonymous' ? undefined : principal.session;

/** The same principal as the policy engine knows it. */
export const policyPrincipal = (principal: Principal): RequestPrincipal => {
  switch (principal.kind) {
    case 'root':
      return {
        kind: 'root',
        account: principal.account,
        arn: rootArn(principal.account),
        id: principal.account,
      };
    case 'user':
      return { kind: 'user', account: principal.account, arn: principal.arn, id: principal.id };
    case 'assumed-role':
      return {
        kind: 'assumed-role',
        account: principal.account,
        arn: principal.arn,
        id: `${principal.roleId}:${principal.sessionName}`,
        roleArn: principal.roleArn,
        roleId: principal.roleId,
        serviceLinked: principal.serviceLinked,
      };
    case 'federated-user':
      return {
        kind: 'federated-user',
        account: principal.account,
        arn: principal.arn,
        id: `${principal.account}:${principal.name}`,
        userArn: principal.user?.arn ?? rootArn(principal.account),
        userId: principal.user?.id,
      };
    case 'service':
      return { kind: 'service', name: principal.name, account: principal.account };
    case 'anonymous':
      return { kind: 'anonymous' };
    default:
      return principal satisfies never;
  }
};
