import type {
  IdentityPort,
  OperationDefinition,
  OrganizationPort,
  RolePort,
  ServiceDeps,
} from '@gatehouse/service-kit';
import type { Migration, Tx, WorkHandler } from '@gatehouse/store';

export interface IamDeps extends ServiceDeps {
  /** False for test suites of emulators, whose passwords AWS's default policy refuses. Default: true. */
  readonly defaultPasswordPolicy?: boolean;
  /** Binary logarithm of scrypt's N for new passwords. Default: 15. */
  readonly passwordCostLog2?: number | undefined;
  /**
   * True for test suites of emulators, which hand in any text as trust policy, SAML metadata or SSH key, paths without
   * slashes, names with blanks, serial numbers and codes of MFA devices that nobody has. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
  /** For SimulatePrincipalPolicy, which tells what service control policies say. */
  readonly organizations?: OrganizationPort;
}

/** What each half of IAM adds to the service. */
export interface Part {
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  readonly migrations: readonly Migration[];
  readonly work?: Readonly<Record<string, WorkHandler>>;
}

/** A user, group or role that policies are attached to; `id` is its unique id (AIDA…, AGPA…, AROA…). */
export interface PolicyHolder {
  readonly kind: 'user' | 'group' | 'role';
  readonly account: string;
  readonly id: string;
}

/** The half that knows roles and policies, with what users and groups ask of it. */
export interface AccessPart extends Part {
  readonly identity: IdentityPort;
  readonly roles: Omit<RolePort, 'mfaDevice'>;
  /** Policies that keep their holder from being deleted. */
  readonly holdings: (
    tx: Tx,
    holderId: string,
  ) => Promise<{ readonly attached: number; readonly inline: number }>;
  /** Throws unless the ARN names a managed policy that `account` can set as permissions boundary. */
  readonly requireBoundary: (tx: Tx, account: string, policyArn: string) => Promise<void>;
  readonly attach: (tx: Tx, holder: PolicyHolder, policyArn: string) => Promise<void>;
  /** A role whose trust policy names `trustedAccount`, with AdministratorAccess; nothing when the name is taken. */
  readonly createAccessRole: (
    tx: Tx,
    role: {
      readonly account: string;
      readonly name: string;
      readonly trustedAccount: string;
    },
  ) => Promise<void>;
  /** For GetAccountSummary, by the names it uses. */
  readonly counts: (
    tx: Tx,
    account: string,
  ) => Promise<
    Readonly<
      Record<
        'Roles' | 'Policies' | 'PolicyVersionsInUse' | 'InstanceProfiles' | 'Providers',
        number
      >
    >
  >;
}
