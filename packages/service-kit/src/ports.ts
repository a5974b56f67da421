import type { NamedPolicy, OrganizationLevel } from '@gatehouse/policy';
import type { Tx } from '@gatehouse/store';
import type { Principal, Tags } from './principal.ts';

export interface PrincipalPolicies {
  /** Managed, inline and group policies of the user or role. */
  readonly identity: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy | undefined;
  /** ARN and tags of the user as it is now: a session may have begun when they were others. */
  readonly user?: { readonly arn: string; readonly tags: Tags } | undefined;
  /** The user or role was deleted: sessions of it are over, whatever policies of others would give it. */
  readonly gone?: boolean | undefined;
}

/** What IAM knows of who calls. Answers at once when nothing changed since the last question. */
export interface IdentityPort {
  policiesOf(principal: Principal): PrincipalPolicies | Promise<PrincipalPolicies>;
}

export interface OrganizationView {
  /** `o-…` */
  readonly id: string;
  readonly managementAccount: string;
  /** `o-…/r-…/ou-…/`, as `aws:PrincipalOrgPaths` has it. */
  readonly path: string;
  /** The account is closed: nobody of it is let in. */
  readonly suspended: boolean;
  /** From the root to the account; undefined where service control policies are not enabled or do not apply. */
  readonly scps?: readonly OrganizationLevel[] | undefined;
  readonly rcps?: readonly OrganizationLevel[] | undefined;
}

/** What Organizations knows of an account; undefined when it is in none. */
export interface OrganizationPort {
  of(account: string): OrganizationView | undefined | Promise<OrganizationView | undefined>;
}

/** An account as its organization lists it. */
export interface OrganizationAccount {
  readonly account: string;
  readonly email: string;
  /** False when it is closed or about to be. */
  readonly active: boolean;
}

/** What services that an organization manages centrally ask about it; read in the caller's transaction. */
export interface OrganizationDirectory {
  /** The organization of an account; undefined when it is in none. */
  organization(
    tx: Tx,
    account: string,
  ): Promise<{ readonly id: string; readonly managementAccount: string } | undefined>;
  /** Undefined when the account is not in this organization. */
  account(
    tx: Tx,
    organizationId: string,
    account: string,
  ): Promise<OrganizationAccount | undefined>;
  /** Every account of the organization, the management account included. */
  accounts(tx: Tx, organizationId: string): Promise<readonly OrganizationAccount[]>;
  hasServiceAccess(tx: Tx, organizationId: string, servicePrincipal: string): Promise<boolean>;
  isDelegated(
    tx: Tx,
    organizationId: string,
    account: string,
    servicePrincipal: string,
  ): Promise<boolean>;
}

/** Who hears that accounts join and leave organizations, in the transaction in which they do. */
export interface MembershipListener {
  joined(tx: Tx, organizationId: string, account: OrganizationAccount, now: Date): Promise<void>;
  left(tx: Tx, organizationId: string, account: string, now: Date): Promise<void>;
}

/** Accounts that are in no organization. */
export const noOrganization: OrganizationPort = { of: () => undefined };

/** A role as STS sees it when somebody wants to assume it. */
export interface AssumableRole {
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  /** Unique id, AROA… */
  readonly id: string;
  readonly trustPolicy: NamedPolicy;
  readonly maxSessionDurationSeconds: number;
  readonly serviceLinked: boolean;
  readonly tags: Tags;
}

/** A SAML or OIDC provider as STS sees it. */
export interface IdentityProvider {
  readonly arn: string;
  readonly kind: 'saml' | 'oidc';
  /** SAML metadata document. */
  readonly metadata?: string | undefined;
  /** OIDC issuer without scheme, client ids and thumbprints. */
  readonly url?: string | undefined;
  readonly clientIds?: readonly string[] | undefined;
}

/** What STS asks IAM. */
export interface RolePort {
  role(tx: Tx, account: string, name: string): Promise<AssumableRole | undefined>;
  /** Managed policies that a session names in `PolicyArns`; undefined where one does not exist. */
  managedPolicy(tx: Tx, arn: string): Promise<NamedPolicy | undefined>;
  provider(tx: Tx, arn: string): Promise<IdentityProvider | undefined>;
  /** Notes for `RoleLastUsed` that somebody assumed the role; cheap to repeat. */
  markUsed(tx: Tx, roleId: string, region: string, at: Date): Promise<void>;
  /** The user's MFA devices: serial number (ARN) and TOTP seed, for `SerialNumber` and `TokenCode`. */
  mfaDevice(tx: Tx, account: string, serialNumber: string): Promise<MfaDevice | undefined>;
}

export interface MfaDevice {
  readonly serialNumber: string;
  /** Owner: a user's name, or undefined for the root user. */
  readonly userName: string | undefined;
  /** RFC 6238 secret. */
  readonly seed: Uint8Array;
  /** The last time step used, so that a code works once. */
  readonly lastStep: number;
  /** False when another request has used this or a later step meanwhile. */
  useStep(tx: Tx, step: number): Promise<boolean>;
}

/** What the endpoint asks about an access key. */
export interface KnownCredential {
  readonly secretAccessKey: string;
  readonly principal: Principal;
}

export interface CredentialPort {
  /** Long-term keys (AKIA…) from IAM. Undefined: no such key, or it is inactive. */
  longTerm(accessKeyId: string): KnownCredential | undefined | Promise<KnownCredential | undefined>;
  /** Temporary keys (ASIA…) from STS; throws AwsError ExpiredToken, InvalidClientTokenId. */
  temporary(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): KnownCredential | undefined | Promise<KnownCredential | undefined>;
}

/** How Organizations makes a new account usable: the role that the management account assumes there. */
export interface AccountPort {
  prepare(
    tx: Tx,
    account: {
      readonly id: string;
      readonly email: string;
      readonly accessRoleName: string;
      readonly trustedAccount: string;
    },
  ): Promise<void>;
}

/** What services ask IAM about the principals that resource policies and grants name. */
export interface PrincipalPort {
  /**
   * The unique id of the user or role that has this ARN now (`arn:aws:iam::…:user/…`, `…:role/…`); undefined when
   * there is none.
   */
  idOf(tx: Tx, arn: string): Promise<string | undefined>;
  /** The ARN that a unique id has now; undefined when the user or role is gone. */
  arnOf(tx: Tx, id: string): Promise<string | undefined>;
}
